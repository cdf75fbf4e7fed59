import { existsSync } from 'node:fs';
import type { OverlapConvention } from '../../datasets/overlap/convention.ts';
import { randomFrom } from '../../datasets/random.ts';
import type { Dataset } from '../../datasets/sequence.ts';
import { leastSequences, percentileInterval, resample } from '../../results/analysis/bootstrap.ts';
import type { Evaluation, TrackerEvaluation } from '../../results/evaluation.ts';
import { readImportRecord } from '../../results/importing/importRecord.ts';
import { publishedTable1, publishedTable2 } from '../../results/published/publishedTables.ts';
import { type ClaimedRow, judge } from '../../results/reproduction/claims.ts';
import { table1Claims, table1Key, table2Claims } from '../../results/reproduction/paperClaims.ts';
import { readRepetitionSums } from '../../results/reproduction/repetitionSums.ts';
import {
  type ClaimedMeasure,
  claimedMeasures,
  type ReproducedFigure,
  type ReproducedMeasure,
  type ReproducedRow,
  type Reproduction,
} from '../../results/reproduction/reproduction.ts';
import { resampledFigures } from '../../results/reproduction/resampledFigures.ts';
import { layOutIfAny, type TrackerFiles } from '../../results/resultsLayout.ts';
import { openResults } from '../../results/resultsSource.ts';
import { type ExperimentName, experimentNames } from '../../results/run.ts';
import { resultsFolder } from '../../results/store.ts';
import { evaluateWithProgress } from '../evaluateWithProgress.ts';
import type { Terminal } from '../terminal/terminal.ts';
import type { PlannedRow, TargetPlan } from './targets.ts';

export interface ReproduceOptions {
  readonly dataset: Dataset;
  readonly isPapersDataset: boolean;
  /** What else differs from the paper's conditions. */
  readonly differences: readonly string[];
  /** Folder of the workspace. */
  readonly folder: string;
  readonly convention: OverlapConvention;
  /** Runs that are not stored, by label. */
  readonly missingRuns: ReadonlyMap<string, number>;
}

export interface ReproducedTable {
  readonly reproduction: Reproduction;
  /** Of the trackers that have results; undefined where none has. */
  readonly evaluation?: Evaluation;
}

/** A planned row and the results that fill it. */
interface FilledRow {
  readonly row: PlannedRow;
  readonly origin: ReproducedRow['origin'];
  readonly files?: TrackerFiles;
}

/**
 * Sets one of the paper's tables beside what the workspace has of it, whatever that is, and judges the paper's claims.
 * @throws InputError for damaged results
 */
export async function reproduceTable(
  table: Reproduction['table'],
  plan: TargetPlan,
  options: ReproduceOptions,
  terminal: Terminal,
): Promise<ReproducedTable> {
  const { dataset, folder, convention, isPapersDataset, differences } = options;
  const results = resultsFolder(folder);
  const source = existsSync(results) ? await openResults(results) : undefined;
  try {
    const found = source === undefined ? [] : await layOutIfAny(source);
    const filled = await Promise.all(plan.rows.map((row) => fillRow(row, found, folder)));
    const labels = filled.flatMap(({ files }) => files?.tracker ?? []);
    const evaluation =
      labels.length === 0
        ? undefined
        : await evaluateWithProgress({ dataset, sources: [results], trackers: labels, convention }, terminal);
    const claimed =
      evaluation === undefined ? new Map<string, ClaimedRow>() : await claimedRows(filled, evaluation, dataset);
    const backbones = [...new Set(plan.rows.flatMap(({ backbone }) => backbone ?? []))];
    const { length: sequences } = dataset.sequences;
    const claims = table === 'table1' ? table1Claims(backbones) : table2Claims();
    const published = table === 'table1' ? publishedTable1() : publishedTable2();
    const reproduction: Reproduction = {
      table,
      source: published.source,
      dataset: evaluation?.dataset ?? emptyDataset(dataset),
      isPapersDataset,
      papersDataset: published.dataset,
      differences,
      convention,
      interval: evaluation?.interval ?? null,
      measures: table === 'table1' ? ['baselineAo', 'ao'] : ['eao', 'accuracyRank', 'robustnessRank'],
      rows: filled.map((row) => reproducedRow(table, row, evaluation, claimed.get(row.row.key), options)),
      claims: claims.map((claim) => judge(claim, claimed, sequences)),
    };
    return { reproduction, ...(evaluation === undefined ? {} : { evaluation }) };
  } finally {
    source?.close();
  }
}

function emptyDataset({ name, sequences }: Dataset): Evaluation['dataset'] {
  const frames = sequences.reduce((sum, { length }) => sum + length, 0);
  return { name, sequences: sequences.length, frames, tags: [] };
}

/** The challenge's own results come first: the paper's numbers are theirs. */
async function fillRow(row: PlannedRow, found: readonly TrackerFiles[], folder: string): Promise<FilledRow> {
  const filesOf = (name: string): TrackerFiles | undefined => found.find(({ tracker }) => tracker === name);
  const imported = row.importedAs === undefined ? undefined : filesOf(row.importedAs);
  if (imported !== undefined && (await readImportRecord(folder, imported.tracker)) !== undefined) {
    return { row, origin: 'imported', files: imported };
  }
  const own = row.specification === undefined ? undefined : filesOf(row.specification.label);
  return own === undefined ? { row, origin: 'missing' } : { row, origin: 'this program', files: own };
}

/** What claims are judged by: rows whose trackers have runs of all sequences. */
async function claimedRows(
  filled: readonly FilledRow[],
  { trackers, convention, interval }: Evaluation,
  dataset: Dataset,
): Promise<Map<string, ClaimedRow>> {
  // The same draws for all trackers: their differences are paired.
  const draws = resample(dataset.sequences.length, randomFrom('reproduction: sequences'));
  const rows = new Map<string, ClaimedRow>();
  for (const { row, files } of filled) {
    const tracker = files === undefined ? undefined : trackers[files.tracker];
    if (files === undefined || tracker?.complete !== true) continue;
    const sums = await readRepetitionSums(files, { dataset, convention, interval });
    const random = randomFrom('reproduction: repetitions', files.tracker);
    const { baselineAo, ao, eao } = tracker;
    rows.set(row.key, { values: { baselineAo, ao, eao }, resampled: resampledFigures(sums, draws, random) });
  }
  return rows;
}

interface PublishedRow {
  readonly values: Readonly<Partial<Record<ReproducedMeasure, number | null>>>;
  readonly note?: string | undefined;
}

function publishedRow(table: Reproduction['table'], { key, backbone }: PlannedRow): PublishedRow {
  if (table === 'table1') {
    const { baselineAo, ao, note } = publishedTable1().rows.find(
      ({ strategy }) => table1Key(strategy, backbone ?? '') === key,
    )!;
    return { values: { baselineAo, ao }, note };
  }
  const { eao, accuracyRank, robustnessRank, note } = publishedTable2().rows.find(({ tracker }) => tracker === key)!;
  return { values: { eao, accuracyRank, robustnessRank }, note };
}

function reproducedRow(
  table: Reproduction['table'],
  { row, origin, files }: FilledRow,
  evaluation: Evaluation | undefined,
  claimed: ClaimedRow | undefined,
  { dataset, missingRuns }: ReproduceOptions,
): ReproducedRow {
  const { values, note } = publishedRow(table, row);
  const label = files?.tracker ?? null;
  const tracker = label === null ? undefined : evaluation?.trackers[label];
  const hasSpread = dataset.sequences.length >= leastSequences;
  const figureOf = (measure: ReproducedMeasure): ReproducedFigure => {
    const [paper, ours] = [values[measure] ?? null, tracker?.[measure] ?? null];
    const resampled = hasSpread && isClaimed(measure) && ours !== null ? claimed?.resampled[measure] : undefined;
    const interval = resampled === undefined ? null : percentileInterval(resampled);
    return {
      paper,
      ours,
      low: interval?.low ?? null,
      high: interval?.high ?? null,
      difference: paper === null || ours === null ? null : ours - paper,
    };
  };
  const measures = Object.keys(values) as ReproducedMeasure[];
  const missing = label === null ? 0 : (missingRuns.get(label) ?? 0);
  return {
    key: row.key,
    backbone: row.backbone,
    label,
    origin,
    repetitions: { baseline: repetitionsOf(files, 'baseline'), unsupervised: repetitionsOf(files, 'unsupervised') },
    figures: Object.fromEntries(measures.map((measure) => [measure, figureOf(measure)])),
    notes: [
      ...(note === undefined ? [] : [`paper: ${note}`]),
      ...(origin === 'this program' && row.importedAs !== undefined
        ? ["this program's own implementation, not the challenge's results"]
        : []),
      ...(tracker?.complete === false ? [incompleteNote(tracker, dataset)] : []),
      ...(missing > 0 ? [`${missing} runs are missing`] : []),
    ],
  };
}

function isClaimed(measure: ReproducedMeasure): measure is ClaimedMeasure {
  return (claimedMeasures as readonly string[]).includes(measure);
}

function incompleteNote({ sequences }: TrackerEvaluation, dataset: Dataset): string {
  const parts = experimentNames
    .filter((experiment) => sequences[experiment] > 0)
    .map((experiment) => `${experiment} ${sequences[experiment]} of ${dataset.sequences.length}`);
  return `incomplete, so no claim is judged by it; sequences with a run: ${parts.join(', ')}`;
}

function repetitionsOf(files: TrackerFiles | undefined, experiment: ExperimentName): number {
  const sequences = [...(files?.experiments[experiment].values() ?? [])];
  return Math.max(0, ...sequences.map(({ runs }) => runs.size));
}
