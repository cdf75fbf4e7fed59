import { InputError } from '../../datasets/inputError.ts';

/** A command line that cannot be understood: exit code 2. */
export class UsageError extends InputError {
  override readonly name = 'UsageError';
}

/** Does something with a flag's value; what is wrong with the value is wrong usage. */
export function asUsage<T>(read: () => T): T {
  try {
    return read();
  } catch (error) {
    throw error instanceof InputError ? new UsageError(error.message) : error;
  }
}
