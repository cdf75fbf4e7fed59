/**
 * @file `.ci/webgpu-check`, or `node dist/bench/webgpuCheck.js` where there is a graphics card: the same graphs on webgpu and
 * on the cpu, with the largest difference between their numbers and the time of a run. Ends with 1 when they disagree.
 */
import type { Engine } from '../trackers/network/engines/engine.ts';
import { onnxruntimeEngine } from '../trackers/network/engines/onnxruntime.ts';
import { probe } from '../trackers/network/engines/probe/probeNetwork.ts';
import type { Graph } from '../trackers/network/graph.ts';
import type { Tensor } from '../trackers/network/tensor.ts';
import { backboneGraph, headParts, inputsOf, normalizationGraph, trainingGraph } from './networkGraphs.ts';

/** Of the largest number of an output: single precision's rounding, summed in another order. */
const tolerance = 1e-4;
const samples = 4;

const subjects: readonly (readonly [string, Graph])[] = [
  ['the two normalisations of zf-compressed', normalizationGraph()],
  ['zf-compressed', backboneGraph()],
  ...headParts.map((part) => [`training step of ${part.name}`, trainingGraph(part, samples)] as const),
];

const webgpu = await onnxruntimeEngine({ device: 'webgpu' });
const cpu = await onnxruntimeEngine({ device: 'cpu' });
let agrees = (await probe(webgpu)) === 'right';
console.log(`probe network: ${agrees ? 'right' : 'wrong'}`);
for (const [name, graph] of subjects) {
  const [found, expected] = [await timedRun(webgpu, graph), await timedRun(cpu, graph)];
  const worst = Math.max(
    ...Object.entries(expected.outputs).map(([output, numbers]) => difference(found.outputs[output]!, numbers)),
  );
  agrees &&= worst <= tolerance;
  console.log(
    `${name}, ${samples} samples: largest difference ${worst.toExponential(1)}, ` +
      `webgpu ${found.ms.toFixed(0)} ms, cpu ${expected.ms.toFixed(0)} ms`,
  );
}
process.exitCode = agrees ? 0 : 1;

/** The second of two runs, since the first one prepares the device. */
async function timedRun(
  engine: Engine,
  graph: Graph,
): Promise<{ readonly outputs: Readonly<Record<string, Tensor>>; readonly ms: number }> {
  const inputs = inputsOf(graph, samples);
  const session = await engine.compile(graph);
  await session.run(inputs);
  const start = performance.now();
  const outputs = await session.run(inputs);
  const ms = performance.now() - start;
  await session.dispose();
  return { outputs, ms };
}

/** The largest difference, as a share of the largest number. */
function difference(found: Tensor, expected: Tensor): number {
  let [worst, largest] = [0, 0];
  expected.data.forEach((number, index) => {
    worst = Math.max(worst, Math.abs(number - found.data[index]!));
    largest = Math.max(largest, Math.abs(number));
  });
  return largest === 0 ? worst : worst / largest;
}
