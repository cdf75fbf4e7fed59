import { type ChartLayout, type Encoding, highlightedParameter } from './chart.ts';
import { estimatedTextWidth } from './chartConfig.ts';
import type { Shown } from './shownTrackers.ts';

/** A tracker's entry in the legend. `label` is the data field that gives marks their colour and shape; it may tell more than the name. */
export interface LegendEntry {
  readonly label: string;
  readonly shown: Shown<unknown>;
}

/** How the legend under a plot is laid out; null for no legend. */
export type Legend = {
  readonly title: string;
  readonly columns: number;
  readonly symbolType?: string;
  readonly symbolOpacity?: number;
  readonly labelOffset?: number;
} | null;

/**
 * A tracker's name as a value of a nominal scale. Vega looks the entries of a legend up in a plain object and stumbles
 * over those that every object has (`constructor`): they get a blank at the end.
 */
export function scaleLabel(name: string): string {
  return name in Object.prototype ? `${name} ` : name;
}

const fadedOpacity = 0.12;

/** Expression: whether any, or this very one, of the trackers that a datum stands for is highlighted. */
export const isAnyHighlighted = `length(${highlightedParameter}) > 0`;
export function isHighlighted(...fields: readonly string[]): string {
  return fields.map((field) => `indexof(${highlightedParameter}, datum.${field}) >= 0`).join(' || ');
}

/**
 * Full where a tracker is highlighted, or none is.
 * @param fields of the data that name a tracker
 */
export function highlightedOpacity(
  full = 1,
  fields: readonly string[] = ['tracker'],
): NonNullable<Encoding['opacity']> {
  return {
    condition: { test: `!(${isAnyHighlighted}) || ${isHighlighted(...fields)}`, value: full },
    value: fadedOpacity,
  };
}

/** Channels that give points their colour and shape, with one legend for both, entries in the order given. */
export function pointChannels(entries: readonly LegendEntry[], legend: Legend): Pick<Encoding, 'color' | 'shape'> {
  return {
    color: nominal(entries, ({ appearance }) => appearance.colour, legend),
    shape: nominal(entries, ({ appearance }) => appearance.shape, legend),
  };
}

/** Channels that give lines their colour and dash, with one legend for both, entries in the order given. */
export function lineChannels(entries: readonly LegendEntry[], legend: Legend): Pick<Encoding, 'color' | 'strokeDash'> {
  return {
    color: nominal(entries, ({ appearance }) => appearance.colour, legend),
    strokeDash: nominal(entries, ({ appearance }) => [...appearance.dash], legend),
  };
}

function nominal<T>(entries: readonly LegendEntry[], value: (shown: Shown<unknown>) => T, legend: Legend) {
  const domain = entries.map(({ label }) => label);
  const range = entries.map(({ shown }) => value(shown));
  return { field: 'label', type: 'nominal' as const, sort: null, scale: { domain, range }, legend };
}

const columnPadding = 16;
const pointSampleWidth = 16;

/** The sample of a line, from the place of a point to the right: long enough to tell its dashes, and no higher. */
const lineSample = { symbolType: 'M-1,0L5.8,0', labelOffset: 30 } as const;
const lineSampleWidth = pointSampleWidth + lineSample.labelOffset;

/** The legend under a plot of points: as many columns as fit. */
export function pointLegend(entries: readonly LegendEntry[], title: string, plotWidth: number) {
  return legendUnder(entries, title, plotWidth, pointSampleWidth);
}

/** The legend under a plot of lines: as many columns as fit. */
export function lineLegend(entries: readonly LegendEntry[], title: string, plotWidth: number) {
  const { legend, layout } = legendUnder(entries, title, plotWidth, lineSampleWidth);
  return { legend: { ...legend, ...lineSample }, layout };
}

function legendUnder(entries: readonly LegendEntry[], title: string, plotWidth: number, sampleWidth: number) {
  const widestLabel = Math.max(...entries.map(({ label }) => estimatedTextWidth(label)));
  const legendEntryWidth = widestLabel + sampleWidth + columnPadding;
  const layout: Pick<ChartLayout, 'legendEntryWidth'> = { legendEntryWidth };
  // What fades on the plot stays whole in the legend.
  return {
    legend: { title, columns: Math.max(1, Math.floor(plotWidth / legendEntryWidth)), symbolOpacity: 1 },
    layout,
  };
}
