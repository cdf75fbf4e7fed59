/**
 * Interval of sequence lengths that each season averaged the expected average overlap over (vot-toolkit
 * vot/stack/vot20NN, pysot-toolkit eao_benchmark.py). For any other data the interval follows from the lengths.
 */
const intervals: ReadonlyMap<string, readonly [number, number]> = new Map([
  ['2015', [108, 371]],
  ['2016', [108, 371]],
  ['2017', [100, 356]],
  ['2018', [100, 356]],
  ['2019', [46, 291]],
]);

/** The season's interval, for a dataset that bears its name (`vot2016`, `VOT2018`, `vot-2016`). */
export function seasonInterval(datasetName: string): readonly [number, number] | undefined {
  const season = /vot[-_ ]?(20\d\d)\b/i.exec(datasetName);
  return season === null ? undefined : intervals.get(season[1]!);
}
