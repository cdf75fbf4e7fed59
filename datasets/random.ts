import { createHash } from 'node:crypto';
import { xoroshiro128plusFromState } from 'pure-rand/generator/xoroshiro128plus';

/** A source of random numbers that is handed in, never ambient: the same seed gives the same numbers everywhere. */
export interface Random {
  /** Uniform in [0, 1), with 32 random bits. */
  uniform(): number;
  /** Standard normal. */
  gaussian(): number;
}

/**
 * The random source named by its parts, e.g. (tracker, experiment, sequence, repetition, seed). Sources of different
 * names are independent: the parts are hashed with SHA-256, which seeds xoroshiro128+.
 */
export function randomFrom(...parts: readonly (string | number)[]): Random {
  const digest = createHash('sha256').update(JSON.stringify(parts)).digest();
  const state = [0, 4, 8, 12].map((offset) => digest.readInt32LE(offset));
  const generator = xoroshiro128plusFromState(state);
  let spare: number | undefined;
  const uniform = (): number => (generator.next() >>> 0) / 2 ** 32;
  return {
    uniform,
    // Box-Muller gives two independent normals a draw; the second waits for the next call.
    gaussian() {
      if (spare !== undefined) {
        const value = spare;
        spare = undefined;
        return value;
      }
      const radius = Math.sqrt(-2 * Math.log(1 - uniform()));
      const angle = 2 * Math.PI * uniform();
      spare = radius * Math.sin(angle);
      return radius * Math.cos(angle);
    },
  };
}
