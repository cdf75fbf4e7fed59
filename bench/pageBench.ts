import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { type Browser, chromium } from 'playwright-core';
import { gatherDetails } from '../reports/gatherDetails.ts';
import { chartLibraries } from '../reports/page/libraries.ts';
import { reportPage } from '../reports/page/reportPage.ts';
import { evaluateResults } from '../results/evaluateResults.ts';
import { median } from './measure.ts';
import { syntheticChallenge, writeSyntheticResults } from './syntheticChallenge.ts';

/** Debian's. */
const executablePath = '/usr/bin/chromium';
const openingsTimed = 3;
const restMs = 3000;

interface Opening {
  readonly answersMs: number;
  readonly drawnMs: number;
}

/** A frame of VOT in the strip's size takes about 4 kB; a generated challenge has no images. */
const picture = new Uint8Array(4000).fill(1);

/** The report of a whole challenge: what it weighs, and how long a browser takes until it answers a click, and to draw all. */
export async function pageBench(trackers: number): Promise<string> {
  const dataset = syntheticChallenge();
  const folder = await mkdtemp(join(tmpdir(), 'page-'));
  const convention = 'vot2016';
  try {
    await writeSyntheticResults(folder, dataset, trackers, 1);
    const sources = [folder];
    const evaluation = await evaluateResults({ dataset, sources, convention, workers: availableParallelism() });
    const { sequences = [], ...details } = await gatherDetails({
      dataset,
      sources,
      trackers: Object.keys(evaluation.trackers),
      convention,
    });
    const filmed = sequences.map(({ timelines, strip }) => ({
      timelines,
      strip: { ...strip, pictures: strip.pictures.map(() => picture) },
    }));
    const html = reportPage(evaluation, await chartLibraries(), { ...details, sequences: filmed });
    const file = join(folder, 'index.html');
    await writeFile(file, html);
    const { answersMs, drawnMs } = await timePage(file);
    return (
      `${trackers} trackers x ${dataset.sequences.length} sequences: ${(Buffer.byteLength(html) / 1e6).toFixed(1)} MB, ` +
      `answers a click after ${(answersMs / 1000).toFixed(2)} s, all charts that are not hidden drawn after ${(drawnMs / 1000).toFixed(2)} s`
    );
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** In a browser that runs already, as a reader's does: the median of some openings, each in a page of its own. */
async function timePage(file: string): Promise<Opening> {
  const browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] });
  try {
    // Once to warm up.
    await openOnce(browser, file);
    const openings: Opening[] = [];
    for (let index = 0; index < openingsTimed; index++) {
      // The browser is still busy with the page that was closed.
      await delay(restMs);
      openings.push(await openOnce(browser, file));
    }
    return {
      answersMs: median(openings.map(({ answersMs }) => answersMs)),
      drawnMs: median(openings.map(({ drawnMs }) => drawnMs)),
    };
  } finally {
    await browser.close();
  }
}

async function openOnce(browser: Browser, file: string): Promise<Opening> {
  const page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
  page.setDefaultTimeout(300_000);
  const start = performance.now();
  // A reader clicks what is there, and does not wait for the rest.
  await page.goto(pathToFileURL(file).href, { waitUntil: 'commit' });
  await page.locator('[data-pick="3"]').click();
  await page.locator('#overview tr.picked').waitFor();
  const answersMs = performance.now() - start;
  await page.waitForLoadState('load');
  // As for the printer: all at once.
  await page.evaluate(`dispatchEvent(new Event('beforeprint'))`);
  await page.evaluate('1');
  const drawnMs = performance.now() - start;
  await page.close();
  return { answersMs, drawnMs };
}
