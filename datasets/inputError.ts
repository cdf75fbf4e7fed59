/**
 * A mistake in what the user gave: a file, a flag, a name. Its message says what is wrong
 * (`invalid|unknown|missing thing: value`), where, and the way out. Any other error is ours.
 */
export class InputError extends Error {
  /**
   * @param problem what is wrong, as `invalid|unknown|missing thing: value`
   * @param where a file, `file:line`, a flag
   * @param wayOut what the user can do about it
   */
  constructor(problem: string, where?: string, wayOut?: string) {
    super([where === undefined ? problem : `${problem} (${where})`, wayOut].filter(Boolean).join('; '));
    this.name = 'InputError';
  }
}

/**
 * A mistake in what the user typed or wrote into a file of settings: an unknown name, a value that cannot be, a path that
 * is not there. Something else has to be asked for, and nothing was done.
 */
export class WrongRequest extends InputError {
  override readonly name: string = 'WrongRequest';
}
