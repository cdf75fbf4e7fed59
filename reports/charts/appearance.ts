/** How a tracker looks in every chart: the same colour, point shape and line dash throughout, so that the eye can follow it. */
export interface Appearance {
  /** `#rrggbb`. */
  readonly colour: string;
  /** A Vega shape: its name, or an SVG path in the square from -1 to 1. */
  readonly shape: string;
  /** Lengths of dashes and gaps in pixels; `[1, 0]` is a solid line. */
  readonly dash: readonly number[];
}

/**
 * Okabe and Ito's palette for colour-blind readers (jfly.uni-koeln.de/color) without its yellow and black, which
 * vanish on white and on dark paper, and with a grey.
 */
const colours = ['#0072b2', '#d55e00', '#009e73', '#cc79a7', '#e69f00', '#56b4e9', '#7f7f7f'] as const;

const star = 'M0,-1L0.26,-0.36L0.95,-0.31L0.42,0.14L0.59,0.81L0,0.45L-0.59,0.81L-0.42,0.14L-0.95,-0.31L-0.26,-0.36Z';
const saltire =
  'M-0.9,-0.55L-0.55,-0.9L0,-0.35L0.55,-0.9L0.9,-0.55L0.35,0L0.9,0.55L0.55,0.9L0,0.35L-0.55,0.9L-0.9,0.55L-0.35,0Z';
const hourglass = 'M-0.85,-0.85L0.85,-0.85L0.15,0L0.85,0.85L-0.85,0.85L-0.15,0Z';

const shapes = [
  'circle',
  'square',
  'triangle-up',
  'diamond',
  'cross',
  'triangle-down',
  star,
  saltire,
  'triangle-right',
  hourglass,
] as const;

const dashes = [
  [1, 0],
  [8, 3],
  [2, 2],
  [10, 3, 2, 3],
  [5, 2],
  [14, 4],
  [8, 3, 2, 3, 2, 3],
  [4, 4],
  [14, 3, 5, 3],
  [1, 3],
] as const;

/**
 * Seven colours go around against ten shapes and dashes. The two numbers have no common divisor, so neighbours in
 * the list differ in both and the combinations repeat only after this many trackers.
 */
export const distinctAppearances = colours.length * shapes.length;

/** The appearance of each tracker, from its place in the ordered list. */
export function appearances(trackers: readonly string[]): ReadonlyMap<string, Appearance> {
  return new Map(
    trackers.map((tracker, index) => [
      tracker,
      {
        colour: colours[index % colours.length]!,
        shape: shapes[index % shapes.length]!,
        dash: dashes[index % dashes.length]!,
      },
    ]),
  );
}
