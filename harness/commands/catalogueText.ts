import type { CatalogueDataset } from '../../datasets/catalogue/catalogue.ts';
import { counted } from '../../datasets/counted.ts';
import { experimentNames } from '../../results/run.ts';

/** What the catalogue knows of a dataset, for people. */
export function catalogueText(dataset: CatalogueDataset): string {
  const { name, title, site, sequences, frames, convention, interval, tags, experiments, notes } = dataset;
  const lines = [
    `${name}: ${title}`,
    `site: ${site}`,
    dataset.form === 'vot' ? `index: ${dataset.index}` : `archives: ${dataset.archives}`,
    ...(dataset.form === 'vot' && dataset.bundle !== null ? [`in one archive: ${dataset.bundle}`] : []),
    `sequences: ${sequences ?? 'not known here'}`,
    `frames: ${frames ?? 'not known here'}`,
    `overlap of the published figures: ${convention ?? 'none of the conventions here, or not known'}`,
    `interval of the expected average overlap: ${interval?.join(' to ') ?? 'none'}`,
    `tags: ${tags.join(', ') || 'none'}`,
    'experiments:',
    ...Object.entries(experiments).map(
      ([name, experiment]) =>
        `  ${name}: ${experimentText(experiment)}${isRunHere(name) ? '' : '; not run by this program'}`,
    ),
    ...notes.map((note) => `note: ${note}`),
  ];
  return lines.join('\n');
}

function isRunHere(name: string): boolean {
  return experimentNames.some((known) => known === name);
}

function experimentText(experiment: CatalogueDataset['experiments'][string]): string {
  const { type, repetitions, burnIn, skipInitialize, failureOverlap, grace, fps } = experiment;
  return [
    type,
    counted(repetitions, 'repetition'),
    ...(burnIn > 0 ? [`burn-in ${burnIn}`] : []),
    ...(skipInitialize === undefined ? [] : [`initialised again ${skipInitialize} frames after a failure`]),
    ...(failureOverlap === undefined ? [] : [`a failure is an overlap of ${failureOverlap}`]),
    ...(grace === undefined ? [] : [`grace ${grace} frames`]),
    ...(fps === undefined ? [] : [`${fps} frames a second`]),
  ].join(', ');
}
