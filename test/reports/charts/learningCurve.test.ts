import { expect, test } from 'vitest';
import { learningCurve } from '../../../reports/charts/learningCurve.ts';
import { chartSvg } from '../../../reports/figures/chartSvg.ts';

const points = [
  { step: 0, trainingLoss: null, heldOutLoss: 1.4 },
  { step: 50, trainingLoss: 0.9, heldOutLoss: 0.7 },
  { step: 100, trainingLoss: 0.5, heldOutLoss: 0.41234 },
  { step: 150, trainingLoss: 0.4, heldOutLoss: 0.45 },
];

test('learningCurve(curve) draws what it drew when somebody last looked at it, and says where the student was best', async () => {
  const svg = await chartSvg(learningCurve({ student: 'small', teacher: 'large', points, best: points[2]! }));
  expect(svg).toContain('small learns from large');
  expect(svg).toContain('0.4123 after 100 steps');
  await expect(svg).toMatchFileSnapshot('../snapshots/learningCurve.svg');
});

test('learningCurve(curve) draws a training of which nothing but the start is known', async () => {
  const start = points.slice(0, 1);
  expect(await chartSvg(learningCurve({ student: 'a', teacher: 'b', points: start, best: start[0]! }))).toContain(
    'loss',
  );
});
