/** @file What `run` and `demo` do: bring a workspace up to a plan, show how far it is, and say what is missing in the end. */
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { writeFileAtomically } from '../datasets/atomicFile.ts';
import { counted } from '../datasets/counted.ts';
import type { Dataset } from '../datasets/sequence.ts';
import type { ProcessReport } from '../results/claims/liveProcesses.ts';
import { describeRun, type ExperimentName } from '../results/run.ts';
import { checkConfiguration, keepConfiguration, type NetworkIdentity } from '../results/trackerConfiguration.ts';
import type { Workspace } from '../results/workspace.ts';
import { checkCommand } from '../trackers/external/checkCommand.ts';
import type { TrackerSpecification } from '../trackers/specification/specification.ts';
import { coordinate, type FailedRun, type Outcome, type RunObserver } from './execution/coordinator.ts';
import type { Executor } from './execution/job.ts';
import { ownConfiguration } from './execution/ownConfiguration.ts';
import { planSeries } from './execution/plan.ts';
import { defaultRetries } from './execution/retryPolicy.ts';
import { observers } from './execution/runObserver.ts';
import { progressEvent, progressEventEveryMs, type RunEvent } from './progress/progressEvent.ts';
import { listedTrackers } from './progress/runLines.ts';
import { type RunSnapshot, runStatistics } from './progress/runStatistics.ts';
import { showRuns } from './progress/runView.ts';
import { openSession } from './session.ts';
import { formatDuration } from './terminal/duration.ts';
import { onFirstInterrupt } from './terminal/interruption.ts';
import type { ExitCode, Terminal } from './terminal/terminal.ts';

export interface RunSettings {
  readonly dataset: Dataset;
  readonly trackers: readonly TrackerSpecification[];
  readonly experiments: readonly ExperimentName[];
  /** Of the baseline. */
  readonly repetitions?: number;
  readonly unsupervisedRepetitions?: number;
  /** Folder of the workspace, and what its runs share. */
  readonly folder: string;
  readonly workspace: Workspace;
  /** The command that does what is missing. */
  readonly resumeCommand: string;
  /** How often a run that failed is tried again; default `defaultRetries`. */
  readonly retries?: number;
  /** Hears what happens, for machines. */
  readonly onEvent?: (event: RunEvent) => void;
}

/** Where the failures of the last command are explained in full. */
export function failuresFile(folder: string): string {
  return join(folder, 'failures.txt');
}

const failuresShown = 10;

export interface OpenedExecutor {
  readonly executor: Executor;
  /** What the networks of trackers are, by label; runs of others are not stored under it. */
  readonly networks?: ReadonlyMap<string, NetworkIdentity>;
}

/**
 * Does the runs that are missing.
 * @param openExecutor called when there is something to do; what it opens is closed here. It is given the terminal whose lines
 * do not disturb the progress
 * @throws InputError when results are stored under a tracker's label that other settings or networks made
 */
export async function runExperiments(
  settings: RunSettings,
  openExecutor: (terminal: Terminal) => Promise<OpenedExecutor>,
  terminal: Terminal,
): Promise<ExitCode> {
  const { dataset, folder, workspace, onEvent } = settings;
  const plan = planSeries(
    settings.trackers,
    settings.experiments,
    dataset.sequences,
    settings.repetitions,
    settings.unsupervisedRepetitions,
  );
  const startMs = terminal.monotonicMs();
  await mkdir(folder, { recursive: true });
  // A mistake is said at once; the file is written when everything else was tried, and there is a run to do.
  for (const specification of settings.trackers) {
    await checkConfiguration(folder, specification.label, ownConfiguration(specification));
  }

  let executor: Executor | undefined;
  let hasBegun = false;
  let isStopped = false;
  const session = openSession({
    folder,
    about: {
      command: settings.resumeCommand,
      dataset: workspace.dataset,
      convention: workspace.convention,
      seed: workspace.seed,
      plan: {
        trackers: settings.trackers.map(({ label }) => label),
        repetitions: Object.fromEntries(plan.map(({ experiment, repetitions }) => [experiment, repetitions])),
        sequences: dataset.sequences.map(({ name }) => name),
      },
    },
    now: () => terminal.now(),
    monotonicMs: () => terminal.monotonicMs(),
    ...(onEvent === undefined ? {} : { onEvent }),
  });
  const statistics = runStatistics(
    () => terminal.monotonicMs(),
    () => executor,
  );
  const view = showRuns(terminal, () => statistics.snapshot());
  const progressEvents =
    onEvent === undefined
      ? undefined
      : setInterval(() => onEvent(progressEvent(statistics.snapshot(), terminal.now())), progressEventEveryMs);
  const forgetInterrupt = onFirstInterrupt(terminal, () => {
    isStopped = true;
    view.say('stopping at the next frame; press Ctrl-C again to stop at once');
    executor?.stop();
  });
  let outcome: Outcome;
  try {
    outcome = await coordinate(plan, {
      workspace: folder,
      convention: workspace.convention,
      seed: workspace.seed,
      async openExecutor() {
        for (const { label, external } of settings.trackers) {
          if (external !== undefined) await checkCommand(external, label);
        }
        const opened = await openExecutor({ ...terminal, say: (text) => view.say(text) });
        executor = opened.executor;
        if (isStopped) executor.stop();
        await session.begin(() => reportOf(statistics.snapshot()));
        await enterLabels(opened.networks);
        hasBegun = true;
        const workers = executor.activity?.().map(({ worker, device }) => ({ worker, device })) ?? [];
        session.write({ event: 'workers', workers });
        return executor;
      },
      observer: observers(
        statistics.observer,
        session.observer,
        sayingObserver((text) => view.say(text)),
      ),
      now: () => terminal.now(),
      retries: settings.retries ?? defaultRetries,
      claims: session.claims,
      isStopped: () => isStopped,
    });
    if (executor !== undefined) {
      session.write({ event: 'end', stored: outcome.stored, failed: outcome.failed.length, left: outcome.left });
    }
  } catch (error) {
    // What keeps a run from starting at all, such as a missing program, is to be mended first.
    if (hasBegun) view.say(`to finish: ${settings.resumeCommand}`);
    throw error;
  } finally {
    clearInterval(progressEvents);
    view.stop();
    forgetInterrupt();
    await executor?.close();
    await session.close();
  }
  const problem = session.journalProblem();
  if (problem !== undefined) terminal.say(`warning: the journal lacks lines: ${problem}`);
  const took = formatDuration((terminal.monotonicMs() - startMs) / 1000);
  terminal.say(`${outcome.stored} runs done in ${took}, ${outcome.alreadyStored} were stored already`);
  if (outcome.elsewhere !== undefined) terminal.say(`${outcome.elsewhere} runs were done by other processes meanwhile`);
  if (outcome.failed.length === 0) await rm(failuresFile(folder), { force: true });
  else {
    await writeFileAtomically(failuresFile(folder), describeFailures(outcome.failed));
    terminal.say(`${outcome.failed.length} runs failed: ${failuresFile(folder)} says why`);
  }
  if (outcome.left > 0) terminal.say(`${outcome.left} runs were not done`);
  if (outcome.failed.length === 0 && outcome.left === 0) return 0;
  const { trackers } = statistics.snapshot();
  const missing = trackers.filter(({ runsDone, runsPlanned }) => runsDone < runsPlanned);
  terminal.say(`missing: ${listedTrackers(missing)}`);
  terminal.say(`to finish: ${settings.resumeCommand}`);
  return isStopped ? 130 : 1;

  async function enterLabels(networks: OpenedExecutor['networks']): Promise<void> {
    for (const specification of settings.trackers) {
      const { label } = specification;
      const network = networks?.get(label);
      const own = { ...ownConfiguration(specification), ...(network === undefined ? {} : { network }) };
      await session.labels.enter(label, (usedBy) => keepConfiguration(folder, label, own, usedBy), {
        onWaiting: (by) => view.say(`waiting to see whether ${by} still does runs of ${label}`),
        isStopped: () => isStopped,
      });
    }
  }
}

/** What a person should hear of while runs go on. */
function sayingObserver(say: (text: string) => void): RunObserver {
  let failures = 0;
  const reasons = new Set<string>();
  let waitedFor = '';
  return {
    planned() {},
    stored(run, notices) {
      for (const notice of notices) say(`note: ${describeRun(run)}: ${notice}`);
    },
    failed(run, { message }) {
      failures++;
      if (failures <= failuresShown) {
        say(`failed: ${describeRun(run)}: ${reasons.has(message) ? 'for the same reason' : message}`);
      }
      reasons.add(message);
      if (failures === failuresShown) say('further failures are counted and written down at the end');
    },
    failedForNow(run, { message }) {
      if (failures <= failuresShown) say(`failed, and will be tried again: ${describeRun(run)}: ${message}`);
    },
    damaged(run, reason, movedTo) {
      say(`damaged: ${reason}; moved to ${movedTo}, ${describeRun(run)} is done again`);
    },
    takenOver: (run, from) => say(`taken over: ${describeRun(run)}, which ${from} had begun`),
    waiting(runs, by) {
      // Each second; a person wants to hear of it once.
      if (waitedFor === by) return;
      waitedFor = by;
      say(`waiting for ${counted(runs, 'run')} that ${by} has begun`);
    },
  };
}

function reportOf({ runsDone, runsPlanned, runsFailed, workers }: RunSnapshot): ProcessReport {
  return { runsDone, runsPlanned, failures: runsFailed, workers: [...workers] };
}

function describeFailures(failed: readonly FailedRun[]): string {
  return failed
    .map(({ run, failure }) => {
      const details = failure.details === undefined ? '' : `${failure.details.replaceAll(/^/gm, '    ')}\n`;
      return `${describeRun(run)}: ${failure.message}\n${details}`;
    })
    .join('');
}
