import type { Dataset, Sequence } from '../../datasets/sequence.ts';
import { regionAt } from '../../datasets/trajectory.ts';
import type { GridSequence } from '../../reports/figures/frameGrid.ts';
import { findRun } from '../../results/store.ts';

/** Rows of the picture, unless sequences are named. */
const sequencesShown = 6;
const framesShown = 5;

/** Sequences for the picture, spread evenly over the dataset's list: none is chosen for its result. */
export function figure3Sequences({ sequences }: Dataset): readonly Sequence[] {
  if (sequences.length <= sequencesShown) return sequences;
  const step = (sequences.length - 1) / (sequencesShown - 1);
  return Array.from({ length: sequencesShown }, (_, index) => sequences[Math.round(index * step)]!);
}

/**
 * Frames of stored unsupervised runs (the first repetition of each sequence), spread evenly from the first behind the
 * initialisation to the last. Sequences without a run are left out.
 */
export async function figure3Frames(
  sequences: readonly Sequence[],
  workspace: string,
  label: string,
): Promise<GridSequence[]> {
  const rows: GridSequence[] = [];
  for (const { name, length, framePaths, groundTruth } of sequences) {
    const run = { tracker: label, experiment: 'unsupervised', sequence: name, repetition: 1 } as const;
    const found = await findRun(workspace, run, length);
    if (found.state !== 'stored' || framePaths === undefined) continue;
    const count = Math.min(framesShown, length - 1);
    const indices = Array.from({ length: count }, (_, index) =>
      count === 1 ? length - 1 : Math.round(1 + (index * (length - 2)) / (count - 1)),
    );
    rows.push({
      name,
      frames: indices.map((index) => ({
        imagePath: framePaths[index]!,
        number: index + 1,
        result: regionAt(found.trajectory, index),
        truth: regionAt(groundTruth, index),
      })),
    });
  }
  return rows;
}
