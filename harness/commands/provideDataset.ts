import { InputError } from '../../datasets/inputError.ts';
import { chooseNames, type DownloadedDataset } from '../../datasets/fetching/downloadDataset.ts';
import { askSize, fetchDataset } from '../fetchDataset.ts';
import type { Terminal } from '../terminal/terminal.ts';
import { type Arguments, hasSwitch } from './arguments.ts';
import type { Flag } from './command.ts';
import {
  downloadCommand,
  hasSequences,
  type LocatedDataset,
  type MissingSequences,
  missingSequences,
  missingText,
} from './namedDataset.ts';

export const yesFlag: Flag = { kind: 'switch', describe: 'download a dataset by name that is not here without asking' };

/**
 * Sees to it that a dataset by name is here: what is missing of it is fetched after a yes, or with `--yes`.
 * @returns whether it is here; it is not when the download was interrupted
 * @throws InputError when it is not here and nobody can be asked, or the answer is no, or a sequence cannot be had
 */
export async function provideDataset(
  { path, source }: Required<LocatedDataset>,
  sequences: readonly string[] | undefined,
  { values, terminal, resumeCommand }: { values: Arguments; terminal: Terminal; resumeCommand: string },
): Promise<boolean> {
  const state = await missingSequences(path);
  // What somebody else put there is taken as it is.
  if (state === undefined && (await hasSequences(path))) return true;
  const absent = state === undefined ? undefined : absentOf(state, sequences);
  if (absent?.missing.length === 0 && absent.unnamed === 0) return true;
  const command = downloadCommand(source, { values, folder: path, sequences });
  const problem =
    absent === undefined ? `missing dataset: ${source}` : `missing sequences of ${source}: ${missingText(absent)}`;
  const { ask } = terminal;
  const isAgreed = hasSwitch(values, 'yes');
  const wanted = absent === undefined || absent.unnamed > 0 ? sequences : absent.missing;
  if (!isAgreed && ask === undefined) {
    const size = (await askSize(source, wanted)) ?? 'of a size that its host could not be asked';
    throw new InputError(`${problem}, ${size}`, path, `"${command}" fetches it, and so does this command with --yes`);
  }
  let hasLeft = false;
  const fetched = await fetchDataset(
    {
      source,
      folder: path,
      sequences: wanted,
      resumeCommand,
      async isWanted(size) {
        terminal.say(`${problem} (${path})`);
        if (isAgreed || ask === undefined) {
          terminal.say(`downloading ${size}`);
          return true;
        }
        const answer = await ask(`Download ${size}? [y/N] `);
        hasLeft = answer === undefined;
        if (answer !== undefined && !/^\s*y(es)?\s*$/i.test(answer)) {
          throw new InputError(problem, path, `"${command}" fetches it`);
        }
        return answer !== undefined;
      },
    },
    terminal,
  );
  if (fetched === undefined) {
    if (hasLeft) terminal.say(`nothing was fetched; "${command}" fetches it`);
    return false;
  }
  requireAll(fetched, path, command);
  return true;
}

/** What of the sequences that are asked for is not there. */
function absentOf(
  { origin, missing, unnamed }: MissingSequences,
  sequences: readonly string[] | undefined,
): Pick<MissingSequences, 'missing' | 'unnamed'> {
  // Names that an archive of a part did not have may be known to the index.
  const isKnown = sequences === undefined || unnamed === 0;
  if (!isKnown) {
    const known = sequences.filter((name) => origin.sequences.includes(name));
    return { missing: missing.filter((name) => known.includes(name)), unnamed: sequences.length - known.length };
  }
  const wanted = chooseNames(origin.sequences, sequences);
  return { missing: missing.filter((name) => wanted.includes(name)), unnamed: sequences === undefined ? unnamed : 0 };
}

function requireAll({ failed }: DownloadedDataset, path: string, command: string): void {
  if (failed.length === 0) return;
  throw new InputError(
    `missing sequences: ${failed.map(({ name }) => name).join(', ')} could not be fetched`,
    path,
    `"${command}" tries again; its --mirror and --from take them from elsewhere`,
  );
}
