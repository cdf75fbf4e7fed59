import { rectangle, special } from '../../datasets/region.ts';
import { randomFrom } from '../../datasets/random.ts';
import type { Timeline } from '../../results/timelines.ts';
import { stripFrames } from '../../reports/figures/filmStrip.ts';
import type { ReportDetails } from '../../reports/reportDetails.ts';

export interface DetailsOptions {
  readonly trackers: readonly string[];
  readonly sequences: readonly string[];
  readonly frames?: number;
  /** Frames at which each tracker fails in each sequence, from 0. */
  readonly failures?: readonly number[];
  /** Of each frame shown. */
  readonly picture?: Uint8Array;
}

/** What a report shows of made-up runs: the same options give the same numbers. */
export function madeUpDetails({
  trackers,
  sequences,
  frames = 60,
  failures = [30],
  picture,
}: DetailsOptions): ReportDetails {
  const shown = stripFrames(frames, sequences.length);
  const runs = (sequence: string, failing: readonly number[]): Timeline[] =>
    trackers.map((tracker, index) => {
      const random = randomFrom('details', sequence, tracker);
      const overlaps = Float32Array.from({ length: frames }, () => 0.5 + 0.4 * random.uniform());
      for (const failure of failing) overlaps.fill(NaN, failure, failure + 5);
      return {
        tracker,
        repetition: 1,
        overlaps,
        failures: failing,
        regions: shown.map((frame) => (frame === 0 ? special(1) : rectangle(20 + 2 * index, 20 + frame / 10, 40, 30))),
      };
    });
  return {
    sequences: sequences.map((sequence) => ({
      timelines: {
        sequence,
        frames,
        experiments: { baseline: runs(sequence, failures), unsupervised: runs(sequence, []) },
      },
      strip: {
        sequence,
        width: 320,
        height: 240,
        frames: shown,
        groundTruth: shown.map((frame) => rectangle(22, 22 + frame / 10, 40, 30)),
        pictures: shown.map(() => picture),
      },
    })),
    records: trackers.map((tracker) => ({
      tracker,
      origin: 'native',
      source: 'results',
      configuration: { version: 1, madeBy: 'test', tracker, configuration: { preset: 'light' } },
      manifest: [],
      repetitions: { baseline: { fewest: 15, most: 15 } },
    })),
    machines: trackers.map((tracker) => ({
      tracker,
      program: 'tracking-loss 0.1.0',
      node: 'v22.0.0',
      platform: 'linux x64',
      processor: 'a processor',
      host: 'a host',
      device: 'cpu',
      seed: 1,
      convention: 'vot2016',
      runs: 16,
      frames: 16 * frames,
      seconds: 3900,
      from: '2026-01-01T10:00:00.000Z',
      to: '2026-01-01T11:00:00.000Z',
    })),
    facts: [['seed', '1']],
  };
}
