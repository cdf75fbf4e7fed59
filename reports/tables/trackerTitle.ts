import type { Evaluation } from '../../results/evaluation.ts';

const dagger = '†';

/** A tracker's name for people: with a dagger when sequences are missing from its runs. */
export function trackerTitle({ trackers }: Evaluation, name: string): string {
  return trackers[name]?.complete === false ? `${name} ${dagger}` : name;
}

/** What the daggers mean, with the figures; empty when every tracker is complete. */
export function incompleteNotes({ trackers, dataset }: Evaluation): string[] {
  const incomplete = Object.entries(trackers).filter(([, { complete }]) => !complete);
  if (incomplete.length === 0) return [];
  const missing = incomplete.map(([name, { sequences }]) => {
    const parts = (['baseline', 'unsupervised'] as const)
      .filter((experiment) => sequences[experiment] > 0)
      .map((experiment) => `${experiment} ${sequences[experiment]} of ${dataset.sequences}`);
    return `${name} (${parts.join(', ')})`;
  });
  return [`${dagger} incomplete, so not ranked; sequences with a run: ${missing.join('; ')}.`];
}

/** What the marks on numbers mean. */
export const placesNote = 'The best three are marked 1, 2 and 3; numbers that print the same share a mark.';
