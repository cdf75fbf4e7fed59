import { bootstrapSamples, leastSequences } from '../../results/analysis/bootstrap.ts';
import type { Evaluation } from '../../results/evaluation.ts';

const conventions: Readonly<Record<Evaluation['convention'], string>> = {
  vot2016: 'vot2016: a rectangle covers (w + 1) × (h + 1) pixels, as in the numbers that the challenge published',
  current: 'current: a rectangle covers w × h pixels, as in VOT’s tools since 2019',
};

const intervalSources: Readonly<Record<Evaluation['intervalSource'], string>> = {
  given: 'as given by the user',
  season: 'the constants of the VOT season',
  lengths: 'estimated from the lengths of the sequences as VOT does',
};

/** How the numbers came about, each as a term and a sentence. */
export function methodNotes(evaluation: Evaluation): readonly (readonly [term: string, sentence: string])[] {
  const { convention, dataset, interval, intervalAsked, intervalSource, practicalDifferences } = evaluation;
  const [shortest, longest] = interval;
  const asked = intervalAsked[1] > longest ? ` (of ${intervalAsked.join(' to ')}, which no sequence reaches)` : '';
  return [
    ['Overlap', `Intersection over union of rasterised regions, convention ${conventions[convention]}.`],
    [
      'EAO',
      `Expected average overlap: the mean of the curve over sequence lengths of ${shortest} to ${longest} frames${asked}, ${intervalSources[intervalSource]}. Baseline experiment.`,
    ],
    [
      'Accuracy',
      'Mean overlap pooled over the frames of all sequences, without the burn-in frames after each initialisation. Baseline experiment.',
    ],
    [
      'Robustness',
      'Failures are summed over the sequences, mean of the repetitions; robustness is failures per 100 frames; reliability is exp(−30 · failures / frames), the chance to go on 30 frames without a failure.',
    ],
    [
      'Ranks',
      [
        dataset.tags.length > 0
          ? 'For each tag, trackers that do not differ share the mean of their ranks; the rank is the mean over the tags.'
          : 'The dataset has no tags, so the ranks are over all frames; trackers that do not differ share the mean of theirs.',
        `Accuracies differ by a Wilcoxon signed-rank test over frames (5 %)${practicalDifferences ? ' and by more than the practical difference' : '; the dataset has no practical differences'}.`,
        'Failures differ by a Wilcoxon rank-sum test (5 %). Trackers that lack sequences are not ranked.',
      ].join(' '),
    ],
    [
      'AO and AUC',
      'Of the unsupervised experiment (one pass without re-initialisation). AO is the mean overlap over all frames with the first frame counted as 0, as VOT’s MATLAB toolkit defines it; AUC is the area under the success curve.',
    ],
    [
      'Precision',
      'Share of frames whose centre is at most 20 pixels off, the first frame left out. Unsupervised experiment.',
    ],
    ['Baseline AO', 'Mean overlap of the tracked frames of the baseline experiment, burn-in frames included.'],
    [
      'Intervals and bands',
      `95 % bootstrap over sequences (${bootstrapSamples} draws, percentiles); of fewer than ${leastSequences} sequences there are none.`,
    ],
    [
      'Significance',
      `Pairs of trackers with sequences as the sample, since the frames of one sequence are alike; 5 %, not corrected for the number of pairs. EAO: paired bootstrap. Accuracy, failures and AO: Wilcoxon’s signed-rank test on the sequences that both have, exact for up to 25 differences. Of fewer than ${leastSequences} sequences there are no tests. The ranks go by VOT’s own tests instead (above).`,
    ],
    [
      'Overlap over time',
      'The first stored repetition; regions clipped to the image. A curve is broken where the tracker was not running.',
    ],
    ['Speed', 'Frames per second: the mean over runs of one over the mean time of a frame.'],
  ];
}
