/**
 * @file Runs in a shared folder, for schedulers that start programs: a file with a run a line, and beside it a file for
 * each run that is through.
 *
 *     slurm/<time>/runs.jsonl        what is to be done, longest sequences first
 *                  results/17.json   how the run of line 17 (from 0) ended; the run itself is in the store
 *                  script.sh         what Slurm was given
 *                  job.txt           the number that Slurm gave it
 *                  task-<n>.log      what its tasks said
 */
import { readdir, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import { writeFileAtomically } from '../../datasets/atomicFile.ts';
import { InputError, WrongRequest } from '../../datasets/inputError.ts';
import { failureKinds, ranSchema } from '../../results/journal/journalEvent.ts';
import type { SentRun } from '../queue/runIdentity.ts';

const resultSchema = z.discriminatedUnion('state', [
  z.strictObject({ state: z.literal('stored'), notices: z.array(z.string()), ran: ranSchema.optional() }),
  z.strictObject({
    state: z.literal('failed'),
    failure: z.strictObject({
      message: z.string(),
      details: z.string().optional(),
      kind: z.enum(failureKinds).optional(),
    }),
    ran: ranSchema.optional(),
  }),
]);

/** How a run of the file ended. */
export type PartResult = Readonly<z.infer<typeof resultSchema>>;

export function batchesFolder(workspace: string): string {
  return join(workspace, 'slurm');
}

export function runsFile(batch: string): string {
  return join(batch, 'runs.jsonl');
}

export async function writeRuns(file: string, runs: readonly SentRun[]): Promise<void> {
  await writeFileAtomically(file, runs.map((run) => `${JSON.stringify(run)}\n`).join(''));
}

/** The runs as they stand in the file; each is checked when it is done. @throws InputError for a file that cannot be read */
export async function readRuns(file: string): Promise<unknown[]> {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    throw new WrongRequest(`missing file of runs: ${(error as NodeJS.ErrnoException).code}`, file);
  }
  return text
    .split('\n')
    .filter(Boolean)
    .map((line, index) => {
      try {
        return JSON.parse(line) as unknown;
      } catch {
        throw new InputError('invalid run: no JSON', `${file}:${index + 1}`);
      }
    });
}

export async function writeResult(file: string, index: number, result: PartResult): Promise<void> {
  await writeFileAtomically(resultFile(file, index), JSON.stringify(result));
}

/** @throws InputError for a file that no task has written */
export async function readResult(file: string, index: number): Promise<PartResult> {
  const path = resultFile(file, index);
  const parsed = resultSchema.safeParse(JSON.parse(await readFile(path, 'utf8')));
  if (!parsed.success) throw new InputError('invalid result of a run', path);
  return parsed.data;
}

/** Lines of the runs that are through. */
export async function finishedRuns(file: string): Promise<Set<number>> {
  const names = await readdir(join(dirname(file), 'results')).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOENT') throw error;
    return [];
  });
  return new Set(names.filter((name) => /^\d+\.json$/.test(name)).map((name) => Number.parseInt(name, 10)));
}

function resultFile(file: string, index: number): string {
  return join(dirname(file), 'results', `${index}.json`);
}
