import { InputError } from '../../datasets/inputError.ts';
import type { Ablation } from '../../results/ablation.ts';
import { readAblation } from './readAblation.ts';

/**
 * The ablation in a folder that another is about to replace; undefined where there is none, and where the other has all
 * its points and so only goes on with it.
 */
export async function replacedAblation(
  folder: string,
  { tracker, keys, points }: Ablation,
): Promise<Ablation | undefined> {
  const older = await readAblation(folder).catch((error: unknown) => {
    // A file that cannot be read has nothing to lose.
    if (error instanceof InputError) return undefined;
    throw error;
  });
  if (older === undefined) return undefined;
  const labels = new Set(points.map(({ label }) => label));
  const goesOn =
    older.tracker === tracker &&
    older.keys.join() === keys.join() &&
    older.points.every(({ label }) => labels.has(label));
  return goesOn ? undefined : older;
}
