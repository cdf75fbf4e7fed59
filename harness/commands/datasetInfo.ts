import { basename } from 'node:path';
import { formatBytes } from '../../datasets/byteSize.ts';
import { type CatalogueDataset, findCatalogueDataset } from '../../datasets/catalogue/catalogue.ts';
import { counted } from '../../datasets/counted.ts';
import { readOrigin } from '../../datasets/fetching/datasetFolder.ts';
import { unpackedSize } from '../../datasets/fetching/datasetPlan.ts';
import { planDataset } from '../../datasets/fetching/planDataset.ts';
import { openDataset } from '../../datasets/readers/openDataset.ts';
import { framesWithTag, type Sequence, tagsOf } from '../../datasets/sequence.ts';
import { experimentNames } from '../../results/run.ts';
import { seasonInterval } from '../../results/seasons.ts';
import type { ExitCode, Terminal } from '../terminal/terminal.ts';
import { alignColumns } from './alignColumns.ts';
import { type Arguments, hasSwitch, requiredPositional } from './arguments.ts';
import { catalogueText } from './catalogueText.ts';
import type { Command } from './command.ts';
import {
  datasetsFlag,
  downloadCommand,
  hasSequences,
  type LocatedDataset,
  locateDataset,
  sayMissing,
} from './namedDataset.ts';
import { jsonFlag } from './sharedFlags.ts';
import { cacheFlag } from './weightsCache.ts';

const command: Command = {
  usage: 'PATH|NAME',
  positionals: [
    { name: 'path', describe: 'folder of sequences (VOT, OTB), JSON file of annotations, or NAME of a dataset' },
  ],
  flags: { datasets: datasetsFlag, cache: cacheFlag, json: jsonFlag },
  examples: [
    { command: 'dataset info ./vot2016', describe: 'Say what a dataset holds' },
    { command: 'dataset info vot2016', describe: 'Say what is known of a dataset, also when it is not here' },
  ],
  async run(values, terminal) {
    const text = requiredPositional(values, 'path', 'dataset info PATH');
    const { path, source } = await locateDataset(text, values);
    const known = source === undefined ? undefined : findCatalogueDataset(basename(path));
    const title = (await readOrigin(path))?.title;
    const isHere = source === undefined || (await hasSequences(path));
    if (!isHere && known === undefined) return describeAddress({ source, path }, values, terminal);
    if (!isHere) return describeAbsent({ source, path, known: known! }, values, terminal);
    await sayMissing(path, values, terminal);
    const { name, sequences, warnings } = await openDataset(path);
    for (const warning of warnings) terminal.say(`warning: ${warning}`);
    const tags = tagsOf(sequences);
    const info = {
      name,
      ...(title === undefined ? {} : { title }),
      sequences: sequences.length,
      frames: sequences.reduce((sum, { length }) => sum + length, 0),
      tags: Object.fromEntries(
        tags.map((tag) => [tag, sequences.reduce((sum, sequence) => sum + taggedFrames(sequence, tag), 0)]),
      ),
      perSequence: Object.fromEntries(sequences.map((sequence) => [sequence.name, sequenceInfo(sequence)])),
      warnings,
      ...(known === undefined ? {} : { known }),
    };
    if (hasSwitch(values, 'json')) {
      terminal.print(JSON.stringify(info, undefined, 2));
      return 0;
    }
    const rows = sequences.map((sequence) => {
      const { frames, width, height, tags, hasImages } = sequenceInfo(sequence);
      const size = width === null ? 'unknown' : `${width}x${height}`;
      return [sequence.name, String(frames), size, hasImages ? 'yes' : 'no', tags.join(' ')];
    });
    if (known !== undefined) terminal.print(`${catalogueText(known)}\n\nhere: ${path}`);
    const called = title === undefined ? '' : ` (${title})`;
    terminal.print(`${name}${called}: ${counted(info.sequences, 'sequence')}, ${counted(info.frames, 'frame')}`);
    terminal.print(alignColumns([['sequence', 'frames', 'size', 'images', 'tags'], ...rows], [1]));
    if (tags.length > 0) {
      terminal.print(`frames by tag: ${tags.map((tag) => `${tag} ${info.tags[tag]}`).join(', ')}`);
    }
    return 0;
  },
};

export default command;

/** A dataset by name that is not on this machine. */
function describeAbsent(
  { source, path, known }: Required<LocatedDataset> & { readonly known: CatalogueDataset },
  values: Arguments,
  terminal: Terminal,
): ExitCode {
  const command = downloadCommand(source, { values, folder: path });
  if (hasSwitch(values, 'json')) {
    terminal.print(JSON.stringify({ name: basename(path), known, here: false, path }, undefined, 2));
    return 0;
  }
  terminal.print(catalogueText(known));
  terminal.print(`not here; "${command}" fetches it into ${path}`);
  return 0;
}

/** A dataset that is not on this machine and of which only its index knows something. */
async function describeAddress(
  { source, path }: LocatedDataset,
  values: Arguments,
  terminal: Terminal,
): Promise<ExitCode> {
  const { plan } = await planDataset(source!);
  const name = basename(path);
  const frames = plan.sequences.map(({ frames }) => frames);
  const { bytes, unknown } = unpackedSize(plan.sequences);
  const info = {
    name,
    title: plan.title ?? null,
    index: source!,
    sequences: plan.sequences.length,
    frames: frames.some((count) => count === undefined) ? null : frames.reduce<number>((sum, count) => sum + count!, 0),
    bytes: unknown === 0 ? bytes : null,
    /** No index says them. */
    guessed: { experiments: experimentNames, interval: seasonInterval(name) ?? null },
    here: false,
    path,
  };
  if (hasSwitch(values, 'json')) {
    terminal.print(JSON.stringify(info, undefined, 2));
    return 0;
  }
  terminal.print(
    [
      plan.title === undefined ? name : `${name}: ${plan.title}`,
      `index: ${source}`,
      `sequences: ${info.sequences}`,
      `frames: ${info.frames ?? 'its index does not say'}`,
      `size: ${info.bytes === null ? 'its index does not say' : formatBytes(info.bytes)}`,
      `experiments, a guess, for its index says none: ${experimentNames.join(', ')}`,
      `interval of the expected average overlap, a guess: ${info.guessed.interval?.join(' to ') ?? 'from the lengths'}`,
      `not here; "${downloadCommand(source!, { values, folder: path })}" fetches it into ${path}`,
    ].join('\n'),
  );
  return 0;
}

function sequenceInfo(sequence: Sequence): {
  readonly frames: number;
  readonly width: number | null;
  readonly height: number | null;
  readonly tags: readonly string[];
  readonly hasImages: boolean;
} {
  const { length, width, height, tags, framePaths } = sequence;
  return {
    frames: length,
    // Annotations alone may not say how large the images are.
    width: Number.isFinite(width) ? width : null,
    height: Number.isFinite(height) ? height : null,
    tags: Object.keys(tags).toSorted(),
    hasImages: framePaths !== undefined,
  };
}

function taggedFrames(sequence: Sequence, tag: string): number {
  return framesWithTag(sequence, tag).reduce((sum, carries) => sum + carries, 0);
}
