/**
 * @file The trackers of others that table 2 of "Tracking Loss" compares with on VOT2016, by the paper's names and in its
 * order. Their results are in the archives that the challenge published (votchallenge.net/vot2016); those were out of
 * reach when this was written, so names are matched loosely: the challenge writes `MDNet_N` for the paper's `MDNet-N`.
 */
export const contrastTrackers = ['CCOT', 'TCNN', 'SSAT', 'MLDF', 'Staple', 'DDC', 'EBT', 'SRBT', 'MDNet-N'] as const;

/** What the set is called where names of trackers are given. */
export const contrastSetName = 'paper-contrast';

/** The names that are the wanted one but for case, `_`, `-`, `.` and blanks. */
export function looselyEqual(wanted: string, names: readonly string[]): string[] {
  return names.filter((name) => bareName(name) === bareName(wanted));
}

/** A name as others may have written it: case and punctuation that files are often deprived of do not count. */
export function bareName(name: string): string {
  return name.toLowerCase().replaceAll(/[-_. ]/g, '');
}
