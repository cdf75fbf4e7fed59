import { z } from 'zod';
import { parseChecksum } from '../download/checksum.ts';
import { InputError } from '../inputError.ts';
import type { ArchivePlan, SequencePlan } from './datasetPlan.ts';

/** Name of a file or folder, no path; those with a dot in front are the program's own. */
const fileName = z
  .string()
  .regex(/^[^./\\:\p{Cc}][^/\\:\p{Cc}]*$/u, 'a name of a folder is expected: no slash, no dot in front');

const archive = z.object({
  url: z.string().min(1),
  checksum: z.string().nullish(),
  /** Bytes of all files of the archive. */
  uncompressed: z.number().nonnegative().nullish(),
});

/** VOT's description.json as far as it is of use; there is more in it. */
const schema = z.object({
  name: z.string().nullish(),
  sequences: z
    .array(
      z.object({
        name: fileName,
        fps: z.coerce.number().positive().nullish(),
        /** Frames. */
        length: z.int().positive().nullish().catch(null),
        annotations: archive.extend({ uid: z.coerce.string().nullish() }),
        channels: z.record(fileName, archive.extend({ pattern: fileName.nullish() })),
      }),
    )
    .nonempty(),
});

export interface VotIndex {
  /** What the dataset calls itself. */
  readonly title?: string;
  readonly sequences: readonly SequencePlan[];
}

/**
 * Reads the index of a VOT dataset. Addresses in it are relative to the index's own, as VOT's toolkit takes them
 * (votchallenge/toolkit vot/dataset/common.py download_dataset_meta), whose file `sequence` the properties are.
 * @param address of the index
 * @throws InputError for anything that is no such index
 */
export function parseVotIndex(text: string, address: string): VotIndex {
  let content: unknown;
  try {
    content = JSON.parse(text);
  } catch (error) {
    throw new InputError(`invalid index: ${(error as Error).message}`, address, 'JSON is expected');
  }
  const parsed = schema.safeParse(content);
  if (!parsed.success) throw new InputError(`invalid index: ${z.prettifyError(parsed.error)}`, address);
  const { name: title, sequences } = parsed.data;
  const names = sequences.map(({ name }) => name);
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined)
    throw new InputError(`invalid index: two sequences of name ${JSON.stringify(twice)}`, address);
  const plans = sequences.map(({ name, fps, length, annotations, channels }): SequencePlan => {
    const properties: Record<string, string> = { name, format: 'default' };
    if (fps) properties['fps'] = String(fps);
    if (annotations.uid) properties['uid'] = annotations.uid;
    const archives = [archivePlan('annotations', '', annotations, address)];
    for (const [channel, entry] of Object.entries(channels)) {
      properties[`channels.${channel}`] = `${channel}/${entry.pattern ?? ''}`;
      archives.push(archivePlan(channel, channel, entry, address));
    }
    return { name, archives, properties, ...(length ? { frames: length } : {}) };
  });
  return { sequences: plans, ...(title ? { title } : {}) };
}

function archivePlan(
  label: string,
  into: string,
  { url, checksum, uncompressed }: z.infer<typeof archive>,
  index: string,
): ArchivePlan {
  return {
    label,
    into,
    root: '',
    from: { address: resolveAddress(url, index) },
    ...(checksum ? { checksum: parseChecksum(checksum, `${index}: ${url}`) } : {}),
    ...(uncompressed == null ? {} : { unpackedBytes: uncompressed }),
  };
}

function resolveAddress(url: string, index: string): string {
  const address = URL.canParse(url, index) ? new URL(url, index) : undefined;
  if (address !== undefined && ['http:', 'https:'].includes(address.protocol)) return address.href;
  throw new InputError(`invalid address: ${JSON.stringify(url)}`, index, 'http or https is expected');
}
