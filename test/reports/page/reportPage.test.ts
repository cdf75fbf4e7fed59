import { createHash } from 'node:crypto';
import { beforeAll, describe, expect, test } from 'vitest';
import type { Evaluation } from '../../../results/evaluation.ts';
import { charts } from '../../../reports/charts/charts.ts';
import { scriptJson, scriptText } from '../../../reports/page/inline.ts';
import { chartLibraries } from '../../../reports/page/libraries.ts';
import { reportPage } from '../../../reports/page/reportPage.ts';
import { emptyEvaluation, evaluationWithGaps, hostileNames, madeUpEvaluation } from '../fixture.ts';

let libraries: readonly string[];
beforeAll(async () => {
  libraries = await chartLibraries();
});

/** Contents of the elements of a name, as a browser cuts them: from a start tag to the next end tag of that name. */
function contents(page: string, name: 'script' | 'style'): { attributes: string; text: string }[] {
  return [...page.matchAll(new RegExp(`<${name}([^>]*)>([^]*?)</${name}`, 'gi'))].map(([, attributes, text]) => ({
    attributes: attributes!,
    text: text!,
  }));
}

function executed(page: string): string[] {
  return contents(page, 'script')
    .filter(({ attributes }) => attributes === '')
    .map(({ text }) => text);
}

function embedded(page: string): { charts: Record<string, unknown> } {
  return JSON.parse(contents(page, 'script').find(({ attributes }) => attributes.includes('id="drawing"'))!.text);
}

/** The page without what stands inside scripts and styles. */
function markup(page: string): string {
  return page.replace(/<(script|style)([^>]*)>[^]*?<\/\1/gi, '<$1$2></$1');
}

const hash = (text: string): string => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;

describe('reportPage(evaluation, libraries)', () => {
  test('allows exactly the scripts and styles that it carries, by their hashes, and no network', () => {
    const page = reportPage(evaluationWithGaps(), libraries);
    const [, policy] = /http-equiv="Content-Security-Policy" content="([^"]*)"/.exec(page)!;
    const directives = new Map(policy!.split('; ').map((part) => [part.split(' ')[0]!, part.split(' ').slice(1)]));
    expect(executed(page)).toHaveLength(5);
    expect(directives.get('default-src')).toEqual(["'none'"]);
    expect(directives.get('script-src')).toEqual(executed(page).map(hash));
    expect(directives.get('style-src')).toEqual(contents(page, 'style').map(({ text }) => hash(text)));
    expect(directives.get('img-src')).toEqual(['data:']);
    expect(directives.has('connect-src')).toBe(false);
    expect(policy).not.toContain('unsafe');
  });

  test('refers to nothing outside itself', () => {
    const references = [
      ...markup(reportPage(evaluationWithGaps(), libraries)).matchAll(/\s(?:src|href|action|style|on\w+)="([^"]*)"/g),
    ];
    expect(references.length).toBeGreaterThan(0);
    for (const [, target] of references) expect(target).toMatch(/^(#|data:,$)/);
  });

  test('embeds every chart as it is', () => {
    const evaluation = evaluationWithGaps();
    const specs = Object.entries(charts).map(([name, chart]) => [name, JSON.parse(JSON.stringify(chart(evaluation)))]);
    expect(embedded(reportPage(evaluation, libraries)).charts).toEqual(Object.fromEntries(specs));
  });

  test('treats hostile names of trackers, sequences and datasets, and warnings, as text', () => {
    const evaluation = madeUpEvaluation({ trackers: hostileNames, sequences: hostileNames });
    const hostile: Evaluation = {
      ...evaluation,
      dataset: { ...evaluation.dataset, name: hostileNames[4] },
      warnings: [...hostileNames],
    };
    const page = reportPage(hostile, libraries);
    expect(executed(page)).toHaveLength(5);
    expect(contents(page, 'script')).toHaveLength(7);
    expect(markup(page)).not.toMatch(/<img|alert\(1\)<\/script|<script>alert/);
    expect(page).toContain('<title>&lt;/script&gt;&lt;img src=x onerror=alert(1)&gt;: tracking report</title>');
    expect(page).toContain(`>${'x'.repeat(60)}<`);
    expect(JSON.stringify(embedded(page).charts)).toContain('</script><img src=x onerror=alert(1)>');
  });

  test('lists the warnings and the method: convention, interval and its source', () => {
    const page = markup(reportPage(evaluationWithGaps(), libraries));
    expect(page).toContain('tag file occlusion.tag has 104 lines for 105 frames');
    expect(page).toContain('convention vot2016: a rectangle covers (w + 1) × (h + 1) pixels');
    expect(page).toContain('sequence lengths of 108 to 371 frames, the constants of the VOT season');
    const short = { ...evaluationWithGaps(), interval: [108, 120] } as const;
    expect(reportPage(short, [])).toContain('of 108 to 120 frames (of 108 to 371, which no sequence reaches), the');
    const other = { ...evaluationWithGaps(), convention: 'current', intervalSource: 'lengths', warnings: [] } as const;
    expect(markup(reportPage(other, libraries))).toContain('convention current: a rectangle covers w × h pixels');
    expect(markup(reportPage(other, libraries))).toContain('estimated from the lengths of the sequences');
    expect(markup(reportPage(other, libraries))).toContain('<p>None.</p>');
  });

  test('names under each chart the trackers that it leaves out', () => {
    const page = markup(reportPage(evaluationWithGaps(), libraries));
    expect(page.match(/1 of 5 not shown: Staple \(no baseline run\)/g)).toHaveLength(8);
    expect(page.match(/1 of 5 not shown: CCOT \(no unsupervised run\)/g)).toHaveLength(3);
  });

  test('stays below 10 MB with 70 trackers on 60 sequences, the longest of 1500 frames', () => {
    const page = reportPage(
      madeUpEvaluation({
        trackers: Array.from({ length: 70 }, (_, index) => `tracker ${index}`),
        sequences: Array.from({ length: 60 }, (_, index) => `sequence ${index}`),
        longestSequence: 1500,
      }),
      libraries,
    );
    expect(Buffer.byteLength(page)).toBeLessThan(10e6);
    expect(page).toContain('tracker 69');
    expect(page).toContain('sequence 59');
  });

  test('is a page also for one tracker, for none, and when nothing is known', () => {
    for (const evaluation of [madeUpEvaluation({ trackers: ['KCF'] }), emptyEvaluation([]), emptyEvaluation(['KCF'])]) {
      expect(executed(reportPage(evaluation, libraries))).toHaveLength(5);
    }
    expect(markup(reportPage(emptyEvaluation(['KCF']), libraries))).toContain('Nothing is known by tag.');
  });
});

test('scriptText(code) leaves nothing that ends a script element or opens a comment, and no other line break than \\n', () => {
  expect(scriptText('a = "</script><!--<SCRIPT>";\r\nb = 1;\rc')).toBe('a = "<\\/script><\\!--<SCRIPT>";\nb = 1;\nc');
});

test('scriptJson(value) is JSON of the same value without a less-than sign', () => {
  const value = { [hostileNames[4]]: '<!--\u2028\u2029</script>' };
  expect(scriptJson(value)).not.toMatch(/[<\u2028\u2029]/);
  expect(JSON.parse(scriptJson(value))).toEqual(value);
});
