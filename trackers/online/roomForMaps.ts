import { InputError } from '../../datasets/inputError.ts';

/**
 * Memory for maps, as many as the settings ask for.
 * @param make takes it, of so many numbers
 * @throws InputError where there is not so much
 */
export function roomForMaps<T>(count: number, mapLength: number, make: (numbers: number) => T): T {
  try {
    return make(count * mapLength);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new InputError(
      `invalid number of samples: ${count} maps of ${mapLength} numbers do not fit into memory`,
      undefined,
      'lower positives and negatives of the samples or the minibatch',
    );
  }
}
