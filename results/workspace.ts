import { join } from 'node:path';
import { stringify } from 'yaml';
import { z } from 'zod';
import { writeFileAtomically } from '../datasets/atomicFile.ts';
import { type OverlapConvention, overlapConventions } from '../datasets/overlap/convention.ts';
import { readYamlFile } from '../datasets/yamlFile.ts';

/** The challenge's own, whose numbers are published. */
export const defaultConvention: OverlapConvention = 'vot2016';

const schema = z.strictObject({
  /** Of this file's form. */
  version: z.literal(1),
  /** Program and version that made the workspace. */
  madeBy: z.string(),
  dataset: z.strictObject({ name: z.string(), path: z.string() }),
  convention: z.enum(overlapConventions),
  seed: z.int().nonnegative(),
});

/** What all runs of a workspace share; kept in its `workspace.yaml`. The dataset's path is absolute. */
export type Workspace = Readonly<z.infer<typeof schema>>;

export function workspaceFile(folder: string): string {
  return join(folder, 'workspace.yaml');
}

/**
 * Reads what a folder's runs share; undefined where nothing was run yet.
 * @throws InputError when the file is not a workspace's
 */
export async function readWorkspace(folder: string): Promise<Workspace | undefined> {
  return readYamlFile(workspaceFile(folder), schema, 'workspace', 'mend the file or use another folder');
}

export async function writeWorkspace(folder: string, workspace: Workspace): Promise<void> {
  await writeFileAtomically(workspaceFile(folder), stringify(workspace));
}
