import { mkdtemp, rm } from 'node:fs/promises';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { evaluateResults } from '../results/evaluateResults.ts';
import { syntheticChallenge, writeSyntheticResults } from './syntheticChallenge.ts';

/** Evaluation of a whole generated challenge from its files, with ranks and all tags: seconds, and memory at its peak. */
export async function challengeBench(trackers: number, repetitions: number): Promise<string> {
  const dataset = syntheticChallenge();
  const folder = await mkdtemp(join(tmpdir(), 'challenge-'));
  try {
    await writeSyntheticResults(folder, dataset, trackers, repetitions);
    const start = performance.now();
    const { trackers: evaluated } = await evaluateResults({
      dataset,
      sources: [folder],
      convention: 'vot2016',
      workers: availableParallelism(),
    });
    const seconds = (performance.now() - start) / 1000;
    const frames = Object.values(evaluated).reduce((sum, tracker) => sum + tracker.frames, 0);
    const peakMiB = process.resourceUsage().maxRSS / 1024;
    return (
      `${trackers} trackers x ${dataset.sequences.length} sequences x ${repetitions} repetitions: ${seconds.toFixed(1)} s, ` +
      `${((seconds * 1e6) / frames).toFixed(2)} µs a frame, ${frames} frames, at most ${peakMiB.toFixed(0)} MiB`
    );
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
