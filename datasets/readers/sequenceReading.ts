import type { Sequence } from '../sequence.ts';

/** A sequence as it was read, and what was odd but not wrong about its files. */
export interface SequenceReading {
  readonly sequence: Sequence;
  readonly warnings: readonly string[];
}

/** A sequence that was found and can be read. */
export interface SequenceSource {
  readonly name: string;
  read(): Promise<SequenceReading>;
}
