import type { TextMessage } from './prototext.ts';

/** A layer of a prototxt, whichever form it was written in. */
export interface LayerDefinition {
  readonly name: string;
  /** As today's prototxts write it: `Convolution`, `InnerProduct`, ... */
  readonly type: string;
  /** `file:line` */
  readonly where: string;
  /** Blobs that it reads. */
  readonly bottoms: readonly string[];
  /** Blobs that it writes; one that it reads too is changed in place. */
  readonly tops: readonly string[];
  /** Its `..._param` messages by name. */
  readonly parameters: ReadonlyMap<string, TextMessage>;
}
