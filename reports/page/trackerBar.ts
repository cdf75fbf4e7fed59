import { type Appearance, appearances } from '../charts/appearance.ts';
import { escapeHtml } from '../tables/escapeHtml.ts';

/** Paths of Vega's named shapes in the square from -1 to 1 (vega-scenegraph, path/symbols.js). */
const namedShapes: Readonly<Record<string, string>> = {
  circle: 'M1,0A1,1,0,1,1,-1,0A1,1,0,1,1,1,0Z',
  square: 'M-0.9,-0.9H0.9V0.9H-0.9Z',
  diamond: 'M0,-1.1L1.1,0L0,1.1L-1.1,0Z',
  cross: 'M-1,-0.4H-0.4V-1H0.4V-0.4H1V0.4H0.4V1H-0.4V0.4H-1Z',
  'triangle-up': 'M0,-1L1.1,0.9H-1.1Z',
  'triangle-down': 'M0,1L-1.1,-0.9H1.1Z',
  'triangle-right': 'M1,0L-0.9,-1.1V1.1Z',
};

/** The trackers as buttons that highlight them in all charts and tables; the legend of all charts at once. */
export function trackerBar(trackers: readonly string[]): string {
  const looks = appearances(trackers);
  const buttons = trackers.map(
    (tracker, index) =>
      `<button type="button" aria-pressed="false" data-pick="${index}">${sample(looks.get(tracker)!)}<span>${escapeHtml(tracker)}</span></button>`,
  );
  return `<div id="trackers" role="group" aria-label="Trackers to highlight" tabindex="0">${buttons.join('')}<button type="button" id="show-all" hidden>show all</button></div>`;
}

/** A piece of the tracker's line with its point. */
export function sample({ colour, shape, dash }: Appearance): string {
  return `<svg class="sample" viewBox="0 0 40 14" width="40" height="14" aria-hidden="true"><path d="M0,7H40" stroke="${colour}" stroke-width="2" stroke-dasharray="${dash.join(' ')}" fill="none"/><path d="${namedShapes[shape] ?? shape}" transform="translate(20 7) scale(5.5)" fill="${colour}"/></svg>`;
}
