/**
 * @file `npm run localise -- --dataset FOLDER --trackers 'Ours_softmax{learningRate: 0.01},Ours_softmax'`: the test that the
 * presets' numbers are chosen by (localisation.ts). A row for each tracker.
 */
import { homedir } from 'node:os';
import { parseArgs } from 'node:util';
import { frameAt } from '../datasets/frames.ts';
import { InputError } from '../datasets/inputError.ts';
import { openDataset } from '../datasets/readers/openDataset.ts';
import { randomFrom } from '../datasets/random.ts';
import type { Sequence } from '../datasets/sequence.ts';
import { regionAt } from '../datasets/trajectory.ts';
import { cacheFolder } from '../trackers/network/weights/cacheFolder.ts';
import type { BackboneSpec } from '../trackers/network/backbones/backboneSpec.ts';
import { trainableHeads } from '../trackers/online/heads.ts';
import { type LocalisationFrame, type LocalisationResult, localise, prepareLocalisation } from './localisation.ts';
import { featureSource } from '../trackers/online/modelTracker.ts';
import { type NetworkEnvironment, networkEnvironment } from '../trackers/online/networkEnvironment.ts';
import {
  parseNamedTracker,
  specificationOf,
  splitSpecifications,
} from '../trackers/specification/parseSpecification.ts';
import type { TrackerSpecification } from '../trackers/specification/specification.ts';
import { modelOn } from '../trackers/tracking-loss/trackingLossTracker.ts';

/** 0-based: the first is trained on, the others are searched. */
const frames = [0, 2, 6, 12, 20, 30];
const candidates = 100;

const { values } = parseArgs({
  options: {
    dataset: { type: 'string' },
    trackers: { type: 'string', default: 'Ours_softmax' },
    sequences: { type: 'string' },
    seeds: { type: 'string', default: '1' },
    cache: { type: 'string' },
  },
});

try {
  await run();
} catch (error) {
  if (!(error instanceof InputError)) throw error;
  console.error(error.message);
  process.exitCode = 2;
}

async function run(): Promise<void> {
  if (values.dataset === undefined) throw new InputError('missing flag: --dataset');
  const sequences = values.sequences?.split(',');
  const dataset = await openDataset(values.dataset, sequences === undefined ? {} : { sequences });
  const tested = dataset.sequences.filter(({ length }) => length > frames.at(-1)!);
  if (tested.length === 0)
    throw new InputError(`missing sequences of more than ${frames.at(-1)} frames`, values.dataset);
  const place = { environment: process.env, platform: process.platform, home: homedir() };
  const networks = networkEnvironment({ device: 'cpu', cache: cacheFolder({ ...place, chosen: values.cache }) });
  console.log(['overlap', 'attainable', 'AUC', 'loss', ...tested.map(({ name }) => name), 'tracker'].join('  '));
  for (const text of splitSpecifications(values.trackers)) {
    const specification = specificationOf(parseNamedTracker(text));
    const results = tested.map((): LocalisationResult[] => []);
    for (const [index, sequence] of tested.entries()) {
      for (let seed = 0; seed < Number(values.seeds); seed++) {
        results[index]!.push(await testOn(sequence, specification, networks, seed));
      }
    }
    const mean = (of: keyof LocalisationResult, some: readonly LocalisationResult[] = results.flat()): string =>
      (some.reduce((sum, result) => sum + result[of], 0) / some.length).toFixed(3);
    const own = results.map((some) => mean('overlap', some));
    console.log([mean('overlap'), mean('attainable'), mean('areaUnderCurve'), mean('loss'), ...own, text].join('  '));
  }
  await networks.dispose();
}

async function testOn(
  sequence: Sequence,
  { tracker, configuration }: TrackerSpecification,
  networks: NetworkEnvironment,
  seed: number,
): Promise<LocalisationResult> {
  if (configuration?.kind !== 'tracking-loss') throw new InputError(`invalid tracker: ${tracker} has no tracking loss`);
  const online = {
    ...configuration.online,
    candidates: { ...configuration.online.candidates, count: candidates, wideShare: 0 },
  };
  const backbone = await networks.backbone(configuration.backbone as BackboneSpec);
  const model = modelOn(backbone, configuration);
  const features = await featureSource(model, backbone, online, networks, randomFrom('regions', sequence.name));
  const shown = frames.map((index): LocalisationFrame => {
    const truth = regionAt(sequence.groundTruth, index);
    if (truth.type !== 'special') return { frame: frameAt(sequence, index), truth };
    throw new InputError(`invalid ground truth: special code ${truth.code}`, `${sequence.name}, frame ${index + 1}`);
  });
  // The same boxes whatever is tested; another chance for the heads.
  const prepared = await prepareLocalisation(shown, features, online, randomFrom('localisation', sequence.name));
  const heads = await trainableHeads({
    model,
    mapShape: features.mapShape,
    minibatch: online.minibatch,
    networks,
    random: randomFrom('localisation', sequence.name, seed),
    notice: (text) => console.error(`${sequence.name}: ${text}`),
  });
  return localise(prepared, heads, online);
}
