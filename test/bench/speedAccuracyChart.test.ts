import { expect, test } from 'vitest';
import { type SpeedAccuracyPoint, speedAccuracyChart } from '../../bench/speedAccuracyChart.ts';
import { drawnItems } from '../reports/charts/compiled.ts';

const point: SpeedAccuracyPoint = {
  tracker: 'Ours_softmax',
  preset: 'fast',
  backbone: 'squeezenet',
  engine: 'onnxruntime cpu',
  overlap: 0.7,
  msAFrame: 50,
};

test('speedAccuracyChart(points) places frames a second against overlap, and names trackers where there are several', async () => {
  const tuned = { ...point, preset: 'tuned', overlap: 0.6, msAFrame: 500 };
  const [fast, slow] = await drawnItems(speedAccuracyChart([point, tuned], []), 'symbol');
  expect(fast!.datum!.framesPerSecond).toBe(20);
  expect(slow!.datum!.framesPerSecond).toBe(2);
  expect(fast!.x).toBeGreaterThan(slow!.x);
  expect(fast!.y).toBeLessThan(slow!.y);
  expect(await drawnItems(speedAccuracyChart([point, tuned], []), 'text')).toEqual([]);
  const others = [point, { ...point, tracker: 'MDNet-N' }];
  const names = (await drawnItems(speedAccuracyChart(others, []), 'text')).map(({ datum }) => datum!.tracker);
  expect(names).toEqual(['Ours_softmax', 'MDNet-N']);
});
