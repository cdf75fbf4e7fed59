import { type ArchivePlan, type SequencePlan } from './datasetPlan.ts';

/** How far a download is. */
export interface DownloadAmount {
  /** That are here of the archives to fetch, those of earlier tries included. */
  readonly bytes: number;
  /** Of all of them, as far as it is known by now: sizes of archives that nothing was asked of are estimated. */
  readonly totalBytes: number;
  /** That came over the network in this try. */
  readonly receivedBytes: number;
}

/** Adds up how far the archives of several sequences are. */
export function downloadAmount(sequences: readonly SequencePlan[]): {
  count(archive: ArchivePlan, bytes: number, total: number | undefined, received: number): void;
  amount(): DownloadAmount;
} {
  const archives = sequences.flatMap((sequence) => sequence.archives);
  const states = new Map<ArchivePlan, { bytes: number; total: number | undefined }>();
  let receivedBytes = 0;
  return {
    count(archive, bytes, total, received) {
      states.set(archive, { bytes, total });
      receivedBytes += received;
    },
    amount() {
      let bytes = 0;
      let known = 0;
      let counted = 0;
      for (const archive of archives) {
        const state = states.get(archive);
        bytes += state?.bytes ?? 0;
        // Images are as large in an archive as outside.
        const size = state?.total ?? archive.unpackedBytes;
        if (size === undefined) continue;
        known += size;
        counted++;
      }
      const estimated = counted === 0 ? 0 : (known / counted) * (archives.length - counted);
      return { bytes, totalBytes: Math.max(bytes, known + estimated), receivedBytes };
    },
  };
}
