import { type EvaluateResultsOptions, evaluateResults } from '../results/evaluateResults.ts';
import type { Evaluation } from '../results/evaluation.ts';
import { showProgress } from './terminal/progress.ts';
import type { Terminal } from './terminal/terminal.ts';

/** Evaluates stored results, shows how far it is, and says the warnings. */
export async function evaluateWithProgress(
  options: Omit<EvaluateResultsOptions, 'onProgress'>,
  terminal: Terminal,
): Promise<Evaluation> {
  let done = 0;
  const progress = showProgress(terminal, 'trackers', () => done);
  try {
    const evaluation = await evaluateResults({
      ...options,
      onProgress(trackersDone, total, tracker) {
        done = trackersDone;
        progress.update(total, tracker);
      },
    });
    for (const warning of evaluation.warnings) progress.say(`warning: ${warning}`);
    return evaluation;
  } finally {
    progress.stop();
  }
}
