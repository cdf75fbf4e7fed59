import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

const require = createRequire(import.meta.url);

/** The browser builds that draw the charts, in the order in which they need each other. */
const builds = [
  ['vega', 'vega.min.js'],
  ['vega-lite', 'vega-lite.min.js'],
  // Brings along the expression interpreter, which makes do without compiling code (`ast: true`).
  ['vega-embed', 'vega-embed.min.js'],
] as const;

/** The code of the chart libraries, to be written into a page. */
export async function chartLibraries(): Promise<string[]> {
  return Promise.all(builds.map(([name, file]) => readFile(join(dirname(require.resolve(name)), file), 'utf8')));
}
