/**
 * @file The run that a tracker is in, as properties of `initialize`: a tracker whose hello has `trackingloss.run` gets
 * them, so that its chance can be the run's own. TraX allows no hyphen in their names.
 */
import type { RunIdentity } from '../tracker.ts';

const names = {
  experiment: 'trackingloss.experiment',
  sequence: 'trackingloss.sequence',
  repetition: 'trackingloss.repetition',
  seed: 'trackingloss.seed',
} as const;

export function runProperties({ experiment, sequence, repetition, seed }: RunIdentity): ReadonlyMap<string, string> {
  return new Map([
    [names.experiment, experiment],
    [names.sequence, sequence],
    [names.repetition, String(repetition)],
    [names.seed, String(seed)],
  ]);
}

/** Undefined where a part is missing or no number. */
export function readRunProperties(properties: ReadonlyMap<string, string>): RunIdentity | undefined {
  const experiment = properties.get(names.experiment);
  const sequence = properties.get(names.sequence);
  const repetition = Number(properties.get(names.repetition));
  const seed = Number(properties.get(names.seed));
  if (experiment === undefined || sequence === undefined) return undefined;
  if (!Number.isSafeInteger(repetition) || !Number.isSafeInteger(seed)) return undefined;
  return { experiment, sequence, repetition, seed };
}
