/** Runs the action on all items, several at a time; the first that throws stops the others. */
export async function inParallel<T>(
  items: readonly T[],
  count: number,
  action: (item: T, stop: AbortSignal) => Promise<void>,
): Promise<void> {
  const stopper = new AbortController();
  const queue = [...items];
  const work = async (): Promise<void> => {
    for (let item = queue.shift(); item !== undefined && !stopper.signal.aborted; item = queue.shift()) {
      try {
        await action(item, stopper.signal);
      } catch (error) {
        stopper.abort(error);
        throw error;
      }
    }
  };
  const outcomes = await Promise.allSettled(Array.from({ length: count }, work));
  const failure = outcomes.find((outcome) => outcome.status === 'rejected');
  if (failure !== undefined) throw failure.reason;
}
