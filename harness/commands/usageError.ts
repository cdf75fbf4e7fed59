import { InputError, WrongRequest } from '../../datasets/inputError.ts';

/** A wrong request that the verb's usage helps to mend. */
export class UsageError extends WrongRequest {
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

/** Reads settings that the user wrote into a file; what is wrong with them is a wrong request. */
export async function asRequest<T>(read: () => T | Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (error) {
    throw error instanceof InputError && !(error instanceof WrongRequest) ? new WrongRequest(error.message) : error;
  }
}
