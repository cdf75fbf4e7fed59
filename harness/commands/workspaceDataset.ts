import { existsSync } from 'node:fs';
import { InputError } from '../../datasets/inputError.ts';
import { openDataset } from '../../datasets/readers/openDataset.ts';
import type { Dataset } from '../../datasets/sequence.ts';
import { resultsFolder } from '../../results/store.ts';
import { readWorkspace, workspaceFile } from '../../results/workspace.ts';
import type { Terminal } from '../terminal/terminal.ts';
import { type Arguments, listOf, textOf } from './arguments.ts';
import type { Flag } from './command.ts';
import { datasetsFlag, readablePath } from './namedDataset.ts';
import { workspaceOf } from './sharedFlags.ts';
import { UsageError } from './usageError.ts';

export const workspaceDatasetFlags: Readonly<Record<string, Flag>> = {
  dataset: {
    kind: 'value',
    describe: 'FOLDER of sequences, JSON file of annotations, or NAME of a dataset, that results are checked against',
    default: "the workspace's",
  },
  datasets: datasetsFlag,
};

/** A dataset that need not have images, and where it is. */
export interface WorkspaceDataset {
  readonly dataset: Dataset;
  /** Absolute. */
  readonly path: string;
}

/**
 * The dataset of `--dataset`, else the workspace's, in both cases with the sequences of `--sequences` alone, for verbs
 * that look at names and lengths only: `run` and `evaluate` say its warnings. Undefined where neither says one, or the
 * workspace's is not where it was.
 */
export async function workspaceDataset(values: Arguments, terminal: Terminal): Promise<WorkspaceDataset | undefined> {
  const given = textOf(values, 'dataset');
  const path =
    given === undefined ? await storedPath(workspaceOf(values), terminal) : await readablePath(given, values, terminal);
  if (path === undefined) return undefined;
  const sequences = listOf(values, 'sequences');
  const dataset = await openDataset(path, sequences === undefined ? {} : { sequences });
  return { dataset, path };
}

/**
 * @param otherwise what else may be given
 * @throws UsageError where the folder of `--workspace` is none, InputError where it holds no results yet
 */
export function requireResults(folder: string, otherwise?: string): void {
  if (existsSync(resultsFolder(folder))) return;
  if (existsSync(workspaceFile(folder))) {
    throw new InputError(
      `missing results: ${folder} has none yet`,
      undefined,
      'the verbs run and import put them there',
    );
  }
  throw missingWorkspace(folder, otherwise);
}

/** The error for a folder of `--workspace` that is not there, or is no workspace. @param otherwise what else may be given */
export function missingWorkspace(folder: string, otherwise?: string): UsageError {
  return new UsageError(
    existsSync(folder) ? `invalid workspace: ${folder} has no workspace.yaml` : `missing workspace: ${folder}`,
    undefined,
    `${['give --workspace FOLDER', otherwise].filter(Boolean).join(', ')}; the verbs run and import make a workspace`,
  );
}

async function storedPath(workspace: string, terminal: Terminal): Promise<string | undefined> {
  const path = (await readWorkspace(workspace))?.dataset.path;
  if (path === undefined || existsSync(path)) return path;
  terminal.say(`warning: the workspace's dataset is not at ${path} any more; --dataset says where it is now`);
  return undefined;
}
