import type { Command } from './commands/command.ts';

/** A verb as the overview shows it; its command is loaded only when it is wanted, so that the program starts fast. */
export interface Verb {
  readonly name: string;
  readonly describe: string;
  readonly load: () => Promise<{ readonly default: Command }>;
}

export const verbs: readonly Verb[] = [
  {
    name: 'demo',
    describe: 'run five trackers on synthetic sequences and write a report on them',
    load: () => import('./commands/demo.ts'),
  },
  { name: 'run', describe: 'run trackers on a dataset', load: () => import('./commands/run.ts') },
  {
    name: 'worker',
    describe: 'do runs that another machine has planned, from a queue or a file',
    load: () => import('./commands/worker.ts'),
  },
  { name: 'evaluate', describe: 'print the figures of results', load: () => import('./commands/evaluate.ts') },
  {
    name: 'report',
    describe: 'write a page with the charts and tables of results',
    load: () => import('./commands/report.ts'),
  },
  {
    name: 'status',
    describe: "say how far a workspace's runs are, and what is being done there",
    load: () => import('./commands/status.ts'),
  },
  {
    name: 'ablate',
    describe: "compare a tracker's settings: run a grid of them",
    load: () => import('./commands/ablate.ts'),
  },
  {
    name: 'compress',
    describe: 'train a small backbone to give the maps of a large one',
    load: () => import('./commands/compress.ts'),
  },
  {
    name: 'render',
    describe: 'make a film of trackers on a sequence',
    load: () => import('./commands/render.ts'),
  },
  {
    name: 'reproduce',
    describe: "the paper's tables and figures, ours beside the paper's",
    load: () => import('./commands/reproduce.ts'),
  },
  {
    name: 'serve',
    describe: "be a tracker that speaks TraX, for VOT's own toolkit and other clients",
    load: () => import('./commands/serve.ts'),
  },
  {
    name: 'import vot2016-results',
    describe: "take the paper's contrast trackers from VOT2016's results",
    load: () => import('./commands/importVot2016Results.ts'),
  },
  { name: 'import', describe: 'take results of others into a workspace', load: () => import('./commands/import.ts') },
  {
    name: 'export',
    describe: "pack results as VOT's tools do",
    load: () => import('./commands/export.ts'),
  },
  {
    name: 'dataset list',
    describe: 'list the datasets that have a name',
    load: () => import('./commands/datasetList.ts'),
  },
  { name: 'dataset info', describe: 'say what a dataset holds', load: () => import('./commands/datasetInfo.ts') },
  { name: 'dataset download', describe: 'fetch a dataset', load: () => import('./commands/datasetDownload.ts') },
  {
    name: 'dataset verify',
    describe: 'find missing and damaged files of a dataset',
    load: () => import('./commands/datasetVerify.ts'),
  },
  { name: 'trackers', describe: 'list the trackers', load: () => import('./commands/trackers.ts') },
  {
    name: 'weights list',
    describe: 'list the weights of networks that can be fetched',
    load: () => import('./commands/weightsList.ts'),
  },
  {
    name: 'weights info',
    describe: 'say where weights come from and where they are',
    load: () => import('./commands/weightsInfo.ts'),
  },
  { name: 'weights fetch', describe: 'download weights', load: () => import('./commands/weightsFetch.ts') },
  { name: 'weights add', describe: 'take weights from a file', load: () => import('./commands/weightsAdd.ts') },
  {
    name: 'images list',
    describe: 'list the images to learn from that can be fetched',
    load: () => import('./commands/imagesList.ts'),
  },
  { name: 'images fetch', describe: 'download images to learn from', load: () => import('./commands/imagesFetch.ts') },
  {
    name: 'doctor',
    describe: 'say what this machine can compute with, how fast, and what is missing',
    load: () => import('./commands/doctor.ts'),
  },
];
