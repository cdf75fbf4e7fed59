import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type Browser, chromium, type Page } from 'playwright-core';
import sharp from 'sharp';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { chartLibraries } from '../../../reports/page/libraries.ts';
import { reportPage } from '../../../reports/page/reportPage.ts';
import type { ReportDetails } from '../../../reports/reportDetails.ts';
import type { Evaluation } from '../../../results/evaluation.ts';
import { temporaryFolders } from '../../temporaryFolder.ts';
import { madeUpDetails } from '../details.ts';
import { emptyEvaluation, evaluationWithGaps, fixtureTrackers, hostileNames, madeUpEvaluation } from '../fixture.ts';

const executablePath = '/usr/bin/chromium';
const isThere = existsSync(executablePath);
if (!isThere && process.env.CI === 'true') {
  throw new Error(`missing browser: ${executablePath}; install Debian's package chromium, as .ci/run does`);
}

const temporaryFolder = temporaryFolders();
const sequences = ['bag', 'ball1', 'birds1'];

interface Opened {
  readonly page: Page;
  /** Errors and warnings of the console, requests that leave the page, dialogs. */
  readonly complaints: readonly string[];
}

describe.skipIf(!isThere)(`the page in Debian's Chromium (skipped without ${executablePath})`, () => {
  let browser: Browser;
  let libraries: readonly string[];
  let picture: Uint8Array;
  const pages: Page[] = [];
  beforeAll(async () => {
    browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] });
    libraries = await chartLibraries();
    picture = await sharp({ create: { width: 32, height: 24, channels: 3, background: '#4477aa' } })
      .webp()
      .toBuffer();
  });
  afterEach(async () => {
    for (const page of pages.splice(0)) await page.close();
  });
  afterAll(() => browser.close());

  async function open(
    evaluation: Evaluation,
    details: ReportDetails = {},
    { width = 1280, scheme = 'light' }: { width?: number; scheme?: 'light' | 'dark' } = {},
  ): Promise<Opened> {
    const file = join(await temporaryFolder(), 'index.html');
    await writeFile(file, reportPage(evaluation, libraries, details));
    const page = await browser.newPage({ viewport: { width, height: 900 }, colorScheme: scheme });
    pages.push(page);
    page.setDefaultTimeout(90_000);
    const complaints: string[] = [];
    page.on('console', (message) => {
      if (['error', 'warning'].includes(message.type())) complaints.push(message.text());
    });
    page.on('pageerror', (error) => complaints.push(error.message));
    page.on('dialog', (dialog) => {
      complaints.push(`dialog: ${dialog.message()}`);
      void dialog.dismiss();
    });
    page.on('request', (request) => {
      if (request.url() !== pathToFileURL(file).href && !request.url().startsWith('data:'))
        complaints.push(request.url());
    });
    await page.goto(pathToFileURL(file).href);
    return { page, complaints };
  }

  const withGaps = (options: Parameters<typeof open>[2] = {}): Promise<Opened> =>
    open(evaluationWithGaps(), madeUpDetails({ trackers: fixtureTrackers, sequences, picture }), options);

  /** Waits until an expression is true in the page; Playwright's own way compiles code, which the page's policy forbids. */
  async function until(page: Page, expression: string): Promise<void> {
    await expect.poll(() => page.evaluate<boolean>(expression), { timeout: 90_000, message: expression }).toBe(true);
  }

  /** Brings every chart that is not hidden into sight and waits until all are drawn. */
  async function drawAll(page: Page): Promise<void> {
    const boxes = page.locator('.chart:visible');
    for (let i = 0; i < (await boxes.count()); i++) await boxes.nth(i).scrollIntoViewIfNeeded();
    await until(
      page,
      `[...document.querySelectorAll('.chart')].every(
      (box) => box.closest('[hidden]') !== null || box.dataset.drawn !== undefined)`,
    );
  }

  test.each([
    [390, 'light'],
    [390, 'dark'],
    [1280, 'light'],
    [1280, 'dark'],
    [1920, 'light'],
  ] as const)(
    'at %i pixels, %s, draws every chart with its labels, without network, errors or scrolling aside',
    async (width, scheme) => {
      const { page, complaints } = await withGaps({ width, scheme });
      await drawAll(page);
      for (const box of await page.locator('.chart:visible').all()) {
        expect((await box.locator('svg text').allTextContents()).join('')).not.toBe('');
      }
      expect(await page.locator('#chart-rankingPlot svg').textContent()).toMatch(
        /accuracy rank.*robustness rank|robustness rank.*accuracy rank/s,
      );
      const [scrolled, wide] = await page.evaluate<number[]>(
        '[document.documentElement.scrollWidth, document.documentElement.clientWidth]',
      );
      expect(scrolled).toBeLessThanOrEqual(wide!);
      const [table, box] = await page.evaluate<number[]>(
        "(({ scrollWidth, clientWidth }) => [scrollWidth, clientWidth])(document.querySelector('#overview .table'))",
      );
      if (width >= 1280) expect(table).toBeLessThanOrEqual(box!);
      expect(complaints).toEqual([]);
    },
  );

  test('draws each chart of a group when it is chosen', async () => {
    const { page, complaints } = await withGaps();
    for (const group of ['significance', 'tags', 'sequences']) {
      const choice = page.locator(`#${group} select[data-shows]`).first();
      for (const value of await choice
        .locator('option')
        .evaluateAll((options) => options.map((option) => option.getAttribute('value')!))) {
        await choice.selectOption(value);
        const box = page.locator(`#${value} .chart`);
        await box.scrollIntoViewIfNeeded();
        await until(page, `document.querySelector('#${value} .chart').dataset.drawn !== undefined`);
        expect(await box.locator('svg').count()).toBe(1);
      }
    }
    expect(complaints).toEqual([]);
  });

  const faded = (page: Page, chart: string, mark: string): Promise<number> =>
    page.locator(`#chart-${chart} .mark-${mark} > path[opacity="0.12"]`).count();

  test('highlights a tracker in charts and tables, from the bar, a mark, a row or the keyboard, and takes it back', async () => {
    const { page, complaints } = await withGaps();
    await drawAll(page);
    const button = page.locator('[data-pick="1"]');
    await button.focus();
    await page.keyboard.press('Enter');
    expect(await button.getAttribute('aria-pressed')).toBe('true');
    await until(page, `document.querySelectorAll('#chart-eaoCurves .mark-line > path[opacity="0.12"]').length === 3`);
    await until(
      page,
      `document.querySelectorAll('#chart-rankingPlot .mark-symbol > path[opacity="0.12"]').length === 3`,
    );
    expect(await page.locator('#overview tr.picked').textContent()).toContain('CCOT');
    expect(await page.locator('#tags th.picked').first().textContent()).toBe('CCOT');
    await page.keyboard.press('Escape');
    expect(await button.getAttribute('aria-pressed')).toBe('false');
    await until(
      page,
      `document.querySelectorAll('#chart-rankingPlot .mark-symbol > path[opacity="0.12"]').length === 0`,
    );
    await page.locator('#chart-rankingPlot .mark-symbol > path').first().click();
    expect(await page.locator('#trackers [aria-pressed=true]').count()).toBe(1);
    await page.locator('#show-all').click();
    expect(await page.locator('[aria-pressed=true]').count()).toBe(0);
    await page.locator('#overview tbody th', { hasText: 'KCF' }).click();
    expect(await page.locator('#trackers [aria-pressed=true]').textContent()).toBe('KCF');
    await until(page, `document.querySelectorAll('#chart-successPlot .mark-line > path[opacity="0.12"]').length === 3`);
    expect(await faded(page, 'successPlot', 'line')).toBe(3);
    expect(complaints).toEqual([]);
  });

  test('answers a click while the rest of the page is still read, and shows it there when it comes', async () => {
    const html = reportPage(evaluationWithGaps(), libraries);
    const overviewEnd = html.indexOf('<section id="charts">');
    let sendRest = (): void => {};
    const server = createServer((request, response) => {
      if (request.url !== '/') return void response.writeHead(404).end();
      response.writeHead(200, { 'content-type': 'text/html' }).write(html.slice(0, overviewEnd));
      sendRest = () => void response.end(html.slice(overviewEnd));
    });
    await new Promise<void>((listening) => void server.listen(0, '127.0.0.1', listening));
    const page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
    pages.push(page);
    try {
      await page.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`, { waitUntil: 'commit' });
      await page.locator('[data-pick="1"]').click();
      expect(await page.locator('#overview tr.picked').textContent()).toContain('CCOT');
      await page.locator('#overview thead button').nth(1).click();
      expect(await page.locator('#overview th[aria-sort=descending]').count()).toBe(1);
      expect(await page.locator('#tags').count()).toBe(0);
      sendRest();
      await page.waitForLoadState('load');
      expect(await page.locator('#tags th.picked').first().textContent()).toBe('CCOT');
      await page.locator('#charts').scrollIntoViewIfNeeded();
      await until(
        page,
        `document.querySelectorAll('#chart-rankingPlot .mark-symbol > path[opacity="0.12"]').length === 3`,
      );
    } finally {
      sendRest();
      server.close();
    }
  });

  test('shows a sequence: curves, failures, frames with regions; a frame marks its place in the chart', async () => {
    const { page, complaints } = await withGaps();
    await page.locator('#sequence-view').scrollIntoViewIfNeeded();
    await until(page, `document.getElementById('timeline').dataset.drawn !== undefined`);
    expect(await page.locator('#timeline .mark-line > path').count()).toBe(5);
    expect(await page.locator('#timeline .mark-symbol > path').count()).toBe(5);
    expect(await page.locator('#strip li').count()).toBe(8);
    expect(await page.locator('#strip image').count()).toBe(8);
    expect(await page.locator('#strip li').first().textContent()).toBe('frame 1; all: initialised');
    // Ground truth and three trackers, each outline twice.
    expect(await page.locator('#strip li').nth(3).locator('path').count()).toBe(8);
    await page.locator('#strip button').nth(2).click();
    await until(page, `document.querySelectorAll('#timeline .mark-rule.role-mark > line').length === 1`);
    await page.locator('#next-sequence').click();
    await until(page, `document.getElementById('timeline-title').textContent.endsWith('ball1')`);
    await page.locator('[data-pick="1"]').click();
    await until(page, `document.querySelectorAll('#timeline .mark-line > path').length === 1`);
    await page.locator('#experiment').selectOption('unsupervised');
    await until(page, `document.querySelectorAll('#timeline .mark-symbol > path').length === 0`);
    expect(complaints).toEqual([]);
  });

  test('draws boxes that lie on one another so that each is seen: the first whole, the others in dashes over it', async () => {
    const { page } = await withGaps();
    await page.locator('#sequence-view').scrollIntoViewIfNeeded();
    await until(page, `document.getElementById('timeline').dataset.drawn !== undefined`);
    const paths = await page.locator('#strip li').nth(3).locator('path').all();
    const drawn = await Promise.all(paths.map((path) => path.getAttribute('stroke-dasharray')));
    // The edges of all lie below the lines: of the ground truth, then of the trackers.
    expect(drawn).toEqual([null, null, null, null, '4 3', 'none', '10 5', '5 10']);
  });

  test('draws all that is not hidden at once when it is printed, dark on light, and as before afterwards', async () => {
    const { page, complaints } = await withGaps({ scheme: 'dark' });
    await until(page, `document.getElementById('chart-rankingPlot').dataset.drawn !== undefined`);
    const undrawn = `[...document.querySelectorAll('.chart')].filter(
      (box) => box.closest('[hidden]') === null && box.querySelector('svg') === null).length`;
    const ink = `document.querySelector('#chart-rankingPlot .mark-text text').getAttribute('fill')`;
    const onScreen = await page.evaluate<string>(ink);
    expect(await page.evaluate<number>(undrawn)).toBeGreaterThan(0);
    await page.evaluate(`dispatchEvent(new Event('beforeprint'))`);
    expect(await page.evaluate<number>(undrawn)).toBe(0);
    expect(await page.evaluate<string>(ink)).not.toBe(onScreen);
    await page.evaluate(`dispatchEvent(new Event('afterprint'))`);
    await until(page, `${ink} === '${onScreen}'`);
    expect(complaints).toEqual([]);
  });

  test('sorts a table by a heading', async () => {
    const { page } = await withGaps();
    await page.getByRole('button', { name: 'failures', exact: true }).click();
    expect(await page.locator('#overview tbody tr').first().locator('th').textContent()).toBe('KCF');
  });

  test('shows hostile names as text and runs nothing in them', async () => {
    const details = madeUpDetails({ trackers: hostileNames, sequences: hostileNames, picture });
    const { page, complaints } = await open(
      madeUpEvaluation({ trackers: hostileNames, sequences: hostileNames }),
      details,
    );
    await drawAll(page);
    expect(await page.locator('#trackers [data-pick] span').allTextContents()).toEqual([...hostileNames]);
    for (let i = 0; i < hostileNames.length; i++) await page.locator(`[data-pick="${i}"]`).click();
    expect(await page.locator('#overview tr.picked').count()).toBe(hostileNames.length);
    expect(complaints).toEqual([]);
  });

  test.each([
    [
      'one tracker on one sequence',
      () =>
        open(
          madeUpEvaluation({ trackers: ['KCF'], sequences: ['bag'] }),
          madeUpDetails({ trackers: ['KCF'], sequences: ['bag'], failures: [] }),
        ),
    ],
    [
      'nothing but failures',
      () =>
        open(
          madeUpEvaluation({ trackers: ['KCF', 'CCOT'] }),
          madeUpDetails({
            trackers: ['KCF', 'CCOT'],
            sequences,
            failures: Array.from({ length: 12 }, (_, i) => 5 * i),
          }),
        ),
    ],
    [
      'a sequence of one frame',
      () =>
        open(
          madeUpEvaluation({ trackers: ['KCF'] }),
          madeUpDetails({ trackers: ['KCF'], sequences, frames: 1, failures: [] }),
        ),
    ],
    [
      'trackers of which nothing is known',
      () => open(emptyEvaluation(['KCF', 'CCOT']), madeUpDetails({ trackers: [], sequences })),
    ],
    ['no tracker', () => open(emptyEvaluation([]))],
  ])('is whole with %s', async (_, opened) => {
    const { page, complaints } = await opened();
    await page.locator('#method').scrollIntoViewIfNeeded();
    if ((await page.locator('#timeline').count()) > 0 && (await page.locator('#trackers [data-pick]').count()) > 0)
      await drawAll(page);
    expect(await page.getByText('chart failed').count()).toBe(0);
    expect(complaints).toEqual([]);
  });

  test.each(['light', 'dark'] as const)('has no serious finding of axe-core, %s', async (scheme) => {
    const { page } = await withGaps({ scheme });
    await drawAll(page);
    await page.evaluate(await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8'));
    const { violations } = await page.evaluate<{
      violations: { id: string; impact: string; nodes: { html: string; failureSummary: string }[] }[];
    }>('axe.run()');
    const serious = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical');
    expect(serious.map(({ id, nodes }) => `${id}: ${nodes[0]!.html} ${nodes[0]!.failureSummary}`)).toEqual([]);
  });

  test('carries 70 trackers on 60 sequences with their runs and frames in less than 10 MB, and answers', async () => {
    const trackers = Array.from({ length: 70 }, (_, index) => `tracker ${index}`);
    const many = Array.from({ length: 60 }, (_, index) => `sequence ${index}`);
    const evaluation = madeUpEvaluation({ trackers, sequences: many, longestSequence: 1500 });
    // A frame of VOT in the strip's size takes about 4 kB.
    const details = madeUpDetails({ trackers, sequences: many, frames: 358, picture: new Uint8Array(4000) });
    expect(Buffer.byteLength(reportPage(evaluation, libraries, details))).toBeLessThan(10e6);
    const { page, complaints } = await open(evaluation, details);
    await page.locator('#charts').scrollIntoViewIfNeeded();
    await page.locator('[data-pick="3"]').click();
    expect(await page.locator('#overview tr.picked').textContent()).toContain('tracker 3');
    await until(page, `document.querySelector('#chart-rankingPlot [opacity="0.12"]') !== null`);
    expect(complaints).toEqual([]);
  });
});
