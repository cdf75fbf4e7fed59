import type { Region } from '../../datasets/region.ts';
import type { Timeline } from '../../results/timelines.ts';
import { outlinePath } from '../figures/regionsOverlay.ts';
import type { SequenceDetails } from '../reportDetails.ts';

/**
 * What stands for an overlap in the page's data: first the sign of none, then those of 0 to 1 in equal steps. They are
 * the printable signs that are one byte each in JSON and in a script element.
 */
export const overlapSigns = Array.from({ length: 0x7f - 0x20 }, (_, i) => String.fromCharCode(0x20 + i))
  .filter((sign) => !'"\\<'.includes(sign))
  .join('');
const levels = overlapSigns.length - 2;

/**
 * What the page's script knows of a sequence, small because a challenge has thousands of runs: overlaps are a sign
 * a frame (`overlapSigns`), regions rectangles `x,y,width,height` or paths, in whole pixels, trackers their places in the report's list.
 */
export interface SequenceData {
  readonly name: string;
  readonly frames: number;
  /** Of its frames, in pixels. */
  readonly size: readonly [width: number, height: number];
  readonly strip: {
    /** From 1. */
    readonly frames: readonly number[];
    readonly truth: readonly string[];
    /** As data URLs; null where there is no picture. */
    readonly pictures: readonly (string | null)[];
  };
  readonly experiments: Readonly<Record<'baseline' | 'unsupervised', readonly RunData[]>>;
}

/** The region of each shown frame; where there is none, the code instead. */
export type RunData = readonly [
  tracker: number,
  overlaps: string,
  failures: readonly number[],
  regions: readonly (string | number)[],
];

/** @param trackers all of the report, in its order */
export function sequenceData({ timelines, strip }: SequenceDetails, trackers: readonly string[]): SequenceData {
  const runs = (list: readonly Timeline[]): RunData[] =>
    list.map(({ tracker, overlaps, failures, regions }) => [
      trackers.indexOf(tracker),
      Array.from(overlaps, signOf).join(''),
      failures.map((frame) => frame + 1),
      regions.map((region) => (region.type === 'special' ? region.code : outlineOf(region))),
    ]);
  return {
    name: timelines.sequence,
    frames: timelines.frames,
    size: sizeOf(strip),
    strip: {
      frames: strip.frames.map((frame) => frame + 1),
      truth: strip.groundTruth.map(outlineOf),
      pictures: strip.pictures.map((picture) =>
        picture === undefined ? null : `data:image/webp;base64,${Buffer.from(picture).toString('base64')}`,
      ),
    },
    experiments: {
      baseline: runs(timelines.experiments.baseline),
      unsupervised: runs(timelines.experiments.unsupervised),
    },
  };
}

function signOf(overlap: number): string {
  return overlapSigns[Number.isNaN(overlap) ? 0 : 1 + Math.round(overlap * levels)]!;
}

/** Most regions are upright rectangles, and their four numbers are shorter than a path. */
function outlineOf(region: Region): string {
  if (region.type === 'rectangle') {
    return [region.x, region.y, region.width, region.height].map(Math.round).join();
  }
  return outlinePath(region.type === 'polygon' ? { ...region, points: region.points.map(Math.round) } : region);
}

/** Where nothing says how large the frames are, as large as the regions need. */
function sizeOf({ width, height, groundTruth }: SequenceDetails['strip']): readonly [number, number] {
  if (Number.isFinite(width) && Number.isFinite(height)) return [width, height];
  const points = groundTruth.flatMap((region) => {
    if (region.type === 'special') return [];
    if (region.type === 'polygon') return [[Math.max(...region.points), Math.max(...region.points)] as const];
    return [[region.x + region.width, region.y + region.height] as const];
  });
  return [
    Math.ceil(Math.max(1, ...points.map(([x]) => x)) * 1.1),
    Math.ceil(Math.max(1, ...points.map(([, y]) => y)) * 1.1),
  ];
}
