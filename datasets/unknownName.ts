import { InputError, WrongRequest } from './inputError.ts';

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

/**
 * The known name that the name was most likely meant to be, whole or by its first words (`timeout` for `timeoutSeconds`);
 * undefined where none is near. A number is near no other.
 */
export function nearestName(name: string, known: readonly string[]): string | undefined {
  if (/^\d+$/.test(name)) return undefined;
  const limit = Math.max(2, Math.floor(name.length / 3));
  const distanceTo = (text: string): number => editDistance(name.toLowerCase(), text.toLowerCase());
  const [nearest] = known
    .flatMap((candidate) => beginnings(candidate).map((text) => ({ candidate, text, distance: distanceTo(text) })))
    .filter(({ text, distance }) => distance <= limit && 2 * distance <= Math.max(name.length, text.length))
    .toSorted((a, b) => a.distance - b.distance || Number(b.text === b.candidate) - Number(a.text === a.candidate));
  return nearest?.candidate;
}

/** A name, and what stands before each later word of it: `timeout` and `timeoutSeconds`. */
function beginnings(name: string): string[] {
  const ends = [...name.matchAll(/(?<=[a-z])(?=[A-Z])|[-_ ]/g)].map(({ index }) => name.slice(0, index));
  return [...ends.filter((text) => text.length > 2), name];
}

/**
 * The error for a name that the user gave and is not known: the nearest name, if one is near, and the list.
 * @param near names that it may have been meant to be
 */
export function unknownName(
  thing: string,
  name: string,
  known: readonly string[],
  where?: string,
  near: readonly string[] = known,
): WrongRequest {
  return new WrongRequest(`unknown ${thing}: ${JSON.stringify(name)}`, where, knownNames(name, known, near));
}

/** The same for a name in a file of data, which refers to what is not there. */
export function unknownReference(thing: string, name: string, known: readonly string[], where?: string): InputError {
  return new InputError(`unknown ${thing}: ${JSON.stringify(name)}`, where, knownNames(name, known));
}

function knownNames(name: string, known: readonly string[], near = known): string {
  const nearest = nearestName(name, near);
  const suggestion = nearest === undefined ? '' : `did you mean ${JSON.stringify(nearest)}? `;
  return `${suggestion}known: ${known.join(', ') || 'none'}`;
}
