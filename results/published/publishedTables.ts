/** @file The numbers that the paper printed, as the YAML files beside this one have them. */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';
import { z } from 'zod';

const share = z.number().min(0).max(1);
const count = z.int().positive();

const head = {
  version: z.literal(1),
  /** Where the numbers are printed. */
  source: z.string(),
};

const measured = {
  ...head,
  /** Name of the dataset that they were measured on. */
  dataset: z.string(),
  /** What this program takes for the conditions of the paper's numbers. */
  settings: z.strictObject({ preset: z.string(), backbones: z.array(z.string()).min(1), repetitions: count }),
};

const table1Schema = z.strictObject({
  ...measured,
  rows: z.array(
    z.strictObject({
      strategy: z.string(),
      /** Name of this program's tracker. */
      tracker: z.string(),
      baselineAo: share.nullable(),
      ao: share.nullable(),
      note: z.string().optional(),
    }),
  ),
});

const table2Schema = z.strictObject({
  ...measured,
  rows: z.array(
    z.strictObject({
      tracker: z.string(),
      /** A tracker of the paper, or one that it compares with. */
      kind: z.enum(['ours', 'contrast']),
      eao: share.nullable(),
      accuracyRank: z.number().min(1).nullable(),
      robustnessRank: z.number().min(1).nullable(),
      note: z.string().optional(),
    }),
  ),
});

const figure2Schema = z.strictObject({
  ...head,
  backbone: z.string(),
  /** Confidences of the upper left quarter, row by row. */
  quarter: z.array(z.array(share)),
  /** Anchors of each strategy. */
  strategies: z.record(z.string(), count),
});

export type PublishedTable1 = Readonly<z.infer<typeof table1Schema>>;
export type PublishedTable2 = Readonly<z.infer<typeof table2Schema>>;
export type PublishedFigure2 = Readonly<z.infer<typeof figure2Schema>>;

export function publishedTable1(): PublishedTable1 {
  return table1Schema.parse(contentOf('table1.yaml'));
}

export function publishedTable2(): PublishedTable2 {
  return table2Schema.parse(contentOf('table2.yaml'));
}

export function publishedFigure2(): PublishedFigure2 {
  return figure2Schema.parse(contentOf('figure2.yaml'));
}

function contentOf(file: string): unknown {
  return parse(readFileSync(fileURLToPath(new URL(file, import.meta.url)), 'utf8'));
}
