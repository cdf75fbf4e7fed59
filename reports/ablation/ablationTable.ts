import { type Ablation, ablationMeasures, pointsWithMissingRuns } from '../../results/ablation.ts';
import { listed } from '../../results/listed.ts';
import { measureColumns, unsupervisedAoColumn } from '../tables/measureColumns.ts';
import type { Column, Table } from '../tables/table.ts';
import { placesNote } from '../tables/trackerTitle.ts';

const columnsOf = { ...measureColumns, ao: unsupervisedAoColumn };

/** The paper's table 1 for any settings: a row for each point of the grid, each figure with its spread. */
export function ablationTable(ablation: Ablation): Table {
  const { tracker, keys, points } = ablation;
  const missing = pointsWithMissingRuns(ablation);
  const [heading = 'setting', ...otherKeys] = keys;
  return {
    name: 'ablation',
    title: `${tracker} over ${keys.join(', ')}`,
    rowHeading: heading,
    columns: [
      ...otherKeys.map((key): Column => ({ name: key, title: key })),
      ...ablationMeasures.flatMap((measure): Column[] => [
        { name: measure, ...columnsOf[measure] },
        { name: `${measure}Deviation`, title: '±', digits: columnsOf[measure].digits },
      ]),
      { name: 'repetitions', title: 'repetitions', digits: 0 },
    ],
    rows: points.map(({ values: [first = '', ...others], measures, repetitions }) => ({
      name: first,
      title: first,
      cells: [
        ...others,
        ...ablationMeasures.flatMap((measure) => [measures[measure].value, measures[measure].deviation]),
        repetitions,
      ],
    })),
    comparison: 'column',
    notes: [
      placesNote,
      '±: standard deviation over the repetitions, each over the whole dataset.',
      'Baseline AO: mean overlap of the frames that the supervised experiment tracked; unsupervised AO: of one pass without resets.',
      ...(missing.length === 0 ? [] : [`No figures, as runs are missing: ${listed(missing)}.`]),
      ...ablation.notes.map((note) => `${note}.`),
    ],
  };
}
