/**
 * @file safetensors, the project's own form for converted and trained weights: a uint64 length, a JSON header that gives
 * each tensor's type, shape and place, then the numbers, little-endian. Read and written as its documentation says
 * (huggingface/safetensors README.md, "Format"): no overlaps and no holes.
 */
import { z } from 'zod';
import { InputError } from '../../../datasets/inputError.ts';
import { sizeOf, type Tensor } from '../tensor.ts';
import { halfToSingle } from '../halfPrecision.ts';

export interface Safetensors {
  readonly tensors: ReadonlyMap<string, Tensor>;
  readonly metadata: Readonly<Record<string, string>>;
}

const metadataKey = '__metadata__';
const headerLimit = 100_000_000;
const bytesOf: Readonly<Record<string, number>> = { F32: 4, F16: 2, BF16: 2 };

const whole = z.number().int().nonnegative();
const entrySchema = z.strictObject({
  dtype: z.string(),
  shape: z.array(whole),
  data_offsets: z.tuple([whole, whole]),
});
type Entry = z.infer<typeof entrySchema>;

/**
 * Half precision (F16, BF16) is widened to single.
 * @param file named in errors
 * @throws InputError for a header that is no header, tensors of another type or size, or places that do not fit
 */
export function readSafetensors(bytes: Uint8Array, file: string): Safetensors {
  const { entries, metadata, start } = readHeader(bytes, file);
  checkPlaces(entries, bytes.length - start, file);
  const tensors = new Map<string, Tensor>();
  for (const [name, entry] of entries) {
    const [from, to] = entry.data_offsets;
    const numbers = bytes.subarray(start + from, start + to);
    tensors.set(name, { shape: entry.shape, data: readNumbers[entry.dtype]!(numbers) });
  }
  return { tensors, metadata };
}

export function writeSafetensors({ tensors, metadata }: Safetensors): Uint8Array {
  const header: Record<string, unknown> = { [metadataKey]: metadata };
  let offset = 0;
  for (const [name, { shape, data }] of tensors) {
    header[name] = { dtype: 'F32', shape, data_offsets: [offset, offset + data.byteLength] };
    offset += data.byteLength;
  }
  // Spaces at the end put the numbers on a boundary of 8 bytes, as the format asks.
  const json = Buffer.from(JSON.stringify(header));
  const padded = Math.ceil(json.length / 8) * 8;
  const bytes = Buffer.alloc(8 + padded + offset, ' ');
  bytes.writeBigUInt64LE(BigInt(padded));
  json.copy(bytes, 8);
  let place = 8 + padded;
  for (const { data } of tensors.values()) {
    bytes.set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength), place);
    place += data.byteLength;
  }
  return bytes;
}

interface Header {
  readonly entries: readonly (readonly [string, Entry])[];
  readonly metadata: Readonly<Record<string, string>>;
  /** Where the numbers begin. */
  readonly start: number;
}

function readHeader(bytes: Uint8Array, file: string): Header {
  const wayOut = 'the file is cut off, damaged or of another kind';
  if (bytes.length < 8) throw new InputError(`invalid safetensors: ${bytes.length} bytes`, file, wayOut);
  const length = Number(new DataView(bytes.buffer, bytes.byteOffset, 8).getBigUint64(0, true));
  if (length > headerLimit || 8 + length > bytes.length) {
    throw new InputError(`invalid safetensors: a header of ${length} bytes in a file of ${bytes.length}`, file, wayOut);
  }
  let json: unknown;
  try {
    json = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes.subarray(8, 8 + length)));
  } catch (error) {
    throw new InputError(`invalid safetensors: the header is no JSON: ${(error as Error).message}`, file, wayOut);
  }
  const object = z.record(z.string(), z.unknown()).safeParse(json);
  if (!object.success) throw new InputError('invalid safetensors: the header is no JSON object', file, wayOut);
  const { [metadataKey]: metadata, ...others } = object.data;
  const texts = z.record(z.string(), z.string()).optional().safeParse(metadata);
  if (!texts.success) throw new InputError(`invalid safetensors: ${metadataKey} holds other things than texts`, file);
  const entries = Object.entries(others).map(([name, value]) => [name, readEntry(name, value, file)] as const);
  return { entries, metadata: texts.data ?? {}, start: 8 + length };
}

function readEntry(name: string, value: unknown, file: string): Entry {
  const where = `${file}, tensor ${name}`;
  const { data: entry, error } = entrySchema.safeParse(value);
  if (entry === undefined) {
    const issue = error.issues[0]!;
    throw new InputError(`invalid safetensors: ${[...issue.path, issue.message].join(' ')}`, where);
  }
  const width = bytesOf[entry.dtype];
  if (width === undefined) {
    throw new InputError(
      `unknown type of numbers: ${entry.dtype}`,
      where,
      `${Object.keys(bytesOf).join(', ')} can be read`,
    );
  }
  const [from, to] = entry.data_offsets;
  if (to - from !== width * sizeOf(entry.shape)) {
    throw new InputError(
      `invalid safetensors: ${to - from} bytes for ${entry.shape.join('x') || 'a scalar'} of ${entry.dtype}`,
      where,
    );
  }
  return entry;
}

/** Every byte of the numbers belongs to one tensor. */
function checkPlaces(entries: Header['entries'], length: number, file: string): void {
  const ordered = entries.toSorted(
    ([, a], [, b]) => a.data_offsets[0] - b.data_offsets[0] || a.data_offsets[1] - b.data_offsets[1],
  );
  let end = 0;
  for (const [
    name,
    {
      data_offsets: [from, to],
    },
  ] of ordered) {
    const where = `${file}, tensor ${name}`;
    if (to > length) {
      throw new InputError(
        `invalid safetensors: bytes ${from} to ${to} of ${length}`,
        where,
        'the file is cut off or damaged',
      );
    }
    if (from < end) throw new InputError(`invalid safetensors: overlaps another tensor before byte ${end}`, where);
    if (from > end) throw new InputError(`invalid safetensors: a hole of ${from - end} bytes before it`, where);
    end = to;
  }
  if (end !== length) throw new InputError(`invalid safetensors: ${length - end} bytes of no tensor at the end`, file);
}

/** Copies, since the numbers may lie off the boundaries that typed arrays need. */
const readNumbers: Readonly<Record<string, (bytes: Uint8Array) => Float32Array>> = {
  F32: (bytes) => new Float32Array(Uint8Array.from(bytes).buffer),
  F16: (bytes) => Float32Array.from(new Uint16Array(Uint8Array.from(bytes).buffer), halfToSingle),
  BF16(bytes) {
    const halves = new Uint16Array(Uint8Array.from(bytes).buffer);
    return new Float32Array(Uint32Array.from(halves, (half) => half << 16).buffer);
  },
};
