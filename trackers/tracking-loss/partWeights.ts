import type { StrategyName } from './strategies.ts';

export const weightNames = ['alpha', 'beta'] as const;
export type WeightName = (typeof weightNames)[number];

/** The weight of a part of a tracking loss (paper section 3); undefined for a part that is alone, whose loss is as it is. */
export function weightOf(strategy: StrategyName, strategies: readonly StrategyName[]): WeightName | undefined {
  if (strategies.length === 1) return undefined;
  return strategy === 'first' ? 'alpha' : 'beta';
}
