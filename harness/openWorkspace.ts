import { existsSync } from 'node:fs';
import { InputError, WrongRequest } from '../datasets/inputError.ts';
import type { OverlapConvention } from '../datasets/overlap/convention.ts';
import { holdsOwnRuns } from '../results/ownRuns.ts';
import {
  defaultConvention,
  readWorkspace,
  type Workspace,
  workspaceFile,
  writeWorkspace,
} from '../results/workspace.ts';
import { programName } from './program.ts';

export interface WorkspaceRequest {
  readonly dataset: Workspace['dataset'];
  /** Of the workspace if left out; `defaultConvention` for a new one. */
  readonly convention?: OverlapConvention | undefined;
  /** Of the workspace if left out; 0 for a new one. */
  readonly seed?: number | undefined;
}

/**
 * The workspace in a folder, made if there is none. All its runs are of one dataset, convention and seed; runs that
 * differ in them would be compared as if they did not.
 * @throws WrongRequest when it holds runs of another dataset, convention or seed; InputError when it holds runs and does not
 * say of which
 */
export async function openWorkspace(
  folder: string,
  { dataset, convention, seed }: WorkspaceRequest,
): Promise<Workspace> {
  // Asked first: another command may make the workspace meanwhile, whose file comes before its runs.
  const hasRuns = await holdsOwnRuns(folder);
  const found = await readWorkspace(folder);
  if (found === undefined) {
    if (hasRuns) {
      throw new InputError(
        `missing file: ${workspaceFile(folder)}, which says of which dataset, convention and seed the runs there are`,
        undefined,
        'put it back (the session lines of the journal have all three), or give another --workspace',
      );
    }
    const made: Workspace = {
      version: 1,
      madeBy: programName(),
      dataset,
      convention: convention ?? defaultConvention,
      seed: seed ?? 0,
    };
    await writeWorkspace(folder, made);
    return made;
  }
  const conflict = (thing: string, mine: string | number, other: string | number): WrongRequest =>
    new WrongRequest(
      `invalid ${thing}: ${other}, where the workspace's runs are of ${thing} ${mine}`,
      workspaceFile(folder),
      'give another --workspace',
    );
  if (convention !== undefined && convention !== found.convention) {
    throw conflict('convention', found.convention, convention);
  }
  if (seed !== undefined && seed !== found.seed) throw conflict('seed', found.seed, seed);
  if (dataset.path === found.dataset.path) return found;
  // A dataset may move, but not turn into another one.
  if (existsSync(found.dataset.path)) throw conflict('dataset', found.dataset.path, dataset.path);
  const moved: Workspace = { ...found, dataset };
  await writeWorkspace(folder, moved);
  return moved;
}
