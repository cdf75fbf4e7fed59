import { describe, expect, it } from 'vitest';
import { simulateCluster, type SimulatedCluster } from '../../bench/clusterSimulation.ts';
import { challengeRuns } from '../../bench/measuredRuns.ts';

/** A cluster where only the work takes time. */
const ideal: SimulatedCluster = {
  workers: 2,
  datasetBytes: 0,
  bytesPerSecond: 1,
  startSeconds: 0,
  queueSeconds: 0,
  storeSeconds: 0,
  resultBytesPerFrame: 1,
};

describe('simulateCluster(series, cluster)', () => {
  it('gives the longest run that waits to a worker that is free', () => {
    const series = [4, 3, 2, 1].map((length) => ({ frames: length, seconds: [length] }));
    // 4 and 1 on one worker, 3 and 2 on the other.
    expect(simulateCluster(series, ideal)).toMatchObject({
      runs: 4,
      workSeconds: 10,
      elapsedSeconds: 5,
      efficiency: 1,
    });
  });

  it('begins further repetitions when the first three are stored', () => {
    const series = [{ frames: 1, seconds: [1, 1, 5, 2, 2] }];
    const { elapsedSeconds, limits } = simulateCluster(series, { ...ideal, workers: 10 });
    expect(elapsedSeconds).toBe(7);
    expect(limits[0]).toEqual({ name: expect.stringContaining('longest series'), seconds: 7 });
  });

  it('counts the dataset for each worker over one line, and the start', () => {
    const cluster = { ...ideal, workers: 4, datasetBytes: 100, bytesPerSecond: 10, startSeconds: 3 };
    const series = [{ frames: 1, seconds: [1] }];
    expect(simulateCluster(series, cluster)).toMatchObject({ elapsedSeconds: 44, datasetBytes: 400 });
  });

  it('hands runs out and stores them one after the other', () => {
    const series = Array.from({ length: 5 }, () => ({ frames: 2, seconds: [1] }));
    const many = { ...ideal, workers: 5 };
    expect(simulateCluster(series, { ...many, queueSeconds: 1 }).elapsedSeconds).toBe(6);
    expect(simulateCluster(series, { ...many, storeSeconds: 1 }).elapsedSeconds).toBe(6);
    expect(simulateCluster(series, many).resultBytes).toBe(10);
  });

  it('is never faster than its limits allow, and the same each time', () => {
    for (const workers of [1, 10, 100, 1000]) {
      const cluster = { ...ideal, workers, datasetBytes: 1e9, bytesPerSecond: 1e8, storeSeconds: 0.01 };
      const result = simulateCluster(challengeRuns(1, 20), cluster);
      expect(result.elapsedSeconds).toBeGreaterThanOrEqual(result.limits[0]!.seconds);
      expect(simulateCluster(challengeRuns(1, 20), cluster)).toEqual(result);
    }
  });
});
