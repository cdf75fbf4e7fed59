import { unknownName } from '../datasets/unknownName.ts';
import type { TrackerEntry } from './tracker.ts';

/** The built-in trackers, in alphabetical order. A tracker's module is loaded when the first one is made. */
const entries: readonly TrackerEntry[] = [
  {
    name: 'kcf',
    description: 'kernelised correlation filter on HOG features, with a scale filter',
    reads: 'pixels',
    create: async () => (await import('./classic/kcf.ts')).kcfTracker(),
  },
  {
    name: 'ncc',
    description: 'normalised cross-correlation with the first grey template, the baseline of the VOT challenge',
    reads: 'pixels',
    create: async () => (await import('./classic/ncc.ts')).nccTracker(),
  },
  {
    name: 'static',
    description: 'the first box for ever: what a tracker that does nothing scores',
    reads: 'path',
    create: async () => (await import('./classic/static.ts')).staticTracker(),
  },
];

export function trackerNames(): string[] {
  return entries.map(({ name }) => name);
}

/** @throws InputError when no tracker has this name */
export function trackerEntry(name: string): TrackerEntry {
  const entry = entries.find((candidate) => candidate.name === name);
  if (entry === undefined) throw unknownName('tracker', name, trackerNames());
  return entry;
}
