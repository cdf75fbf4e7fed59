import type { Config } from 'vega-lite';

/** Size of a label in pixels. */
export const labelFontSize = 11;

/** The width that Vega assumes for a text when there is no canvas to measure it on (vega-scenegraph, util/text.js). */
export function estimatedTextWidth(text: string, fontSize: number = labelFontSize): number {
  return 0.8 * fontSize * text.length;
}

interface Ink {
  readonly font: string;
  readonly background: string;
  readonly text: string;
  readonly muted: string;
  readonly grid: string;
}

/** On white paper, in the font that the PNG renderer brings along. */
export const printConfig: Config = config({
  font: 'DejaVu Sans, Verdana, sans-serif',
  background: '#ffffff',
  text: '#1b1f24',
  muted: '#57606a',
  grid: '#e4e7eb',
});

const pageFont = 'system-ui, sans-serif';

/** On the page, which brings its own background; one for each colour scheme. */
export const pageConfigs: { readonly light: Config; readonly dark: Config } = {
  light: config({ font: pageFont, background: 'transparent', text: '#1b1f24', muted: '#57606a', grid: '#e4e7eb' }),
  dark: config({ font: pageFont, background: 'transparent', text: '#e6e8eb', muted: '#a3abb5', grid: '#363c44' }),
};

function config({ font, background, text, muted, grid }: Ink): Config {
  return {
    font,
    background,
    padding: 8,
    title: {
      anchor: 'start',
      frame: 'group',
      color: text,
      fontSize: 14,
      subtitleColor: muted,
      subtitleFontSize: labelFontSize,
      subtitleLineHeight: 15,
      subtitlePadding: 4,
      offset: 12,
    },
    axis: {
      labelColor: muted,
      titleColor: text,
      labelFontSize,
      titleFontSize: 12,
      titleFontWeight: 'normal',
      titlePadding: 8,
      gridColor: grid,
      domainColor: muted,
      tickColor: muted,
      // No limit: a name that is cut cannot be told from its neighbour.
      labelLimit: 0,
    },
    legend: {
      orient: 'bottom',
      // Row by row: Vega mixes up the order of columns of unequal length.
      direction: 'horizontal',
      labelColor: text,
      titleColor: muted,
      labelFontSize,
      titleFontSize: labelFontSize,
      titleFontWeight: 'normal',
      labelLimit: 0,
      symbolLimit: 0,
      offset: 12,
      columnPadding: 16,
      rowPadding: 3,
    },
    text: { color: text },
    rule: { color: muted },
    view: { stroke: grid },
  };
}
