/** @file The output of a run as bytes: what its files in the store will hold, compressed, with a checksum before it. */
import { createHash } from 'node:crypto';
import { gunzipSync, gzipSync } from 'node:zlib';
import { z } from 'zod';
import { InputError } from '../../datasets/inputError.ts';
import { formatTrajectory, parseTrajectory } from '../../datasets/regionText.ts';
import { formatFrameValues, parseFrameValues } from '../../results/frameValues.ts';
import { type Ran, ranSchema } from '../../results/journal/journalEvent.ts';
import type { RunOutput } from '../../results/run.ts';
import { timeDecimals } from '../../results/store.ts';

const checksumBytes = 32;

const schema = z.strictObject({
  trajectory: z.string(),
  times: z.string(),
  confidences: z.string(),
  properties: z.record(z.string(), z.array(z.string())).optional(),
  notices: z.array(z.string()),
  ran: ranSchema.optional(),
});

export interface FinishedRun {
  readonly output: RunOutput;
  readonly notices: readonly string[];
  readonly ran?: Ran;
}

/** What is packed is as exact as the store is, and no more. */
export function packRun({ output, notices, ran }: FinishedRun): Buffer {
  const { trajectory, timesInSeconds, confidences, properties } = output;
  const content: z.infer<typeof schema> = {
    trajectory: formatTrajectory(trajectory),
    times: formatFrameValues(timesInSeconds, timeDecimals),
    confidences: formatFrameValues(confidences),
    ...(properties === undefined
      ? {}
      : { properties: Object.fromEntries(Object.entries(properties).map(([name, texts]) => [name, [...texts]])) }),
    notices: [...notices],
    ...(ran === undefined ? {} : { ran }),
  };
  const bytes = gzipSync(JSON.stringify(content));
  return Buffer.concat([checksum(bytes), bytes]);
}

/**
 * @param frames of the sequence
 * @throws InputError for bytes that are damaged or have another number of frames
 */
export function unpackRun(packed: Uint8Array, frames: number, where: string): FinishedRun {
  const bytes = packed.subarray(checksumBytes);
  if (!checksum(bytes).equals(packed.subarray(0, checksumBytes))) {
    throw new InputError('invalid result: its checksum does not fit', where);
  }
  const content = schema.parse(JSON.parse(gunzipSync(bytes).toString()));
  const output: RunOutput = {
    trajectory: parseTrajectory(content.trajectory, where),
    timesInSeconds: parseFrameValues(content.times, where),
    confidences: parseFrameValues(content.confidences, where),
    ...(content.properties === undefined ? {} : { properties: content.properties }),
  };
  const lengths = [output.trajectory, output.timesInSeconds, output.confidences].map(({ length }) => length);
  if (lengths.some((length) => length !== frames)) {
    throw new InputError(`invalid result: ${lengths.join(', ')} lines where ${frames} frames are`, where);
  }
  const { notices, ran } = content;
  return { output, notices, ...(ran === undefined ? {} : { ran }) };
}

function checksum(bytes: Uint8Array): Buffer {
  return createHash('sha256').update(bytes).digest();
}
