/**
 * @file What the journal has: a JSON object a line, one for each thing that happened (docs/workspace.md). `run --json`
 * prints the same objects.
 */
import { z } from 'zod';
import { experimentNames, runKeySchema as run } from '../run.ts';

/** Where and when a run was done, as the worker that did it says. */
export const ranSchema = z.object({
  host: z.string(),
  pid: z.int(),
  /** `cpu`, `cuda:0`, ... */
  device: z.string(),
  /** When it began (UTC, ISO 8601), by that machine's clock. */
  startedAt: z.string(),
  /** How long it took, by a clock that never jumps. */
  seconds: z.number(),
  /** Program and version, where it is not the session's own. */
  program: z.string().optional(),
});

/** Where and when a run was done. */
export type Ran = Readonly<z.infer<typeof ranSchema>>;

/** Why a run failed (docs/commands.md says which are tried again). */
export const failureKinds = ['input', 'error', 'tracker', 'crash', 'memory', 'silence'] as const;

export type FailureKind = (typeof failureKinds)[number];

/** Of one event: when it was written down (UTC, ISO 8601). */
const at = z.string();

export const journalEventSchema = z.discriminatedUnion('event', [
  /** The first line of a file: a command began, and what it is to do. */
  z.object({
    event: z.literal('session'),
    at,
    version: z.literal(1),
    session: z.string(),
    program: z.string(),
    node: z.string(),
    /** As `linux x64`. */
    platform: z.string(),
    processor: z.string(),
    host: z.string(),
    pid: z.int(),
    /** The command that does what is missing. */
    command: z.string(),
    dataset: z.object({ name: z.string(), path: z.string() }),
    convention: z.string(),
    seed: z.int(),
    /** Each tracker with each experiment on each sequence. */
    plan: z.object({
      trackers: z.array(z.string()),
      repetitions: z.partialRecord(z.enum(experimentNames), z.int()),
      sequences: z.array(z.string()),
    }),
  }),
  /** There is something to do, and these do it. */
  z.object({
    event: z.literal('workers'),
    at,
    workers: z.array(z.object({ worker: z.int(), device: z.string() })),
  }),
  z.object({ event: z.literal('begun'), at, run, attempt: z.int() }),
  z.object({
    event: z.literal('stored'),
    at,
    run,
    attempt: z.int(),
    frames: z.int(),
    ran: ranSchema.optional(),
    notices: z.array(z.string()).optional(),
  }),
  z.object({
    event: z.literal('failed'),
    at,
    run,
    attempt: z.int(),
    kind: z.enum(failureKinds),
    reason: z.string(),
    /** Whether it is tried once more. */
    again: z.boolean(),
    ran: ranSchema.optional(),
  }),
  /** It was stopped, or its session ended, and nothing of it is kept. */
  z.object({ event: z.literal('dropped'), at, run, reason: z.string() }),
  /** Another process has done it, or does it. */
  z.object({ event: z.literal('elsewhere'), at, run, by: z.string() }),
  /** The dead process `from` had begun it; it is done here. */
  z.object({ event: z.literal('takenOver'), at, run, from: z.string() }),
  /** The first repetitions are equal, so so many others are not run. */
  z.object({ event: z.literal('equal'), at, ...run.omit({ repetition: true }).shape, leftOut: z.int() }),
  z.object({ event: z.literal('damaged'), at, run, reason: z.string(), movedTo: z.string() }),
  z.object({ event: z.literal('end'), at, stored: z.int(), failed: z.int(), left: z.int() }),
]);

export type JournalEvent = Readonly<z.infer<typeof journalEventSchema>>;

/** An event before it is written down. */
export type NewEvent = JournalEvent extends infer One ? (One extends JournalEvent ? Omit<One, 'at'> : never) : never;
