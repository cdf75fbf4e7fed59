import type { Dataset } from '../datasets/sequence.ts';
import { writeSyntheticDataset } from '../datasets/synthetic/writeSyntheticDataset.ts';
import { RunStopped } from './experiments/experiment.ts';
import { onFirstInterrupt } from './terminal/interruption.ts';
import { showProgress } from './terminal/progress.ts';
import type { Terminal } from './terminal/terminal.ts';

/**
 * The synthetic dataset; sequences that an earlier demo has drawn are kept. Undefined when interrupted.
 * @param maxLength frames of a sequence at most
 */
export async function drawDataset(path: string, terminal: Terminal, maxLength: number): Promise<Dataset | undefined> {
  let framesDrawn = 0;
  let isStopped = false;
  const progress = showProgress(terminal, 'frames drawn', () => framesDrawn);
  const forgetInterrupt = onFirstInterrupt(terminal, () => {
    isStopped = true;
  });
  try {
    return await writeSyntheticDataset(path, {
      maxLength,
      onProgress({ sequence, framesDone, framesTotal }) {
        // The writer removes what it has begun when its listener throws.
        if (isStopped) throw new RunStopped();
        framesDrawn = framesDone;
        progress.update(framesTotal, sequence);
      },
    });
  } catch (error) {
    if (!(error instanceof RunStopped)) throw error;
    return undefined;
  } finally {
    forgetInterrupt();
    progress.stop();
  }
}
