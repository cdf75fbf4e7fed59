import { InputError } from './inputError.ts';

/** Edit distance between two names: insertions, deletions, substitutions and swaps of neighbours (optimal string alignment). */
export function editDistance(a: string, b: string): number {
  let beforePrevious: number[] = [];
  let previous = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const substitution = previous[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1);
      let best = Math.min(substitution, previous[j]! + 1, row[j - 1]! + 1);
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) {
        best = Math.min(best, beforePrevious[j - 2]! + 1);
      }
      row.push(best);
    }
    beforePrevious = previous;
    previous = row;
  }
  return previous[b.length]!;
}

/** The known name that the name was most likely meant to be; undefined where none is near. */
export function nearestName(name: string, known: readonly string[]): string | undefined {
  const nearest = known
    .map((candidate) => ({ candidate, distance: editDistance(name.toLowerCase(), candidate.toLowerCase()) }))
    .toSorted((a, b) => a.distance - b.distance)[0];
  const limit = Math.max(2, Math.floor(name.length / 3));
  return nearest !== undefined && nearest.distance <= limit ? nearest.candidate : undefined;
}

/** The error for a name that is not known: the nearest known name, if one is near, and the list. */
export function unknownName(thing: string, name: string, known: readonly string[], where?: string): InputError {
  const nearest = nearestName(name, known);
  const suggestion = nearest === undefined ? '' : `did you mean ${JSON.stringify(nearest)}? `;
  return new InputError(
    `unknown ${thing}: ${JSON.stringify(name)}`,
    where,
    `${suggestion}known: ${known.join(', ') || 'none'}`,
  );
}
