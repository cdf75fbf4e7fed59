import type { ChosenDevice } from '../../trackers/network/engines/chooseEngine.ts';
import type { Examination } from '../../trackers/network/engines/probe/examination.ts';
import { alignColumns } from '../commands/alignColumns.ts';
import type { ImageLibrary } from './imageLibrary.ts';
import type { GraphicsCard, Machine } from './machine.ts';

/** Everything that `doctor` found out: what `doctor --json` prints. */
export interface Diagnosis {
  readonly program: string;
  readonly machine: Machine;
  readonly graphicsCards: readonly GraphicsCard[];
  readonly devices: readonly Examination[];
  /** What `--device auto` takes; null where nothing works. */
  readonly auto: ChosenDevice | null;
  readonly images: ImageLibrary;
  readonly folders: readonly FolderState[];
}

export interface FolderState {
  readonly purpose: 'cache' | 'workspace';
  readonly path: string;
  /** Why nothing can be written there; null where it can. */
  readonly problem: string | null;
}

/** A diagnosis as a person reads it. */
export function diagnosisText({ program, machine, graphicsCards, devices, auto, images, folders }: Diagnosis): string {
  const cards = graphicsCards.map(({ name, driver, memory }) => `${name}, ${memory}, driver ${driver}`);
  const gibibytes = (machine.memoryBytes / 2 ** 30).toFixed(1);
  const facts = alignColumns(
    [
      ['program', `${program}, Node ${machine.node}`],
      ['system', machine.system],
      ['processor', `${machine.processor}, ${machine.cores} cores, ${gibibytes} GiB of memory`],
      ['NVIDIA cards', cards.join('; ') || 'none (nvidia-smi lists no card)'],
      ['images', images.works ? images.library : images.problem],
      ...folders.map(({ purpose, path, problem }) => [
        purpose,
        problem === null ? `${path} can be written` : `${path} cannot be written: ${problem}`,
      ]),
    ],
    [],
  );
  const working = devices.filter((device) => device.works);
  const speeds = alignColumns(
    [
      ['device', 'GFLOP/s: convolutions', 'matrix product', 'library'],
      ...working.map(({ device, library, speed }) => [
        device,
        speedText(speed?.convolution),
        speedText(speed?.matrixProduct),
        library,
      ]),
    ],
    [1, 2],
  );
  const notes = devices.flatMap((one) =>
    one.works ? one.notes.map((note) => `${one.device}: ${note}`) : [`${one.device} does not work: ${one.problem}`],
  );
  return [
    facts,
    working.length > 0 ? speeds : 'no device works',
    notes.join('\n'),
    auto === null ? '' : `--device auto takes ${auto.summary}`,
  ]
    .filter((part) => part !== '')
    .join('\n\n');
}

const speedText = (speed: number | undefined): string =>
  speed === undefined ? '' : String(Number(speed.toPrecision(3)));
