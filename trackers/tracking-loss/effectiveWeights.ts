import type { StrategyName } from './strategies.ts';

/** The weights that a tracking loss of these parts depends on: a single part takes neither, and alpha is that of `first`. */
export function effectiveWeights(strategies: readonly StrategyName[]): readonly ('alpha' | 'beta')[] {
  if (strategies.length === 1) return [];
  return strategies.includes('first') ? ['alpha', 'beta'] : ['beta'];
}
