import { basename } from 'node:path';
import { findCatalogueDataset } from '../../datasets/catalogue/catalogue.ts';
import { counted } from '../../datasets/counted.ts';
import { type VerifiedDataset, verifyDataset } from '../../datasets/verification/verifyDataset.ts';
import { showProgress } from '../terminal/progress.ts';
import { type Arguments, hasSwitch, listOf, requiredPositional } from './arguments.ts';
import type { Command } from './command.ts';
import { datasetsFlag, downloadCommand, locateDataset } from './namedDataset.ts';
import { jsonFlag, sequencesFlag } from './sharedFlags.ts';
import { cacheFlag } from './weightsCache.ts';

const command: Command = {
  usage: 'FOLDER|NAME',
  positionals: [{ name: 'path', describe: 'FOLDER of sequences, or NAME of a dataset' }],
  flags: {
    sequences: sequencesFlag,
    decode: { kind: 'switch', describe: 'decode all pixels of all frames, which finds damage inside of files' },
    datasets: datasetsFlag,
    cache: cacheFlag,
    json: jsonFlag,
  },
  examples: [
    { command: 'dataset verify ./vot2016', describe: 'Find missing, extra and damaged frames' },
    { command: 'dataset verify vot2016 --decode', describe: 'Look at every pixel' },
  ],
  async run(values, terminal) {
    const { path } = await locateDataset(requiredPositional(values, 'path', 'dataset verify FOLDER'), values);
    const interruption = new AbortController();
    const stopListening = terminal.onInterrupt(() => interruption.abort());
    let done = 0;
    const progress = showProgress(terminal, 'sequences', () => done);
    let verified: VerifiedDataset;
    try {
      verified = await verifyDataset(path, {
        sequences: listOf(values, 'sequences'),
        decode: hasSwitch(values, 'decode'),
        signal: interruption.signal,
        progress(sequencesDone, total) {
          done = sequencesDone;
          progress.update(total, 'verified');
        },
      });
    } catch (error) {
      if (interruption.signal.aborted) return 130;
      throw error;
    } finally {
      progress.stop();
      stopListening();
    }
    const broken = verified.sequences.filter(({ findings }) => findings.length > 0).map(({ name }) => name);
    const fetchAgain = fetchAgainCommands(verified, broken, values);
    if (hasSwitch(values, 'json')) terminal.print(JSON.stringify({ ...verified, broken, fetchAgain }, undefined, 2));
    else terminal.print(verifiedText(verified, broken, fetchAgain));
    for (const { name, warnings } of verified.sequences) {
      for (const warning of warnings) terminal.say(`warning: ${name}: ${warning}`);
    }
    return broken.length + verified.missing.length === 0 ? 0 : 1;
  },
};

export default command;

function verifiedText(
  { sequences, missing }: VerifiedDataset,
  broken: readonly string[],
  fetchAgain: readonly string[],
): string {
  const frames = sequences.reduce((sum, sequence) => sum + sequence.frames, 0);
  const lines = sequences.flatMap(({ name, findings }) =>
    findings.map(({ kind, text }) => `${name}: ${kind}: ${text}`),
  );
  if (missing.length > 0) lines.push(`missing sequences: ${missing.join(', ')}`);
  lines.push(
    `whole: ${sequences.length - broken.length} of ${counted(sequences.length + missing.length, 'sequence')}; looked at: ${counted(frames, 'frame')}`,
  );
  if (fetchAgain.length > 0) lines.push(`to fetch again: ${fetchAgain.join(' && ')}`);
  else if (lines.length > 1) lines.push('to fetch again: take them from where the dataset came from');
  return lines.join('\n');
}

/** The commands that fetch what is broken or missing; none for datasets from elsewhere. */
function fetchAgainCommands(
  { folder, source, missing }: VerifiedDataset,
  broken: readonly string[],
  values: Arguments,
): string[] {
  const known = source ?? findCatalogueDataset(basename(folder))?.name;
  if (known === undefined) return [];
  return [
    ...(broken.length > 0 ? [downloadCommand(known, { values, folder, sequences: broken, again: true })] : []),
    ...(missing.length > 0 ? [downloadCommand(known, { values, folder, sequences: missing })] : []),
  ];
}
