/** @file What `run` and the workers keep in Redis: BullMQ's queue of runs, the results until they are stored, and the protocol's number. */
import type { Redis } from 'ioredis';
import { z } from 'zod';
import { failureKinds, ranSchema } from '../../results/journal/journalEvent.ts';
import { InputError } from '../../datasets/inputError.ts';
import { addressText, type QueueAddress } from './queueAddress.ts';

/** Goes up with every change of what is kept in Redis. */
export const protocolVersion = 1;

export const keyPrefix = 'tracking-loss';
export const queueName = 'runs';

const protocolKey = `${keyPrefix}:protocol`;

/** A run that is given back, or whose worker died, so often is parked. */
export const limits = {
  /** How often a run is taken over from a worker that went silent. */
  takeovers: 3,
  /** How often it is begun in all, those included that gave it back. */
  starts: 50,
} as const;

/** How long Redis keeps what nobody asks for. */
export const keptSeconds = 14 * 24 * 3600;

export function resultKey(id: string): string {
  return `${keyPrefix}:result:${id}`;
}

/** What a worker says of a run that it is through with. */
export const finishedSchema = z.discriminatedUnion('kept', [
  /** The packed run is in Redis. */
  z.strictObject({ kept: z.literal('redis') }),
  /** The run is in the store of a shared folder, with this checksum of its trajectory's file. */
  z.strictObject({
    kept: z.literal('folder'),
    trajectory: z.string(),
    notices: z.array(z.string()),
    ran: ranSchema.optional(),
  }),
]);

/** What BullMQ keeps of a failed run where it keeps a stack; the reason is the error's message. */
export const failureSchema = z.strictObject({
  kind: z.enum(failureKinds).optional(),
  details: z.string().optional(),
  ran: ranSchema.optional(),
});

export type Finished = Readonly<z.infer<typeof finishedSchema>>;

/**
 * Notes the protocol in an empty database, and compares it in any other.
 * @throws InputError where programs with another protocol use it
 */
export async function agreeOnProtocol(client: Redis, address: QueueAddress): Promise<void> {
  await client.set(protocolKey, protocolVersion, 'NX');
  const found = await client.get(protocolKey);
  if (found === null || found === String(protocolVersion)) return;
  throw new InputError(
    `invalid protocol of the queue: ${found}, where this tracking-loss speaks ${protocolVersion}`,
    addressText(address),
    'use the same version of tracking-loss everywhere, or another database of the server (redis://HOST/1)',
  );
}
