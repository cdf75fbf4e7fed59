import { appearances } from '../reports/charts/appearance.ts';
import { chart, type Layer, type LayeredSpec } from '../reports/charts/chart.ts';

/** A tracker on real sequences. */
export interface SpeedAccuracyPoint {
  readonly tracker: string;
  readonly preset: string;
  readonly backbone: string;
  /** Engine and device. */
  readonly engine: string;
  /** Mean overlap over sequences, each the mean of its frames but the first. */
  readonly overlap: number;
  /** Of the processor, initialisation and updates included. */
  readonly msAFrame: number;
}

/** Frames a second of a core, logarithmic, against overlap: colour is the backbone and where it runs, shape the preset. */
export function speedAccuracyChart(points: readonly SpeedAccuracyPoint[], subtitle: readonly string[]): LayeredSpec {
  const values = points.map(({ tracker, preset, backbone, engine, overlap, msAFrame }) => ({
    tracker,
    preset,
    network: `${backbone} on ${engine}`,
    overlap,
    framesPerSecond: 1000 / msAFrame,
  }));
  const looks = appearances([...new Set(values.map(({ network }) => network))]);
  const x = {
    field: 'framesPerSecond',
    type: 'quantitative',
    title: 'frames per second of processor time',
    scale: { type: 'log', nice: true },
  } as const;
  const y = { field: 'overlap', type: 'quantitative', title: 'mean overlap', scale: { zero: false } } as const;
  const trackers = new Set(points.map(({ tracker }) => tracker));
  const names: Layer = {
    mark: { type: 'text', align: 'left', dx: 9, fontSize: 10 },
    encoding: { x, y, text: { field: 'tracker', type: 'nominal' } },
  };
  return chart(
    { title: 'Speed and overlap on real sequences', subtitle, width: 560, height: 320 },
    {
      data: { values },
      layer: [
        {
          mark: { type: 'point', filled: true, size: 110, opacity: 0.9 },
          encoding: {
            x,
            y,
            color: {
              field: 'network',
              type: 'nominal',
              title: null,
              scale: { domain: [...looks.keys()], range: [...looks.values()].map(({ colour }) => colour) },
            },
            shape: { field: 'preset', type: 'nominal', title: null },
          },
        },
        ...(trackers.size > 1 ? [names] : []),
      ],
    },
  );
}
