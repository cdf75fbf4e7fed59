/** @file What the verbs `import` and `import vot2016-results` have in common. */
import type { ImportedTracker, ImportOptions, ImportOutcome } from '../../results/importing/importResults.ts';
import { openWorkspace } from '../openWorkspace.ts';
import { programName } from '../program.ts';
import { onFirstInterrupt } from '../terminal/interruption.ts';
import { showProgress } from '../terminal/progress.ts';
import type { ExitCode, Terminal } from '../terminal/terminal.ts';
import { alignColumns } from './alignColumns.ts';
import { type Arguments, choiceOf, hasSwitch } from './arguments.ts';
import type { Flag } from './command.ts';
import { jsonFlag, sequencesFlag, workspaceFlag, workspaceOf } from './sharedFlags.ts';
import { UsageError } from './usageError.ts';
import { workspaceDataset, workspaceDatasetFlags } from './workspaceDataset.ts';

const timeUnits = ['seconds', 'milliseconds'] as const;

export const importFlags: Readonly<Record<string, Flag>> = {
  workspace: workspaceFlag,
  ...workspaceDatasetFlags,
  sequences: sequencesFlag,
  'skip-damaged': {
    kind: 'switch',
    describe: 'leave out files that are damaged or half-written, instead of refusing their tracker',
  },
  'time-unit': {
    kind: 'value',
    describe: `unit of tables of times (<sequence>_time.txt): ${timeUnits.join(' or ')}`,
    default: 'told from the times',
  },
  json: jsonFlag,
};

type Selection = Pick<ImportOptions, 'trackers' | 'named' | 'as'>;

/** Imports what the flags say and says what came of it. */
export async function importFrom(
  source: string,
  selection: Selection,
  values: Arguments,
  terminal: Terminal,
): Promise<ExitCode> {
  const timeUnit = choiceOf(values, 'time-unit', timeUnits);
  const folder = workspaceOf(values);
  const found = await workspaceDataset(values, terminal);
  if (found === undefined && values.has('sequences')) {
    throw new UsageError('missing dataset: --sequences are of one', undefined, 'say with --dataset of which');
  }
  const { importResults } = await import('../../results/importing/importResults.ts');
  let isStopped = false;
  let done = 0;
  const progress = showProgress(terminal, 'trackers', () => done);
  const forgetInterrupt = onFirstInterrupt(terminal, () => {
    isStopped = true;
    progress.say('stopping after this tracker; press Ctrl-C again to stop at once');
  });
  let outcome: ImportOutcome;
  try {
    outcome = await importResults({
      source,
      ...selection,
      workspace: folder,
      dataset: found?.dataset,
      skipDamaged: hasSwitch(values, 'skip-damaged'),
      timeUnit,
      madeBy: programName(),
      nowMs: terminal.now(),
      isStopped: () => isStopped,
      async onFound() {
        if (found !== undefined)
          await openWorkspace(folder, { dataset: { name: found.dataset.name, path: found.path } });
        else
          progress.say(
            'warning: no dataset is known, so names and lengths of sequences are not checked; give --dataset',
          );
      },
      onProgress(trackersDone, total, tracker) {
        done = trackersDone;
        progress.update(total, tracker);
      },
    });
  } finally {
    progress.stop();
    forgetInterrupt();
  }
  sayOutcome(outcome, hasSwitch(values, 'skip-damaged'), terminal);
  if (hasSwitch(values, 'json')) terminal.print(JSON.stringify(outcome, undefined, 2));
  else if (outcome.trackers.length > 0) terminal.print(importTable(outcome.trackers));
  if (outcome.left > 0) return 130;
  const isWhole = outcome.problems.length === 0 && outcome.trackers.length > 0 && outcome.trackers.every(isStored);
  return isWhole ? 0 : 1;
}

const problemsShown = 10;

function isStored({ state }: Pick<ImportedTracker, 'state'>): boolean {
  return state === 'imported' || state === 'extended' || state === 'unchanged';
}

function sayOutcome(
  { trackers, notFound, notices, problems, left }: ImportOutcome,
  isSkippingDamaged: boolean,
  terminal: Terminal,
): void {
  for (const problem of problems) terminal.say(`damaged: ${problem}`);
  for (const notice of notices) terminal.say(`note: ${notice}`);
  for (const { name, state, problems, notices } of trackers) {
    for (const notice of notices) terminal.say(`note: ${name}: ${notice}`);
    const what = isStored({ state }) ? 'left out' : state;
    for (const problem of problems.slice(0, problemsShown)) terminal.say(`${what}: ${name}: ${problem}`);
    if (problems.length > problemsShown) {
      terminal.say(`${what}: ${name}: and ${problems.length - problemsShown} more; --json has all`);
    }
  }
  if (notFound.length > 0) terminal.say(`not found: ${notFound.join(', ')}`);
  if (left > 0) terminal.say(`stopped: ${left} trackers were not looked at; the same command goes on`);
  const damaged = trackers.filter(({ state }) => state === 'damaged');
  if (damaged.length > 0) {
    const isHelped = !isSkippingDamaged && damaged.some(({ wholeRuns }) => wholeRuns > 0);
    terminal.say(
      isHelped
        ? 'nothing of a damaged tracker is stored; --skip-damaged stores what is whole'
        : `nothing is stored of ${damaged.map(({ name }) => name).join(', ')}: no run is whole`,
    );
  }
}

function importTable(trackers: readonly ImportedTracker[]): string {
  const rows = trackers.map(({ name, state, runs, sequences }) => [
    name,
    state,
    ...[runs.baseline, sequences.baseline, runs.unsupervised, sequences.unsupervised].map(String),
  ]);
  const titles = ['tracker', 'state', 'baseline runs', 'sequences', 'unsupervised runs', 'sequences'];
  return alignColumns([titles, ...rows], [2, 3, 4, 5]);
}
