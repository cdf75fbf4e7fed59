import type { OverlapConvention } from '../datasets/overlap/convention.ts';
import { type Dataset, framesWithTag, type Sequence, tagsOf } from '../datasets/sequence.ts';
import { mean } from './analysis/mean.ts';
import { type Ranks, rankTrackers } from './analysis/ranking.ts';
import { allFrames, rankedSelectors } from './analysis/sequenceAnalysis.ts';
import { significanceOf } from './analysis/significance.ts';
import type { TrackerAnalysis } from './analysis/trackerAnalysis.ts';
import type { Evaluation, TagEvaluation } from './evaluation.ts';

/**
 * Sets the trackers side by side: their own measures, and the ranks that need them all.
 * @param analyses by tracker's name, in the order of the report
 */
export function evaluate(
  dataset: Dataset,
  analyses: ReadonlyMap<string, TrackerAnalysis>,
  settings: {
    readonly convention: OverlapConvention;
    readonly interval: readonly [number, number];
    readonly intervalAsked: readonly [number, number];
    readonly intervalSource: Evaluation['intervalSource'];
    readonly warnings: readonly string[];
  },
): Evaluation {
  const names = [...analyses.keys()];
  const tags = tagsOf(dataset.sequences);
  const ranks = new Map(rankedSelectors(tags).map((selector) => [selector, ranksFor(dataset, analyses, selector)]));
  const overSelectors = (pick: (ranks: Ranks) => readonly (number | null)[], index: number): number | null =>
    mean([...ranks.values()].map((selectorRanks) => pick(selectorRanks)[index] ?? null));
  const entries = [...analyses.entries()];
  return {
    dataset: {
      name: dataset.name,
      sequences: dataset.sequences.length,
      frames: dataset.sequences.reduce((sum, { length }) => sum + length, 0),
      tags,
    },
    ...settings,
    practicalDifferences: havePracticalDifferences(dataset.sequences),
    trackers: Object.fromEntries(
      entries.map(([name, { evaluation }], index) => [
        name,
        {
          ...evaluation,
          accuracyRank: overSelectors(({ accuracy }) => accuracy, index),
          robustnessRank: overSelectors(({ robustness }) => robustness, index),
        },
      ]),
    ),
    perTag: Object.fromEntries(
      tags.map((tag) => [
        tag,
        Object.fromEntries(
          entries.map(([name, { perTag }], index): [string, TagEvaluation] => [
            name,
            {
              ...perTag[tag]!,
              accuracyRank: ranks.get(tag)!.accuracy[index] ?? null,
              robustnessRank: ranks.get(tag)!.robustness[index] ?? null,
            },
          ]),
        ),
      ]),
    ),
    perSequence: Object.fromEntries(
      dataset.sequences.map(({ name: sequence }) => [
        sequence,
        Object.fromEntries(names.map((name) => [name, analyses.get(name)!.perSequence[sequence]!])),
      ]),
    ),
    significance: significanceOf(
      entries.map(([, { perSequence, eaoSamples }]) => ({
        sequences: dataset.sequences.map(({ name }) => perSequence[name]!),
        eaoSamples,
      })),
    ),
    curves: Object.fromEntries(entries.map(([name, { curves }]) => [name, curves])),
  };
}

/**
 * Ranks of the trackers on the selected frames. Ranked are the trackers with a run of every sequence, since failures on
 * fewer sequences compare with nothing; none are ranked where there are fewer than two, or no frame has the tag.
 */
function ranksFor(dataset: Dataset, analyses: ReadonlyMap<string, TrackerAnalysis>, selector: string): Ranks {
  const entries = [...analyses.values()].map(({ ranking, evaluation }) =>
    evaluation.sequences.baseline === dataset.sequences.length ? ranking[selector] : undefined,
  );
  const ranked = entries.filter((entry) => entry !== undefined);
  const none = entries.map(() => null);
  if (ranked.length < 2 || ranked[0]!.overlaps.length === 0) return { accuracy: none, robustness: none };
  const absent = { accuracy: null, failures: null, overlaps: new Float64Array(0), failureCounts: new Float64Array(0) };
  const ranks = rankTrackers(
    entries.map((entry) => entry ?? absent),
    practicalThresholds(dataset.sequences, selector),
  );
  const hasOverlaps = ranked.some(({ overlaps }) => overlaps.some((overlap) => !Number.isNaN(overlap)));
  return hasOverlaps ? ranks : { ...ranks, accuracy: none };
}

function havePracticalDifferences(sequences: readonly Sequence[]): boolean {
  return sequences.every(({ practical }) => practical !== undefined);
}

/** Practical-difference thresholds of the selected frames; undefined unless every sequence has them. */
function practicalThresholds(sequences: readonly Sequence[], selector: string): Float64Array | undefined {
  const thresholds: number[] = [];
  if (!havePracticalDifferences(sequences)) return undefined;
  for (const sequence of sequences) {
    const selected = selector === allFrames ? undefined : framesWithTag(sequence, selector);
    for (let i = 0; i < sequence.length; i++) {
      if (selected === undefined || selected[i] === 1) thresholds.push(sequence.practical![i]!);
    }
  }
  return Float64Array.from(thresholds);
}
