import type { Random } from '../../datasets/random.ts';

/** Numbers below `count` in random order, each once, then again in another order, for ever. */
export function deck(count: number, random: Random): () => number {
  const cards = Uint32Array.from({ length: count }, (_, index) => index);
  let left = 0;
  return () => {
    if (left === 0) left = count;
    const drawn = Math.floor(random.uniform() * left);
    left--;
    const card = cards[drawn]!;
    cards[drawn] = cards[left]!;
    cards[left] = card;
    return card;
  };
}
