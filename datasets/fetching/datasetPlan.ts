import type { Checksum } from '../download/checksum.ts';

/** A dataset as it can be fetched: what it has, and where from. */
export interface DatasetPlan {
  readonly name: string;
  /** What its index calls it. */
  readonly title?: string;
  /** What the command line takes to fetch it: a name of the catalogue or an address. */
  readonly source: string;
  /** In the dataset's order. */
  readonly sequences: readonly SequencePlan[];
  /** Whether these are all that the dataset has; an archive of the user may hold a part of it. */
  readonly isWhole: boolean;
}

export interface SequencePlan {
  readonly name: string;
  readonly archives: readonly ArchivePlan[];
  /** Number of them, where the index says so. */
  readonly frames?: number;
  /** Lines `key=value` of the file `sequence` that VOT's toolkit writes beside the annotations. */
  readonly properties?: Readonly<Record<string, string>>;
}

/** A zip archive that a sequence, or a part of it, comes in. */
export interface ArchivePlan {
  /** `annotations`, the name of a channel, or `sequence` where one archive has all. */
  readonly label: string;
  /** An address, or a file of this machine that stays as it is. */
  readonly from: { readonly address: string } | { readonly file: string };
  readonly checksum?: Checksum;
  /** Bytes of all its files, where the publisher says so. */
  readonly unpackedBytes?: number;
  /** Folder of the sequence that it is unpacked into; `''` is the sequence's own. */
  readonly into: string;
  /**
   * Folder of the archive that is unpacked, with a slash at its end; `''` for all of it. Missing: the one that holds the
   * ground truth.
   */
  readonly root?: string;
}

/** What the plan says that the sequences will take on the disk; `unknown` of them do not say. */
export function unpackedSize(sequences: readonly SequencePlan[]): { readonly bytes: number; readonly unknown: number } {
  let bytes = 0;
  let unknown = 0;
  for (const { archives } of sequences) {
    for (const { unpackedBytes } of archives) bytes += unpackedBytes ?? 0;
    if (archives.some(({ unpackedBytes }) => unpackedBytes === undefined)) unknown++;
  }
  return { bytes, unknown };
}
