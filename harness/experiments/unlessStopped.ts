import { RunStopped, type StopSignal } from './experiment.ts';

const pollInMs = 250;
/** For a frame that is under way; most answer within it. */
const patienceInMs = 2000;

/**
 * What a tracker answers, or an end to waiting for it: a tracker of another process may be silent for minutes, and whoever
 * stops the run should not sit them out.
 * @throws RunStopped when the run is to stop and no answer comes
 */
export async function unlessStopped<T>(answer: Promise<T>, signal: StopSignal): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const stopped = new Promise<never>((_, reject) => {
    let waitedInMs = 0;
    timer = setInterval(() => {
      if (!signal.aborted) return;
      waitedInMs += pollInMs;
      if (waitedInMs >= patienceInMs) reject(new RunStopped());
    }, pollInMs);
  });
  try {
    return await Promise.race([answer, stopped]);
  } finally {
    clearInterval(timer);
  }
}
