/** @file What a compression says on the terminal. */
import { writeFileAtomically } from '../../datasets/atomicFile.ts';
import { counted } from '../../datasets/counted.ts';
import { type TrainingState, writeCheckpoint } from '../../trackers/network/compression/trainingState.ts';
import { type TrainingPlan, trainStudent } from '../../trackers/network/compression/trainStudent.ts';
import { showProgress } from '../terminal/progress.ts';
import type { Terminal } from '../terminal/terminal.ts';
import type { CompressionRequest } from './compressionRequest.ts';
import { checkpointPath } from './compressionState.ts';

/** Who learns what from whom, or where it goes on. */
export function sayStart(
  terminal: Terminal,
  { teacher, student, images, samplesPerStep }: CompressionRequest,
  { progress }: TrainingState,
  inherited: readonly string[],
): void {
  const { step, best, ending } = progress;
  if (step > 0) {
    const state = ending === null ? 'going on' : `the training ended (${ending})`;
    terminal.say(`${state} after step ${step}; held-out loss ${best.heldOutLoss.toFixed(4)} at step ${best.step}`);
    return;
  }
  const begun = inherited.length === 0 ? 'none of its weights' : inherited.join(', ');
  terminal.say(`${student.name} learns from ${teacher.name}, of which it takes ${begun}`);
  terminal.say(
    `${counted(images.training.length, 'image')} to learn from, ${images.heldOut.length} held out; ${counted(samplesPerStep, 'sample')} a step`,
  );
  terminal.say(`step 0: held-out loss ${best.heldOutLoss.toFixed(4)}`);
}

/** Trains with progress on the terminal and checkpoints in the folder. */
export async function trainWatched(
  plan: TrainingPlan,
  from: TrainingState,
  { out, steps }: CompressionRequest,
  terminal: Terminal,
  isStopped: () => boolean,
): Promise<TrainingState> {
  let done = from.progress.step;
  let lastLoss: number | undefined;
  const progress = showProgress(terminal, 'steps', () => done, {
    format: (steps) => (Number.isInteger(steps) ? `${steps} steps` : `${steps.toFixed(2)} steps`),
    before: () => from.progress.step,
  });
  const show = (): void => progress.update(steps, lastLoss === undefined ? 'training' : `loss ${lastLoss.toFixed(4)}`);
  show();
  try {
    return await trainStudent(plan, from, {
      step(step, loss) {
        done = step;
        lastLoss = loss;
        show();
      },
      point({ step, trainingLoss, heldOutLoss }, isBest) {
        const best = isBest ? ', the best so far' : '';
        progress.say(`step ${step}: loss ${trainingLoss?.toFixed(4)}, held-out loss ${heldOutLoss.toFixed(4)}${best}`);
      },
      save: (state) => writeFileAtomically(checkpointPath(out), writeCheckpoint(state)),
      isStopped,
    });
  } finally {
    progress.stop();
  }
}
