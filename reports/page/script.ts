import { charts } from './scripts/charts.ts';
import { choices } from './scripts/choices.ts';
import { highlight } from './scripts/highlight.ts';
import { sequences } from './scripts/sequences.ts';
import { sorting } from './scripts/sorting.ts';

/**
 * The page's own scripts, as the browser runs them; the second one uses what the first declares. The first stands behind
 * the overview, so that a click is answered while the rest of a large page is still read; the second at the end.
 */
export const firstScript = `'use strict';\n${[highlight, sorting].join('')}`;
export const lastScript = `'use strict';\n{${[choices, charts, sequences].join('')}}\n`;
