import type { Executor } from '../execution/job.ts';
import { runSender, type SenderContext, type SentRun } from '../queue/runIdentity.ts';

/** Does nothing but collect the runs that are missing: they are for a scheduler that the user starts. */
export function collectingExecutor(context: SenderContext): {
  readonly executor: Executor;
  readonly runs: readonly SentRun[];
} {
  const send = runSender(context);
  const runs: SentRun[] = [];
  return {
    runs,
    executor: {
      // All runs are asked for before the first of them is answered, upon which no more would come.
      workers: 1_000_000,
      async execute(job) {
        runs.push(await send(job));
        return { state: 'stopped' };
      },
      framesDone: () => 0,
      stop() {},
      async close() {},
    },
  };
}
