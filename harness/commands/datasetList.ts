import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { type CatalogueDataset, datasetCatalogue } from '../../datasets/catalogue/catalogue.ts';
import { readFolder } from '../../datasets/readers/inputFile.ts';
import { alignColumns } from './alignColumns.ts';
import { hasSwitch } from './arguments.ts';
import type { Command } from './command.ts';
import { datasetsFlag, datasetsFolderOf, hasSequences, missingSequences } from './namedDataset.ts';
import { jsonFlag } from './sharedFlags.ts';
import { cacheFlag } from './weightsCache.ts';

/** What of a dataset is on this machine. */
interface Presence {
  readonly folder: string;
  readonly complete: number;
  /** That the dataset has; null where this program did not fetch it. */
  readonly sequences: number | null;
}

const command: Command = {
  usage: '',
  flags: { datasets: datasetsFlag, cache: cacheFlag, json: jsonFlag },
  examples: [{ command: 'dataset list', describe: 'Say which datasets have a name, and which of them are here' }],
  async run(values, terminal) {
    const root = datasetsFolderOf(values);
    const catalogue = datasetCatalogue();
    const here = await presentDatasets(root);
    const others = [...here.keys()].filter((name) => !catalogue.some((dataset) => dataset.name === name));
    if (hasSwitch(values, 'json')) {
      const json = {
        folder: root,
        datasets: catalogue.map((dataset) => ({ ...dataset, here: here.get(dataset.name) ?? null })),
        others: Object.fromEntries(others.map((name) => [name, here.get(name)])),
      };
      terminal.print(JSON.stringify(json, undefined, 2));
      return 0;
    }
    const rows = catalogue.map((dataset) => [
      dataset.name,
      presenceText(here.get(dataset.name)),
      textOrUnknown(dataset.sequences),
      textOrUnknown(dataset.frames),
      ...seasonTexts(dataset),
      dataset.title,
    ]);
    const head = ['dataset', 'here', 'sequences', 'frames', 'experiments', 'EAO interval', 'overlap', 'title'];
    terminal.print(alignColumns([head, ...rows], [2, 3]));
    for (const name of others) terminal.print(`also there: ${name}, ${presenceText(here.get(name))}`);
    terminal.say(`datasets by name are kept in ${root}; "dataset info NAME" says more`);
    return 0;
  },
};

export default command;

async function presentDatasets(root: string): Promise<ReadonlyMap<string, Presence>> {
  const names: string[] = await readdir(root).catch(() => []);
  const here = new Map<string, Presence>();
  for (const name of names.toSorted()) {
    const folder = join(root, name);
    const state = await missingSequences(folder).catch(() => undefined);
    if (state !== undefined) {
      const { origin, missing, unnamed } = state;
      const { length } = origin.sequences;
      here.set(name, { folder, complete: length - missing.length, sequences: length + unnamed });
    } else if (await hasSequences(folder).catch(() => false)) {
      const { folders } = await readFolder(folder);
      here.set(name, { folder, complete: folders.length, sequences: null });
    }
  }
  return here;
}

function presenceText(presence: Presence | undefined): string {
  if (presence === undefined || presence.complete === 0) return 'no';
  if (presence.sequences === null) return `${presence.complete} folders`;
  return presence.complete === presence.sequences ? 'yes' : `${presence.complete} of ${presence.sequences}`;
}

function textOrUnknown(value: number | null): string {
  return value === null ? '?' : String(value);
}

function seasonTexts({ experiments, interval, convention }: CatalogueDataset): string[] {
  return [Object.keys(experiments).join(' '), interval === null ? '-' : interval.join('..'), convention ?? '-'];
}
