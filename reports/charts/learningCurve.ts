import type { TopLevelSpec } from 'vega-lite';
import { chart } from './chart.ts';

export interface LearningCurve {
  readonly student: string;
  readonly teacher: string;
  readonly points: readonly {
    readonly step: number;
    /** Mean since the point before; null at the start. */
    readonly trainingLoss: number | null;
    readonly heldOutLoss: number;
  }[];
  /** Of the weights that were kept. */
  readonly best: { readonly step: number; readonly heldOutLoss: number };
}

const heldOut = 'held-out images';
const training = 'training images';

/** Both losses of a student over its training, and where it was best. */
export function learningCurve({ student, teacher, points, best }: LearningCurve): TopLevelSpec {
  const values = points.flatMap(({ step, trainingLoss, heldOutLoss }) => [
    { step, loss: heldOutLoss, images: heldOut },
    ...(trainingLoss === null ? [] : [{ step, loss: trainingLoss, images: training }]),
  ]);
  const x = { field: 'step', type: 'quantitative', title: 'training steps' } as const;
  return chart(
    {
      title: `${student} learns from ${teacher}`,
      subtitle: [
        'Mean squared difference of the normalised maps: 1 is what a map of the means alone would have.',
        `Least on held-out images: ${best.heldOutLoss.toFixed(4)} after ${best.step} steps.`,
      ],
      width: 560,
      height: 320,
    },
    {
      data: { values },
      layer: [
        {
          mark: { type: 'line', strokeWidth: 2, point: { size: 18 } },
          encoding: {
            x,
            y: { field: 'loss', type: 'quantitative', title: 'loss', scale: { type: 'log', nice: false } },
            color: {
              field: 'images',
              type: 'nominal',
              title: null,
              scale: { domain: [heldOut, training], range: ['#0072b2', '#e69f00'] },
            },
            strokeDash: {
              field: 'images',
              type: 'nominal',
              title: null,
              scale: {
                domain: [heldOut, training],
                range: [
                  [1, 0],
                  [5, 2],
                ],
              },
            },
          },
        },
        {
          data: { values: [{ step: best.step, loss: best.heldOutLoss }] },
          mark: { type: 'point', shape: 'diamond', size: 110, filled: true, opacity: 1, color: '#d55e00' },
          encoding: { x, y: { field: 'loss', type: 'quantitative' } },
        },
      ],
    },
  );
}
