import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { InputError } from '../datasets/inputError.ts';
import { unknownName } from '../datasets/unknownName.ts';
import { challengeBench } from './challengeBench.ts';
import { coordinatorBench, overheadBench, poolBench } from './executionBench.ts';
import { table } from './measure.ts';
import { networkBench, workersBench } from './networkBench.ts';
import { overlapBench } from './overlapBench.ts';
import { patchesBench } from './patchesBench.ts';
import { presetNames } from '../trackers/online/presets.ts';
import { trackerBench } from './trackerBench.ts';

/**
 * `npm run bench [-- --only patches,queue --trackers 70 --repetitions 15 --queue redis://127.0.0.1 --dataset FOLDER]`: ratios within this
 * run; see docs/performance.md.
 */
const { values } = parseArgs({
  options: {
    only: { type: 'string' },
    trackers: { type: 'string', default: '8' },
    repetitions: { type: 'string', default: '15' },
    queue: { type: 'string' },
    dataset: { type: 'string' },
    sequences: { type: 'string' },
    specifications: { type: 'string', default: 'Ours_softmax' },
    presets: { type: 'string', default: 'fast,light,tuned' },
    backbones: { type: 'string', default: 'squeezenet,mobilenet-yolo' },
    devices: { type: 'string', default: 'cpu' },
    passes: { type: 'string', default: '1' },
    out: { type: 'string', default: 'workspace/bench' },
  },
});

const sections: Readonly<Record<string, () => Promise<string>>> = {
  async overlap() {
    const { frames, measurements } = await overlapBench();
    return `# Overlap: one run over ${frames} frames\n${table(measurements)}`;
  },
  async challenge() {
    return `# A challenge from its files\n${await challengeBench(Number(values.trackers), Number(values.repetitions))}`;
  },
  async page() {
    const { pageBench } = await import('./pageBench.ts');
    return `# The report of a challenge in Chromium\n${await pageBench(Number(values.trackers))}`;
  },
  async patches() {
    return `# Patches of one frame\n${table(await patchesBench())}`;
  },
  async network() {
    const threadCounts = [...new Set([1, availableParallelism()])];
    const parts: string[] = [];
    for (const threads of threadCounts) {
      parts.push(`# Networks, onnxruntime on ${threads} ${threads === 1 ? 'thread' : 'threads'}`);
      parts.push(await networkBench(threads));
    }
    return parts.join('\n');
  },
  async tracker() {
    return `# Whole trackers: zf-compressed, one thread\n${await trackerBench(presetsOf())}`;
  },
  async accuracy() {
    const { dataset, sequences, out } = values;
    if (dataset === undefined)
      return '# Speed and overlap\nnot measured: --dataset FOLDER says where real sequences are';
    const { speedAccuracyBench } = await import('./speedAccuracyBench.ts');
    const measured = await speedAccuracyBench({
      dataset,
      ...(sequences === undefined ? {} : { sequences: sequences.split(',') }),
      trackers: values.specifications,
      presets: presetsOf(),
      backbones: values.backbones.split(','),
      devices: values.devices.split(','),
      repetitions: Number(values.passes),
      out,
    });
    return `# Speed and overlap on real sequences, chart in ${out}\n${measured}`;
  },
  async overhead() {
    return `# The harness, with a tracker that does nothing\n${await overheadBench()}`;
  },
  async pool() {
    return `# Two workers\n${await poolBench(5)}`;
  },
  async coordinator() {
    return `# 100,000 planned runs\n${await coordinatorBench()}`;
  },
  async queue() {
    if (values.queue === undefined) {
      return '# Through Redis\nnot measured: --queue redis://HOST says where a Redis is that has no other work';
    }
    const { queueBench } = await import('./queueBench.ts');
    return `# Through Redis, with a worker that does nothing\n${await queueBench(values.queue)}`;
  },
  async workers() {
    return `# Two threads, zf-compressed\n${table(await workersBench())}`;
  },
};

function presetsOf(): string[] {
  const presets = values.presets.split(',');
  const known: readonly string[] = presetNames;
  const unknown = presets.find((preset) => !known.includes(preset));
  if (unknown !== undefined) throw unknownName('preset', unknown, known, '--presets');
  return presets;
}

try {
  for (const name of values.only?.split(',') ?? Object.keys(sections)) {
    const section = sections[name];
    if (section === undefined) throw unknownName('section', name, Object.keys(sections), '--only');
    console.log(await section());
    console.log(`(at most ${(process.resourceUsage().maxRSS / 1024).toFixed(0)} MiB of memory up to here)\n`);
  }
} catch (error) {
  if (!(error instanceof InputError)) throw error;
  console.error(error.message);
  process.exitCode = 2;
}
