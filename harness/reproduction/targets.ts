/** @file What each table and figure of the paper needs: trackers, experiments, and results that only others have. */
import { publishedTable1, publishedTable2 } from '../../results/published/publishedTables.ts';
import { table1Key } from '../../results/reproduction/paperClaims.ts';
import type { ExperimentName } from '../../results/run.ts';
import { trackerNames } from '../../trackers/registry.ts';
import { overrideKeys, type Overrides } from '../../trackers/specification/overrides.ts';
import { labelOf, specificationOf } from '../../trackers/specification/parseSpecification.ts';
import type { TrackerSpecification } from '../../trackers/specification/specification.ts';

export const targetNames = ['table1', 'table2', 'figure2', 'figure3', 'figure6'] as const;
export type TargetName = (typeof targetNames)[number];

/** A row of a table, and the tracker that fills it. */
export interface PlannedRow {
  readonly key: string;
  readonly backbone: string | null;
  /** Undefined for a tracker that is not in this program: only imported results can fill the row. */
  readonly specification?: TrackerSpecification;
  /** The name that imported results of it would have; undefined for the paper's own trackers. */
  readonly importedAs?: string;
}

export interface TargetPlan {
  readonly target: TargetName;
  readonly rows: readonly PlannedRow[];
  readonly experiments: readonly ExperimentName[];
}

export interface TargetSettings {
  readonly preset: string;
  readonly backbones: readonly string[];
  /** File of distilled weights of the student backbone; the teacher's are taken without. */
  readonly student?: string | undefined;
  /** Further settings of all trackers that have them. */
  readonly settings: Overrides;
}

/** The compressed ZF, which the paper distils from ZF. */
export const studentBackbone = 'zf-compressed';

/** The tracker of figure 3: the paper's best. */
const figure3Tracker = 'Ours_ensemble';

/** @throws InputError for settings that a tracker does not take */
export function planTarget(target: TargetName, settings: TargetSettings): TargetPlan {
  const [backbone] = settings.backbones as readonly [string, ...string[]];
  switch (target) {
    case 'table1':
      return { target, rows: table1Rows(settings), experiments: ['baseline', 'unsupervised'] };
    case 'table2':
    case 'figure6':
      return { target, rows: table2Rows(backbone, settings), experiments: ['baseline'] };
    case 'figure3': {
      const specification = withNetwork(figure3Tracker, backbone, settings);
      return { target, rows: [{ key: figure3Tracker, backbone, specification }], experiments: ['unsupervised'] };
    }
    case 'figure2':
      return { target, rows: [], experiments: [] };
  }
}

/** The backbones of a target by the paper: for table 1 the teacher and the student, else the student. */
export function papersBackbones(target: TargetName): readonly string[] {
  return (target === 'table1' ? publishedTable1() : publishedTable2()).settings.backbones;
}

function table1Rows(settings: TargetSettings): PlannedRow[] {
  const { rows } = publishedTable1();
  return settings.backbones.flatMap((backbone) =>
    rows.map(({ strategy, tracker }) => ({
      key: table1Key(strategy, backbone),
      backbone,
      specification: withNetwork(tracker, backbone, settings),
    })),
  );
}

function table2Rows(backbone: string, settings: TargetSettings): PlannedRow[] {
  const known = trackerNames();
  return publishedTable2().rows.map(({ tracker, kind }) => {
    if (kind === 'ours') return { key: tracker, backbone, specification: withNetwork(tracker, backbone, settings) };
    if (!known.includes(tracker)) return { key: tracker, backbone: null, importedAs: tracker };
    const specification = ownContrast(tracker, backbone, settings);
    return {
      key: tracker,
      backbone: specification.configuration === undefined ? null : backbone,
      specification,
      importedAs: tracker,
    };
  });
}

function withNetwork(tracker: string, backbone: string, { settings, ...others }: TargetSettings): TrackerSpecification {
  return specificationOf({ tracker, overrides: settings, where: '--settings' }, networkOf(backbone, others));
}

function networkOf(backbone: string, { preset, student }: Pick<TargetSettings, 'preset' | 'student'>): Overrides {
  const isDistilled = backbone === studentBackbone && student !== undefined;
  return { preset, backbone: isDistilled ? { name: backbone, weights: student } : backbone };
}

/**
 * This program's own implementation of a contrast tracker. Its results have a label of their own, so that the
 * challenge's can be imported beside them under the paper's name.
 */
function ownContrast(tracker: string, backbone: string, { settings, ...others }: TargetSettings): TrackerSpecification {
  const own = `${tracker}-own`;
  const keys = overrideKeys(tracker);
  if (keys.length === 0) return specificationOf({ tracker, overrides: {}, label: own });
  const taken = Object.fromEntries(Object.entries(settings).filter(([key]) => keys.includes(key)));
  const network = networkOf(backbone, others);
  const label = labelOf(own, { ...network, ...taken });
  return specificationOf({ tracker, overrides: taken, label, where: '--settings' }, network);
}
