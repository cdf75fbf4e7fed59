import { InputError } from '../../datasets/inputError.ts';
import { openDataset } from '../../datasets/readers/openDataset.ts';
import type { Dataset } from '../../datasets/sequence.ts';
import type { Terminal } from '../terminal/terminal.ts';
import { type Arguments, listOf, requiredTextOf } from './arguments.ts';
import type { Flag } from './command.ts';
import { absolutePath } from './sharedFlags.ts';

export const datasetFlag: Flag = {
  kind: 'value',
  describe: 'FOLDER of sequences in the layout of VOT or OTB',
};

/**
 * The dataset of `--dataset` and `--sequences`, and its absolute path; says its warnings.
 * @throws InputError for a dataset that cannot be read or has no frames
 */
export async function openRunnableDataset(
  values: Arguments,
  terminal: Terminal,
): Promise<{ readonly dataset: Dataset; readonly path: string }> {
  const path = absolutePath(requiredTextOf(values, 'dataset'));
  const sequences = listOf(values, 'sequences');
  const dataset = await openDataset(path, sequences === undefined ? {} : { sequences });
  for (const warning of dataset.warnings) terminal.say(`warning: ${warning}`);
  requireFrames(dataset);
  return { dataset, path };
}

function requireFrames({ name, sequences }: Dataset): void {
  const without = sequences.filter(({ framePaths }) => framePaths === undefined);
  if (without.length === 0) return;
  throw new InputError(
    `missing images: ${without.length} of ${sequences.length} sequences of ${JSON.stringify(name)} are annotations only`,
    undefined,
    'trackers need the frames; such a dataset serves evaluate and report',
  );
}
