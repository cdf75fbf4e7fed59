import { InputError } from '../datasets/inputError.ts';

/** A tracker that is a program of its own failed: it ended, was silent or said what it should not. */
export class TrackerCrash extends InputError {
  override readonly name = 'TrackerCrash';
  /** What it was and what it said last, in lines. */
  readonly details: string;
  /** Whether it failed before it was ready, which it would most likely do again. */
  readonly atStart: boolean;

  constructor(
    problem: string,
    options: {
      readonly where?: string | undefined;
      readonly wayOut?: string | undefined;
      readonly details: string;
      readonly atStart: boolean;
    },
  ) {
    super(problem, options.where, options.wayOut);
    this.details = options.details;
    this.atStart = options.atStart;
  }
}
