/** @file What `run` and `demo` do: bring a workspace up to a plan, show how far it is, and say what is missing in the end. */
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { writeFileAtomically } from '../datasets/atomicFile.ts';
import type { Dataset } from '../datasets/sequence.ts';
import { describeRun, type ExperimentName } from '../results/run.ts';
import { keepConfiguration } from '../results/trackerConfiguration.ts';
import type { Workspace } from '../results/workspace.ts';
import { checkCommand } from '../trackers/external/checkCommand.ts';
import { identityOf } from '../trackers/external/externalConfiguration.ts';
import type { TrackerSpecification } from '../trackers/specification/specification.ts';
import { coordinate, type FailedRun, type Outcome, type RunObserver } from './execution/coordinator.ts';
import type { Executor } from './execution/job.ts';
import { planSeries } from './execution/plan.ts';
import { programName } from './program.ts';
import { formatDuration } from './terminal/duration.ts';
import { onFirstInterrupt } from './terminal/interruption.ts';
import { showProgress } from './terminal/progress.ts';
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
}

/** Where the failures of the last command are explained in full. */
export function failuresFile(folder: string): string {
  return join(folder, 'failures.txt');
}

const failuresShown = 10;

/**
 * Does the runs that are missing.
 * @param openExecutor called when there is something to do; what it opens is closed here
 * @throws InputError when results are stored under a tracker's label that other settings made
 */
export async function runExperiments(
  settings: RunSettings,
  openExecutor: () => Promise<Executor>,
  terminal: Terminal,
): Promise<ExitCode> {
  const { dataset, folder, workspace } = settings;
  const plan = planSeries(
    settings.trackers,
    settings.experiments,
    dataset.sequences,
    settings.repetitions,
    settings.unsupervisedRepetitions,
  );
  const startMs = terminal.now();
  await mkdir(folder, { recursive: true });
  for (const { label, tracker, configuration = {}, external } of settings.trackers) {
    await keepConfiguration(folder, label, {
      madeBy: programName(),
      tracker,
      configuration: external === undefined ? configuration : identityOf(external),
    });
  }

  let executor: Executor | undefined;
  let isStopped = false;
  const progress = showProgress(terminal, 'frames', () => executor?.framesDone() ?? 0);
  const forgetInterrupt = onFirstInterrupt(terminal, () => {
    isStopped = true;
    progress.say('stopping at the next frame; press Ctrl-C again to stop at once');
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
        executor = await openExecutor();
        if (isStopped) executor.stop();
        return executor;
      },
      observer: progressObserver(progress),
      now: () => terminal.now(),
    });
  } catch (error) {
    // What keeps a run from starting at all, such as a missing program, is to be mended first.
    if (executor !== undefined) progress.say(`to finish: ${settings.resumeCommand}`);
    throw error;
  } finally {
    progress.stop();
    forgetInterrupt();
    await executor?.close();
  }
  const took = formatDuration((terminal.now() - startMs) / 1000);
  terminal.say(`${outcome.stored} runs done in ${took}, ${outcome.alreadyStored} were stored already`);
  if (outcome.failed.length === 0) await rm(failuresFile(folder), { force: true });
  else {
    await writeFileAtomically(failuresFile(folder), describeFailures(outcome.failed));
    terminal.say(`${outcome.failed.length} runs failed: ${failuresFile(folder)} says why`);
  }
  if (outcome.left > 0) terminal.say(`${outcome.left} runs were not done`);
  if (outcome.failed.length === 0 && outcome.left === 0) return 0;
  terminal.say(`to finish: ${settings.resumeCommand}`);
  return isStopped ? 130 : 1;
}

function progressObserver(progress: ReturnType<typeof showProgress>): RunObserver {
  let runsPlanned = 0;
  let framesPlanned = 0;
  let runsDone = 0;
  let failures = 0;
  const update = (): void => progress.update(framesPlanned, `${runsDone} of ${runsPlanned} runs`);
  return {
    planned(runs, frames) {
      runsPlanned = runs;
      framesPlanned = frames;
      update();
    },
    stored(run, notices) {
      for (const notice of notices) progress.say(`note: ${describeRun(run)}: ${notice}`);
      runsDone++;
      update();
    },
    failed(run, { message }) {
      failures++;
      if (failures <= failuresShown) progress.say(`failed: ${describeRun(run)}: ${message}`);
      if (failures === failuresShown) progress.say('further failures are counted and written down at the end');
      update();
    },
    damaged(run, reason, movedTo) {
      progress.say(`damaged: ${reason}; moved to ${movedTo}, ${describeRun(run)} is done again`);
    },
  };
}

function describeFailures(failed: readonly FailedRun[]): string {
  return failed
    .map(({ run, failure }) => {
      const details = failure.details === undefined ? '' : `${failure.details.replaceAll(/^/gm, '    ')}\n`;
      return `${describeRun(run)}: ${failure.message}\n${details}`;
    })
    .join('');
}
