import { RunStopped, type StopSignal } from './experiment.ts';

const pollInMs = 250;
/** For a frame that is under way; most answer within it. */
const patienceInMs = 2000;

/** Waits for one answer after the other, but not for ever when the run is to stop. */
export interface Patience {
  /**
   * What a tracker answers, or an end to waiting for it: a tracker of another process may be silent for minutes, and whoever
   * stops the run should not sit them out.
   * @throws RunStopped when the run is to stop and no answer comes
   */
  readonly unlessStopped: <T>(answer: Promise<T>) => Promise<T>;
  /** No answer is waited for any more. */
  readonly end: () => void;
}

/** One timer for all answers: one each would cost more than all else that the harness does for a frame. */
export function patience(signal: StopSignal): Patience {
  let giveUp: ((reason: RunStopped) => void) | undefined;
  let waitedInMs = 0;
  const timer = setInterval(() => {
    if (!signal.aborted || giveUp === undefined) return;
    waitedInMs += pollInMs;
    if (waitedInMs >= patienceInMs) giveUp(new RunStopped());
  }, pollInMs);
  return {
    unlessStopped: (answer) =>
      new Promise((resolve, reject) => {
        waitedInMs = 0;
        giveUp = reject;
        answer.then(resolve, reject);
      }),
    end: () => clearInterval(timer),
  };
}
