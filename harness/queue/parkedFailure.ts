import type { Job as QueuedJob } from 'bullmq';
import type { Failure, JobResult } from '../execution/job.ts';
import { failureSchema, limits } from './queueProtocol.ts';

/** What went wrong with a run that BullMQ has parked. */
export function parkedFailure({ failedReason, stacktrace }: QueuedJob): JobResult {
  // Whoever could be asked has been asked often enough: `tracker` is a kind that is not tried again.
  const exhausted = (message: string): JobResult => ({ state: 'failed', failure: { message, kind: 'tracker' } });
  if (/stalled more than allowable/.test(failedReason)) {
    return exhausted(`its worker died or went silent ${limits.takeovers + 1} times; it is parked`);
  }
  if (/started more than allowable/.test(failedReason)) {
    return exhausted(`${limits.starts} workers gave it back; it is parked`);
  }
  const kept = failureSchema.safeParse(parsedJson(stacktrace?.at(-1) ?? '{}'));
  const { kind, details, ran } = kept.data ?? {};
  const failure: Failure = {
    message: failedReason,
    ...(kind === undefined ? {} : { kind }),
    ...(details === undefined ? {} : { details }),
  };
  return { state: 'failed', failure, ...(ran === undefined ? {} : { ran }) };
}

function parsedJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
