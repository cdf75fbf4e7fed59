import { findCatalogueDataset } from '../datasets/catalogue/catalogue.ts';

/** Words in the name of a dataset of another challenge of the same year (`vot2019-longterm`). */
const otherChallenges = ['lt', 'longterm', 'tir', 'rgbd', 'rgbt', 'rgbtir', 'depth'];

/**
 * Interval of sequence lengths that the season averaged the expected average overlap over, for a dataset that bears its
 * name (`vot2016`, `VOT2018`, `vot-2016`). For any other data the interval follows from the lengths.
 */
export function seasonInterval(datasetName: string): readonly [number, number] | undefined {
  const season = /vot[-_ ]?(20\d\d)\b/i.exec(datasetName);
  const words = datasetName.toLowerCase().split(/[^a-z0-9]+/);
  if (season === null || words.some((word) => otherChallenges.includes(word))) return undefined;
  return findCatalogueDataset(`vot${season[1]}`)?.interval ?? undefined;
}
