/**
 * @file Which device computes. A device counts as working when a small network with a known answer comes out right on it,
 * in a process of its own (probe/). One thread chooses; others, such as the pool's workers, open the device that was
 * chosen (`openEngine`) and try nothing again.
 */
import { InputError } from '../../../datasets/inputError.ts';
import { type Device, parseDevice } from './device.ts';
import { type OpenedEngine, type OpenOptions, openEngine } from './openEngine.ts';
import { examineDevice } from './probe/examineDevice.ts';
import type { Examination, ExaminationRequest, Examine, WorkingDevice } from './probe/examination.ts';

export interface ChosenDevice {
  readonly device: Device;
  /** Why this one, in a few words. */
  readonly summary: string;
  /** The same, and what is wrong with the others. */
  readonly reason: string;
}

/** What `auto` considers, in the order of their usual speed. */
export const candidates: readonly ExaminationRequest[] = [
  { device: 'cuda:0' },
  { device: 'tensorflow', gpuOnly: true },
  { device: 'webgpu' },
  { device: 'cpu' },
];

/** How long the speed of a device that works is measured, for each of two figures. */
const measureMs = 200;

/** A device gives way to a usually slower one only where that is faster by this factor: machines are shared, figures drift. */
const clearlyFaster = 1.5;

/**
 * Chooses devices, and remembers each choice.
 * @param examine tries a device
 * @returns takes what `--device` said; rejects with an InputError for a device that is not known or does not work
 */
export function deviceChooser(examine: Examine): (name: string) => Promise<ChosenDevice> {
  const choices = new Map<string, Promise<ChosenDevice>>();
  return (name) => {
    let choice = choices.get(name);
    if (choice === undefined) choices.set(name, (choice = choose(name, examine)));
    return choice;
  };
}

/** The device for what `--device` said: `auto` takes the fastest that works. Remembered until the process ends. */
export const chooseDevice: (name: string) => Promise<ChosenDevice> = deviceChooser(examineDevice);

/** Chooses a device and opens it in this thread. @throws InputError for a device that is not known or does not work */
export async function chooseEngine(
  name: string,
  options: OpenOptions = {},
): Promise<OpenedEngine & { readonly reason: string }> {
  const { device, reason } = await chooseDevice(name);
  return { ...(await openEngine(device, options)), reason };
}

async function choose(name: string, examine: Examine): Promise<ChosenDevice> {
  const wanted = parseDevice(name);
  if (wanted !== 'auto') {
    const examination = await examine({ device: wanted });
    if (!examination.works) throw new InputError(examination.problem);
    const { device, library, notes } = examination;
    const summary = `${device} (${library}): asked for`;
    return { device, summary, reason: [summary, ...notes].join('; ') };
  }
  const examinations: Examination[] = [];
  // One after the other: they share the processor and the cards.
  for (const candidate of candidates) examinations.push(await examine({ ...candidate, measureMs }));
  const picked = pickDevice(examinations);
  if (picked === undefined)
    throw new InputError('missing device: none works', undefined, failuresOf(examinations).join('; '));
  return picked;
}

/**
 * The fastest of the devices that work, with the reason in words; undefined when none does. TensorFlow.js on the CPU is
 * not considered: onnxruntime computes there.
 * @param examinations of the candidates, in their order, with speeds
 */
export function pickDevice(examinations: readonly Examination[]): ChosenDevice | undefined {
  const working = examinations.filter((one) => one.works).filter(isCandidate);
  const [first, ...others] = working;
  if (first === undefined) return undefined;
  const picked = others.reduce((best, one) => (speedOf(one) > clearlyFaster * speedOf(best) ? one : best), first);
  const rest = working.filter((one) => one !== picked).map((one) => `${one.device} has ${speedText(one)}`);
  const why =
    rest.length === 0 ? 'the only one that works of those that auto considers' : `${speedText(picked)} in convolutions`;
  const summary = `${picked.device} (${picked.library}): ${[why, ...rest].join('; ')}`;
  return { device: picked.device, summary, reason: [summary, ...failuresOf(examinations)].join('; ') };
}

function failuresOf(examinations: readonly Examination[]): readonly string[] {
  return examinations.flatMap((one) => {
    if (!one.works) return [`${one.device} failed: ${one.problem}`];
    return isCandidate(one) ? [] : [`${one.device} computes on the ${one.computesOn}`];
  });
}

const isCandidate = ({ device, computesOn }: WorkingDevice): boolean =>
  !(device === 'tensorflow' && computesOn === 'cpu');
const speedOf = ({ speed }: WorkingDevice): number => speed?.convolution ?? 0;
const speedText = (one: WorkingDevice): string => `${Number(speedOf(one).toPrecision(3))} GFLOP/s`;
