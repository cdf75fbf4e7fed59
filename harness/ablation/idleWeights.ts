import { isDeepStrictEqual } from 'node:util';
import { type WeightName, weightNames, weightOf } from '../../trackers/tracking-loss/partWeights.ts';
import type { GridPoint } from './grid.ts';

/**
 * What to say of points whose trackers behave alike, since they differ only in weights that their strategies do not take:
 * their labels seed different chance, so their figures differ all the same.
 */
export function idleWeightNotes(points: readonly GridPoint[]): string[] {
  const behaviours = points.map(behaviourOf);
  const strategiesByWeights = new Map<string, Set<string>>();
  for (const behaviour of behaviours) {
    if (behaviour === undefined) continue;
    const alike = behaviours.filter((other) => isDeepStrictEqual(other?.settings, behaviour.settings));
    const idle = weightNames.filter((weight) => alike.some((other) => other![weight] !== behaviour[weight]));
    if (idle.length === 0) continue;
    const names = idle.join(' and ');
    const strategies = strategiesByWeights.get(names) ?? new Set();
    strategiesByWeights.set(names, strategies.add(behaviour.strategies));
  }
  return [...strategiesByWeights].map(
    ([names, strategies]) =>
      `${names} ${names.includes(' ') ? 'have' : 'has'} no effect with strategies ${[...strategies].join(', ')}: differences between points that differ in nothing else are chance`,
  );
}

interface Behaviour extends Readonly<Record<WeightName, string>> {
  readonly strategies: string;
  /** All but the label and the weights without effect. */
  readonly settings: unknown;
}

function behaviourOf({ specification }: GridPoint): Behaviour | undefined {
  const { tracker, configuration } = specification;
  if (configuration?.kind !== 'tracking-loss') return undefined;
  const { strategies, branches } = configuration;
  const taken = strategies.map((strategy) => weightOf(strategy, strategies));
  const idle = Object.fromEntries(weightNames.filter((weight) => !taken.includes(weight)).map((weight) => [weight, 0]));
  const valuesOf = (weight: WeightName): string => branches.map((branch) => branch[weight]).join();
  return {
    alpha: valuesOf('alpha'),
    beta: valuesOf('beta'),
    strategies: strategies.join('+'),
    settings: { tracker, configuration: { ...configuration, branches: branches.map((one) => ({ ...one, ...idle })) } },
  };
}
