import type { TopLevelSpec } from 'vega-lite';
import { printConfig } from './chartConfig.ts';
import { wrapped } from './wrapped.ts';

/** What every chart has beside its marks. */
export interface ChartHead {
  readonly title: string;
  /** Sentences under the title; each starts a line and is wrapped. Undefined ones are left out. */
  readonly subtitle: readonly (string | undefined)[];
  /** Size of the plot in pixels, without axes, title and legend. */
  readonly width: number;
  readonly height: number;
}

/** What the page needs to lay a chart out anew for its own width; kept in the specification's `usermeta`. */
export interface ChartMeta {
  readonly title: string;
  /** The subtitle's sentences, not wrapped. */
  readonly sentences: readonly string[];
  /** Width of the widest legend entry in pixels; 0 where there is no legend. */
  readonly legendEntryWidth: number;
  /** The plot is unreadable when it is narrower than this many pixels. */
  readonly minimalWidth: number;
  /** It has the size that its cells need, and no other. */
  readonly isFixedSize: boolean;
  /** It has nothing to draw. */
  readonly isEmpty: boolean;
}

export type ChartLayout = Pick<ChartMeta, 'legendEntryWidth' | 'minimalWidth' | 'isFixedSize' | 'isEmpty'>;

/** A Vega-Lite specification of layered marks: what all our charts are. */
export type LayeredSpec = Extract<TopLevelSpec, { layer: unknown }>;
export type Marks = Pick<LayeredSpec, 'data' | 'datasets' | 'transform' | 'encoding' | 'layer' | 'view'>;
export type Layer = LayeredSpec['layer'][number];
export type Encoding = NonNullable<Extract<Layer, { mark: unknown }>['encoding']>;

/** Parameter of every chart: the names of the trackers that stand out while the others fade; with none, all do. */
export const highlightedParameter = 'highlighted';

const schema = 'https://vega.github.io/schema/vega-lite/v6.json';

/** Letters in a line of a subtitle: what Vega believes to fit over a plot 560 pixels wide. */
const subtitleLineLength = 64;
const subtitleLetterWidth = 560 / subtitleLineLength;

/** Puts a head on the marks of a chart. */
export function chart(
  { title, subtitle, width, height }: ChartHead,
  marks: Marks,
  layout: Partial<ChartLayout> = {},
): LayeredSpec {
  const sentences = subtitle.filter((sentence) => sentence !== undefined);
  const usermeta: ChartMeta = {
    title,
    sentences,
    legendEntryWidth: 0,
    minimalWidth: 0,
    isFixedSize: false,
    isEmpty: false,
    ...layout,
  };
  // What is drawn to fit may be narrower on the page; what keeps its size has lines as long as it is wide.
  const lineLength = usermeta.isFixedSize ? Math.floor(width / subtitleLetterWidth) : 0;
  return {
    $schema: schema,
    description: [title, ...sentences].join('. '),
    title: {
      text: title,
      subtitle: sentences.flatMap((sentence) => wrapped(sentence, Math.max(subtitleLineLength, lineLength))),
    },
    width,
    height,
    usermeta: { ...usermeta },
    config: printConfig,
    params: [{ name: highlightedParameter, value: [] }],
    ...marks,
  };
}

/** What a chart made by `chart` says of itself. */
export function chartMeta({ usermeta }: TopLevelSpec): ChartMeta {
  return usermeta as unknown as ChartMeta;
}

/** A chart that has nothing to draw says so instead of showing empty axes. */
export function emptyChart(head: ChartHead): LayeredSpec {
  return chart(
    { ...head, height: 80 },
    {
      data: { values: [{}] },
      view: { stroke: null },
      layer: [{ mark: { type: 'text', text: 'nothing to show', fontSize: 16 } }],
    },
    { isEmpty: true },
  );
}
