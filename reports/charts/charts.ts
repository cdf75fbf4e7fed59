import type { TopLevelSpec } from 'vega-lite';
import type { Evaluation } from '../../results/evaluation.ts';
import { accuracyRobustnessPlot } from './accuracyRobustnessPlot.ts';
import { eaoCurves } from './eaoCurves.ts';
import { eaoRanking } from './eaoRanking.ts';
import { precisionPlot } from './precisionPlot.ts';
import { rankingPlot } from './rankingPlot.ts';
import { sequenceAccuracy, sequenceAo, sequenceFailures } from './sequenceHeatMap.ts';
import { significanceAccuracy, significanceAo, significanceEao, significanceFailures } from './significanceMatrix.ts';
import { speedPlot } from './speedPlot.ts';
import { successPlot } from './successPlot.ts';
import { tagAccuracy, tagAo, tagEao, tagRobustness } from './tagProfile.ts';

/** Every chart of a report by the name of its files, in the order in which the page shows them. */
export const charts: Readonly<Record<string, (evaluation: Evaluation) => TopLevelSpec>> = {
  rankingPlot,
  accuracyRobustnessPlot,
  eaoRanking,
  eaoCurves,
  successPlot,
  precisionPlot,
  speedPlot,
  tagEao,
  tagAccuracy,
  tagRobustness,
  tagAo,
  significanceEao,
  significanceAccuracy,
  significanceFailures,
  significanceAo,
  sequenceAccuracy,
  sequenceFailures,
  sequenceAo,
};
