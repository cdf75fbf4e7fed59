import type { Graph } from '../graph.ts';
import type { Tensor } from '../tensor.ts';

/**
 * Runs graphs on a device. A run may block its thread for as long as it takes: engines belong in worker threads, and a
 * worker must not be ended while one of its runs is under way.
 */
export interface Engine {
  /** `onnxruntime` or `tensorflow`. */
  readonly name: string;
  /** `cpu`, `webgpu`, `cuda:0`, ... */
  readonly device: string;
  /** @throws InputError when the device cannot take the graph (memory) */
  compile(graph: Graph): Promise<Session>;
}

/** A graph ready to run. It holds memory, on the device too, until it is disposed. */
export interface Session {
  /**
   * @param inputs a tensor for each input of the graph, by name; the batch may differ from run to run
   * @returns the graph's outputs by name, in memory of their own
   * @throws RangeError when an input is missing, unknown or of another shape; InputError when the device has not enough memory
   */
  run(inputs: Readonly<Record<string, Tensor>>): Promise<Readonly<Record<string, Tensor>>>;
  /** Frees what the session holds, once its runs have ended; a second call does nothing. */
  dispose(): Promise<void>;
}
