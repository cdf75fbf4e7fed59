import { findCatalogueDataset } from '../../datasets/catalogue/catalogue.ts';
import { datasetNames, isAddress } from '../../datasets/fetching/planDataset.ts';
import { fetchDataset } from '../fetchDataset.ts';
import { hasSwitch, integerOf, listOf, textOf, requiredPositional } from './arguments.ts';
import type { Command } from './command.ts';
import { datasetsFlag, namedFolder } from './namedDataset.ts';
import { resumeCommand } from './resumeCommand.ts';
import { absolutePath, sequencesFlag } from './sharedFlags.ts';
import { UsageError } from './usageError.ts';
import { cacheFlag } from './weightsCache.ts';

const command: Command = {
  usage: 'NAME|ADDRESS',
  positionals: [
    {
      name: 'name',
      describe: "NAME of a dataset, which the verb dataset list has, or ADDRESS of VOT's description.json",
    },
  ],
  flags: {
    sequences: sequencesFlag,
    from: {
      kind: 'value',
      describe: 'FOLDER of zip archives that are here already, or ZIP with all of the dataset',
    },
    mirror: { kind: 'value', describe: "ADDRESSES that stand for the publisher's host and are asked first" },
    again: { kind: 'switch', describe: 'fetch sequences again though they are here' },
    connections: { kind: 'value', describe: 'NUMBER of sequences at a time', default: '4' },
    folder: { kind: 'value', describe: 'FOLDER of this dataset', default: 'its name, in --datasets' },
    datasets: datasetsFlag,
    cache: cacheFlag,
  },
  examples: [
    { command: 'dataset download vot2016', describe: 'Fetch a dataset; what is here already is not fetched again' },
    { command: 'dataset download vot2016 --sequences bag,ball1', describe: 'Fetch two of its sequences' },
    { command: 'dataset download vot2016 --from vot2016.zip', describe: 'Take it from an archive' },
  ],
  async run(values, terminal) {
    const source = requiredPositional(values, 'name', 'dataset download NAME');
    const mirrors = listOf(values, 'mirror') ?? [];
    for (const mirror of mirrors) {
      if (isAddress(mirror) && URL.canParse(mirror)) continue;
      throw new UsageError(`invalid --mirror: ${JSON.stringify(mirror)}`, undefined, 'http:// or https:// is expected');
    }
    const from = textOf(values, 'from');
    const connections = integerOf(values, 'connections', 1);
    const [known] = datasetNames(source);
    const given = textOf(values, 'folder');
    const folder = given === undefined ? await namedFolder(source, values) : absolutePath(given);
    for (const note of findCatalogueDataset(known)?.notes ?? []) terminal.say(`note on ${known}: ${note}`);
    const fetched = await fetchDataset(
      {
        source,
        folder,
        mirrors,
        from,
        sequences: listOf(values, 'sequences'),
        again: hasSwitch(values, 'again'),
        ...(connections === undefined ? {} : { connections }),
        resumeCommand: resumeCommand('dataset download', values, ['name']),
        async isWanted(size) {
          terminal.say(`${known}: ${size}, into ${folder}`);
          return true;
        },
      },
      terminal,
    );
    if (fetched === undefined) return 130;
    if (fetched.failed.length > 0) return 1;
    terminal.print(folder);
    return 0;
  },
};

export default command;
