import { charts } from './scripts/charts.ts';
import { highlight } from './scripts/highlight.ts';
import { sequences } from './scripts/sequences.ts';
import { tables } from './scripts/tables.ts';

/** The page's own script, as the browser runs it; the parts share what they declare. */
export const script = `'use strict';\n{${[highlight, charts, tables, sequences].join('')}}\n`;
