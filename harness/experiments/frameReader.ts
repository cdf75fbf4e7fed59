import type { Frame } from '../../datasets/image.ts';
import type { Sequence } from '../../datasets/sequence.ts';

/** Gives the frames of a sequence, decoded before they are handed out, and decodes the next one meanwhile. */
export interface FrameReader {
  /** The frame, its pixels ready if the reader decodes. */
  read(index: number): Promise<Frame>;
  /** Starts decoding a frame that is likely to be read next. A frame that cannot be decoded fails when it is read. */
  prepare(index: number): void;
}

export function frameReader(
  sequence: Sequence,
  frameAt: (sequence: Sequence, index: number) => Frame,
  decode: boolean,
): FrameReader {
  let prepared: Frame | undefined;
  return {
    async read(index) {
      const frame = prepared?.index === index ? prepared : frameAt(sequence, index);
      prepared = undefined;
      if (decode) await frame.image();
      return frame;
    },
    prepare(index) {
      if (!decode || index >= sequence.length) return;
      prepared = frameAt(sequence, index);
      prepared.image().catch(() => {});
    },
  };
}
