import { InputError } from '../../datasets/inputError.ts';
import { openDataset } from '../../datasets/readers/openDataset.ts';
import type { Dataset } from '../../datasets/sequence.ts';
import type { Terminal } from '../terminal/terminal.ts';
import { type Arguments, listOf, requiredTextOf } from './arguments.ts';
import type { Flag } from './command.ts';
import { datasetsFlag, locateDataset, sayMissing } from './namedDataset.ts';
import { provideDataset, yesFlag } from './provideDataset.ts';
import { resumeCommand } from './resumeCommand.ts';

/** Which dataset trackers run on. */
export const datasetFlags: Readonly<Record<string, Flag>> = {
  dataset: {
    kind: 'value',
    describe: 'FOLDER of sequences in the layout of VOT or OTB, or NAME of a dataset, which the verb dataset list has',
  },
  yes: yesFlag,
  datasets: datasetsFlag,
};

/**
 * The dataset of `--dataset` and `--sequences`, and its absolute path; says its warnings. One by name that is not here
 * is fetched when the user agrees.
 * @param verb of the command
 * @returns undefined when the user interrupts that
 * @throws InputError for a dataset that cannot be read or fetched, or has no frames
 */
export async function openRunnableDataset(
  verb: string,
  values: Arguments,
  terminal: Terminal,
): Promise<{ readonly dataset: Dataset; readonly path: string } | undefined> {
  const { path, source } = await locateDataset(requiredTextOf(values, 'dataset'), values);
  const sequences = listOf(values, 'sequences');
  if (source !== undefined) {
    const context = { values, terminal, resumeCommand: resumeCommand(verb, values) };
    if (!(await provideDataset({ path, source }, sequences, context))) return undefined;
  } else await sayMissing(path, values, terminal);
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
