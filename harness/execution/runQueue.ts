/** What waits to be run. */
export interface Waiting {
  /** Frames: the longest is run first, since a long run begun last would keep one worker busy while the others idle. */
  readonly length: number;
}

/** A queue by length, and by age among those of one length. Adding and taking cost the logarithm of its size. */
export interface RunQueue<T extends Waiting> {
  readonly size: number;
  add(item: T): void;
  /** Behind all others: a run that failed once must not hold up those that have not been tried. */
  addLast(item: T): void;
  take(): T | undefined;
}

interface Place<T> {
  readonly item: T;
  readonly number: number;
}

export function runQueue<T extends Waiting>(): RunQueue<T> {
  /** A binary heap: each place comes before its children, 2i + 1 and 2i + 2. */
  const heap: Place<T>[] = [];
  const last: T[] = [];
  let added = 0;

  const isBefore = (a: Place<T>, b: Place<T>): boolean =>
    a.item.length > b.item.length || (a.item.length === b.item.length && a.number < b.number);

  function takeFirst(): T | undefined {
    const [first] = heap;
    const moved = heap.pop();
    if (first === undefined || moved === undefined || heap.length === 0) return first?.item;
    let at = 0;
    for (;;) {
      let child = 2 * at + 1;
      if (child >= heap.length) break;
      if (child + 1 < heap.length && isBefore(heap[child + 1]!, heap[child]!)) child++;
      if (!isBefore(heap[child]!, moved)) break;
      heap[at] = heap[child]!;
      at = child;
    }
    heap[at] = moved;
    return first.item;
  }

  return {
    get size() {
      return heap.length + last.length;
    },
    add(item) {
      const place = { item, number: added++ };
      let at = heap.length;
      while (at > 0) {
        const parent = (at - 1) >> 1;
        if (!isBefore(place, heap[parent]!)) break;
        heap[at] = heap[parent]!;
        at = parent;
      }
      heap[at] = place;
    },
    addLast: (item) => void last.push(item),
    take: () => (heap.length > 0 ? takeFirst() : last.shift()),
  };
}
