/**
 * @file What a worker looks at before it does a run that was planned elsewhere: that it is the same program, dataset and
 * network as there. A run on other ones would give results that look right and are not.
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { InputError } from '../../datasets/inputError.ts';
import type { Dataset, Sequence } from '../../datasets/sequence.ts';
import { unknownName } from '../../datasets/unknownName.ts';
import { describeRun } from '../../results/run.ts';
import { logFolder } from '../../results/store.ts';
import { readWorkspace, workspaceFile } from '../../results/workspace.ts';
import { checkCommand } from '../../trackers/external/checkCommand.ts';
import { trackerEntry } from '../../trackers/registry.ts';
import type { TrackerSpecification } from '../../trackers/specification/specification.ts';
import type { Job } from '../execution/job.ts';
import { networkIdentity } from '../networkIdentities.ts';
import { receivedJob, type SentRun, sentRunSchema, type SequenceIdentity, sequenceIdentity } from './runIdentity.ts';

export interface ReceiverOptions {
  /** Version of this program. */
  readonly program: string;
  /** The folder of weights. */
  readonly cache: string;
  /** Where the dataset is; by default at the path that the run names, else found by its name. */
  readonly datasetPath?: string;
  /** Finds a dataset by its name. @throws InputError when it is not here */
  readonly findDataset: (name: string) => Promise<string>;
  readonly openDataset: (path: string) => Promise<Dataset>;
  /** The folder of a workspace that is shared with the one who planned the run. */
  readonly workspace?: string;
}

/** Makes jobs of runs that were planned elsewhere; what was looked at once is not looked at again. */
export interface Receiver {
  /** @throws InputError that says what is missing or differs here; the run itself may be fine */
  readonly receive: (data: unknown) => Promise<Job>;
}

export function runReceiver(options: ReceiverOptions): Receiver {
  const datasets = new Map<string, Promise<Dataset>>();
  const identities = new WeakMap<Sequence, Promise<SequenceIdentity>>();
  const checkedTrackers = new Set<string>();

  return {
    async receive(data) {
      const parsed = sentRunSchema.safeParse(data);
      if (!parsed.success) {
        const said = parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`).join('; ');
        throw new InputError(`invalid run: ${said}`, undefined, 'use the same version of tracking-loss everywhere');
      }
      const run = parsed.data;
      if (run.program !== options.program) {
        throw new InputError(
          `invalid version: the run ${describe(run)} was planned by tracking-loss ${run.program}, and this is ${options.program}`,
          undefined,
          'use the same version everywhere: another one may give other results',
        );
      }
      await checkTracker(run);
      if (options.workspace !== undefined) await checkWorkspace(run, options.workspace);
      const sequence = await findSequence(run);
      const folder = options.workspace === undefined ? undefined : logFolder(options.workspace);
      return receivedJob(run, sequence, folder);
    },
  };

  async function checkTracker({ tracker, weights, normalization }: SentRun): Promise<void> {
    const key = JSON.stringify([tracker, weights, normalization]);
    if (checkedTrackers.has(key)) return;
    const specification = tracker as TrackerSpecification;
    trackerEntry(specification);
    const { external, configuration, label } = specification;
    if (external !== undefined) await checkCommand(external, label);
    if (configuration !== undefined) {
      const mine = await networkIdentity(configuration, options.cache);
      if (mine.weights !== weights) {
        throw new InputError(
          `invalid weights: the backbone of ${label} has others than where the run was planned`,
          options.cache,
          'bring the same files to every machine',
        );
      }
      if (mine.normalization !== normalization) {
        throw new InputError(
          `invalid normalisation: that of ${label} is ${mine.normalization ?? 'none'}, and ${normalization ?? 'none'} where the run was planned`,
          join(options.cache, 'normalizations'),
          'bring the same files to every machine',
        );
      }
    }
    checkedTrackers.add(key);
  }

  async function findSequence(run: SentRun): Promise<Sequence> {
    const path = await findDatasetPath(run);
    let opened = datasets.get(path);
    if (opened === undefined) {
      opened = options.openDataset(path);
      datasets.set(path, opened);
      opened.catch(() => datasets.delete(path));
    }
    const { sequences } = await opened;
    const sequence = sequences.find(({ name }) => name === run.sequence.name);
    if (sequence === undefined) {
      throw unknownName(
        'sequence',
        run.sequence.name,
        sequences.map(({ name }) => name),
        path,
      );
    }
    if (sequence.framePaths === undefined) {
      throw new InputError(`missing images: sequence ${sequence.name} has annotations only`, path);
    }
    let identity = identities.get(sequence);
    if (identity === undefined) identities.set(sequence, (identity = sequenceIdentity(sequence)));
    const difference = differenceOf(await identity, run.sequence);
    if (difference === undefined) return sequence;
    throw new InputError(
      `invalid dataset: sequence ${sequence.name} is another one than where the run was planned: ${difference}`,
      path,
      `--dataset names the folder of ${run.dataset.name}; it must be the same everywhere`,
    );
  }

  async function findDatasetPath({ dataset }: SentRun): Promise<string> {
    if (options.datasetPath !== undefined) return options.datasetPath;
    if (existsSync(dataset.path)) return dataset.path;
    try {
      return await options.findDataset(dataset.name);
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
      throw new InputError(
        `missing dataset: ${dataset.name} is neither at ${dataset.path}, where the run was planned, nor among the datasets by name`,
        undefined,
        '--dataset says where it is on this machine',
      );
    }
  }
}

async function checkWorkspace(run: SentRun, folder: string): Promise<void> {
  const workspace = await readWorkspace(folder);
  if (workspace === undefined) {
    throw new InputError(
      'missing workspace: nothing was run there',
      workspaceFile(folder),
      '--workspace is the folder that the run command has, shared; without it results go through the queue',
    );
  }
  for (const thing of ['seed', 'convention'] as const) {
    if (workspace[thing] === run[thing]) continue;
    throw new InputError(
      `invalid workspace: its ${thing} is ${workspace[thing]}, and the run's ${run[thing]}`,
      workspaceFile(folder),
      '--workspace is the folder that the run command has, shared',
    );
  }
}

function differenceOf(mine: SequenceIdentity, wanted: SequenceIdentity): string | undefined {
  if (mine.length !== wanted.length) return `${mine.length} frames, and ${wanted.length} there`;
  if (mine.groundTruth !== wanted.groundTruth) return 'its ground truth differs';
  return mine.firstFrame === wanted.firstFrame ? undefined : 'its first image differs';
}

function describe({ tracker, experiment, sequence, repetition }: SentRun): string {
  return describeRun({ tracker: tracker.label, experiment, sequence: sequence.name, repetition });
}
