import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';
import { z } from 'zod';
import { overlapConventions } from '../overlap/convention.ts';
import { unknownName } from '../unknownName.ts';

const count = z.int().positive();

const experiment = z.strictObject({
  type: z.enum(['supervised', 'unsupervised', 'realtime']),
  repetitions: count,
  /** Frames after an initialisation that do not count for the accuracy. */
  burnIn: z.int().nonnegative(),
  /** Frames from a failure to the next initialisation. */
  skipInitialize: count.optional(),
  failureOverlap: z.number().optional(),
  /** Of the real-time experiment: frames without a delay after an initialisation, and frames a second. */
  grace: count.optional(),
  fps: count.optional(),
});

const facts = {
  name: z.string(),
  title: z.string(),
  site: z.url(),
  /** Targets; null here and below: not known for certain. */
  sequences: count.nullable(),
  frames: count.nullable(),
  /** How its published figures count overlap, where it is one of the two ways. */
  convention: z.enum(overlapConventions).nullable(),
  /** Of sequence lengths, that the expected average overlap is averaged over. */
  interval: z.tuple([count, count]).nullable(),
  tags: z.array(z.string()),
  experiments: z.record(z.string(), experiment),
  notes: z.array(z.string()),
};

const schema = z.strictObject({
  version: z.literal(1),
  datasets: z.array(
    z.discriminatedUnion('form', [
      z.strictObject({
        ...facts,
        form: z.literal('vot'),
        /** Address of the description.json. */
        index: z.url(),
        /** Address of all of it in one zip. */
        bundle: z.url().nullable(),
      }),
      z.strictObject({
        ...facts,
        form: z.literal('otb'),
        /** Address of a sequence's zip, with `{sequence}` for its name. */
        archives: z.string(),
        /** Of the sequences' folders; one may hold several targets. */
        names: z.array(z.string()),
      }),
    ]),
  ),
});

/** A dataset that has a name, and what is known of it without having it. */
export type CatalogueDataset = Readonly<z.infer<typeof schema>['datasets'][number]>;

let read: readonly CatalogueDataset[] | undefined;

/** The datasets that have a name, as datasets.yaml beside this file lists them. */
export function datasetCatalogue(): readonly CatalogueDataset[] {
  read ??= schema.parse(parse(readFileSync(fileURLToPath(new URL('datasets.yaml', import.meta.url)), 'utf8'))).datasets;
  return read;
}

/** Of that name, in any case; undefined when there is none. */
export function findCatalogueDataset(name: string): CatalogueDataset | undefined {
  return datasetCatalogue().find((dataset) => dataset.name === name.toLowerCase());
}

/** @throws InputError for a name that is not in the catalogue */
export function catalogueDataset(name: string): CatalogueDataset {
  const found = findCatalogueDataset(name);
  if (found !== undefined) return found;
  throw unknownName(
    'dataset',
    name,
    datasetCatalogue().map((dataset) => dataset.name),
  );
}
