import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { runQueue } from '../../../harness/execution/runQueue.ts';

interface Item {
  readonly length: number;
  readonly number: number;
}

function takeAll(queue: { take(): Item | undefined }): Item[] {
  const taken: Item[] = [];
  for (let item = queue.take(); item !== undefined; item = queue.take()) taken.push(item);
  return taken;
}

describe('runQueue()', () => {
  it('gives the longest first, of one length the oldest, as a stable sort does, while others are added', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 1, max: 6 })),
        fc.array(fc.integer({ min: 1, max: 6 })),
        (first, later) => {
          const queue = runQueue<Item>();
          let items = first.map((length, number) => ({ length, number }));
          for (const item of items) queue.add(item);
          for (const [index, length] of later.entries()) {
            const taken = queue.take();
            items = items.filter((item) => item !== taken);
            const item = { length, number: first.length + index };
            items.push(item);
            queue.add(item);
          }
          expect(queue.size).toBe(items.length);
          expect(takeAll(queue)).toEqual(items.toSorted((a, b) => b.length - a.length || a.number - b.number));
        },
      ),
    );
  });

  it('gives what was added last when all else is gone', () => {
    const queue = runQueue<Item>();
    queue.addLast({ length: 100, number: 0 });
    queue.add({ length: 1, number: 1 });
    queue.add({ length: 2, number: 2 });
    expect(takeAll(queue).map(({ number }) => number)).toEqual([2, 1, 0]);
    expect(queue.size).toBe(0);
  });

  it('takes 100,000 runs in less than a second a step of the way', () => {
    const queue = runQueue<Item>();
    const start = performance.now();
    for (let number = 0; number < 100_000; number++) queue.add({ length: number % 977, number });
    expect(takeAll(queue)).toHaveLength(100_000);
    // A list that is searched and shifted takes minutes.
    expect(performance.now() - start).toBeLessThan(10_000);
  });
});
