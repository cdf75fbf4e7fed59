import { fileURLToPath } from 'node:url';
import { Piscina } from 'piscina';
import type { Engine } from '../trackers/network/engines/engine.ts';
import { onnxruntimeEngine } from '../trackers/network/engines/onnxruntime.ts';
import type { Graph } from '../trackers/network/graph.ts';
import { type Measurement, measure } from './measure.ts';
import { productOperations } from './multiplyAdds.ts';
import {
  backboneGraph,
  cropsPerRun,
  distillationGraph,
  headParts,
  inputsOf,
  normalizationGraph,
  productGraph,
  trainingGraph,
} from './networkGraphs.ts';

const crops = 256;
const trainingSamples = 128;
const distillationSamples = 16;
const productSide = 2048;

interface Speed extends Measurement {
  /** Work of a call: two operations for each multiply-add of its products. */
  readonly gigaOperations: number;
  /** Most memory of the process until then. */
  readonly peakMiB: number;
}

/** How fast the CPU engine runs the paper's networks, as a share of a large matrix product's speed in the same run. */
export async function networkBench(threads: number): Promise<string> {
  const engine = await onnxruntimeEngine({ device: 'cpu', threads });
  const product = productGraph(productSide);
  const backbone = backboneGraph();
  const runs = crops / cropsPerRun;
  const speeds = [
    await speed(engine, `matrix product of ${productSide}x${productSide}`, product, 1, 1),
    await speed(engine, `zf-compressed, ${crops} crops, ${cropsPerRun} a run`, backbone, cropsPerRun, runs),
    await speed(engine, 'its two normalisations alone', normalizationGraph(), cropsPerRun, runs),
    await speed(engine, `zf-compressed, ${crops} crops in one run`, backbone, crops, 1),
  ];
  for (const part of headParts) {
    const graph = trainingGraph(part, trainingSamples);
    speeds.push(await speed(engine, `training step of ${part.name}, ${trainingSamples} samples`, graph, 1, 1));
  }
  const name = `training step of zf-compressed, ${distillationSamples} samples`;
  speeds.push(await speed(engine, name, distillationGraph(distillationSamples), distillationSamples, 1));
  return speedTable(speeds);
}

async function speed(engine: Engine, name: string, graph: Graph, samples: number, runs: number): Promise<Speed> {
  const inputs = inputsOf(graph, samples);
  const session = await engine.compile(graph);
  const measurement = await measure(name, async () => {
    for (let run = 0; run < runs; run++) await session.run(inputs);
  });
  await session.dispose();
  return {
    ...measurement,
    gigaOperations: (runs * productOperations(graph, samples)) / 1e9,
    peakMiB: process.resourceUsage().maxRSS / 1024,
  };
}

function speedTable(speeds: readonly Speed[]): string {
  const perSecond = ({ gigaOperations, medianMs }: Speed): number => gigaOperations / (medianMs / 1000);
  const width = Math.max(...speeds.map(({ name }) => name.length));
  return speeds
    .map((speed) => {
      const { name, medianMs, fastestMs, calls, gigaOperations, peakMiB } = speed;
      const share = perSecond(speed) / perSecond(speeds[0]!);
      const rate = `${gigaOperations.toFixed(1)} GFLOP, ${perSecond(speed).toFixed(1)} GFLOP/s, ratio ${share.toFixed(3)}`;
      return [
        `${name.padEnd(width)} ${medianMs.toFixed(1).padStart(8)} ms (fastest ${fastestMs.toFixed(1)}, ${calls} calls)`,
        ...(gigaOperations > 0 ? [rate] : []),
        `memory up to ${peakMiB.toFixed(0)} MiB`,
      ].join(', ');
    })
    .join('\n');
}

/** The same crops by one session of two threads, and by two workers with a session of one thread each. */
export async function workersBench(): Promise<readonly Measurement[]> {
  const runs = crops / cropsPerRun;
  const engine = await onnxruntimeEngine({ device: 'cpu', threads: 2 });
  const graph = backboneGraph();
  const inputs = inputsOf(graph, cropsPerRun);
  const session = await engine.compile(graph);
  const together = await measure('one session of two threads', async () => {
    for (let run = 0; run < runs; run++) await session.run(inputs);
  });
  await session.dispose();
  const filename = fileURLToPath(new URL('./networkWorker.js', import.meta.url));
  const pool = new Piscina<number, void>({ filename, minThreads: 2, maxThreads: 2 });
  const apart = await measure('two workers of one thread each', () =>
    Promise.all([pool.run(runs / 2), pool.run(runs / 2)]),
  );
  await pool.close();
  return [together, apart];
}
