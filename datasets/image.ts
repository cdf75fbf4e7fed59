/** A decoded picture: rows from the top, interleaved channels, 8 bits each. Grey pictures have one channel, others RGB. */
export interface Image {
  readonly width: number;
  readonly height: number;
  readonly channels: 1 | 3;
  /** `height * width * channels` values. */
  readonly data: Uint8Array;
}

/** One frame of a sequence: where its file is, and its pixels when somebody wants them (decoded once, then kept). */
export interface Frame {
  /** 0-based place in the sequence. */
  readonly index: number;
  /** Absolute path of the image file. */
  readonly path: string;
  image(): Promise<Image>;
}
