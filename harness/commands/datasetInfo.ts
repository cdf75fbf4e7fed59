import { openDataset } from '../../datasets/readers/openDataset.ts';
import { framesWithTag, type Sequence, tagsOf } from '../../datasets/sequence.ts';
import { hasSwitch, textOf } from './arguments.ts';
import { alignColumns } from './alignColumns.ts';
import type { Command } from './command.ts';
import { jsonFlag } from './sharedFlags.ts';
import { UsageError } from './usageError.ts';

const command: Command = {
  usage: 'PATH',
  positionals: [{ name: 'path', describe: 'folder of sequences (VOT, OTB) or JSON file of annotations' }],
  flags: { json: jsonFlag },
  examples: [{ command: 'dataset info ./vot2016', describe: 'Say what a dataset holds' }],
  async run(values, terminal) {
    const path = textOf(values, 'path');
    if (path === undefined)
      throw new UsageError('missing path: the dataset', undefined, 'tracking-loss dataset info PATH');
    const { name, sequences, warnings } = await openDataset(path);
    for (const warning of warnings) terminal.say(`warning: ${warning}`);
    const tags = tagsOf(sequences);
    const info = {
      name,
      sequences: sequences.length,
      frames: sequences.reduce((sum, { length }) => sum + length, 0),
      tags: Object.fromEntries(
        tags.map((tag) => [tag, sequences.reduce((sum, sequence) => sum + taggedFrames(sequence, tag), 0)]),
      ),
      perSequence: Object.fromEntries(sequences.map((sequence) => [sequence.name, sequenceInfo(sequence)])),
      warnings,
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
    terminal.print(`${info.name}: ${info.sequences} sequences, ${info.frames} frames`);
    terminal.print(alignColumns([['sequence', 'frames', 'size', 'images', 'tags'], ...rows], [1]));
    if (tags.length > 0) {
      terminal.print(`frames by tag: ${tags.map((tag) => `${tag} ${info.tags[tag]}`).join(', ')}`);
    }
    return 0;
  },
};

export default command;

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
