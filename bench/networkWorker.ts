/** @file A worker thread with a single-threaded session of its own. */
import { onnxruntimeEngine } from '../trackers/network/engines/onnxruntime.ts';
import { backboneGraph, cropsPerRun, inputsOf } from './networkGraphs.ts';

const engine = await onnxruntimeEngine({ device: 'cpu', threads: 1 });
const graph = backboneGraph();
const session = await engine.compile(graph);
const inputs = inputsOf(graph, cropsPerRun);

/** Runs the backbone so many times. */
export default async function runBackbone(runs: number): Promise<void> {
  for (let run = 0; run < runs; run++) await session.run(inputs);
}
