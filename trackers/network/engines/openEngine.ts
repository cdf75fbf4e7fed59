import { createRequire } from 'node:module';
import type { Device } from './device.ts';
import type { Engine } from './engine.ts';

export interface OpenOptions {
  /** Of the CPU, a session; default 1, since the pool has a worker a core. */
  readonly threads?: number;
  /** Of TensorFlow.js: whether only a graphics card will do; default false. */
  readonly gpuOnly?: boolean;
}

/** An engine with what to say about it. */
export interface OpenedEngine {
  readonly engine: Engine;
  /** The library that computes, with its version. */
  readonly library: string;
  /** What is not as fast as it could be, in words. */
  readonly notes: readonly string[];
}

/**
 * Opens a device in this thread, which a broken driver may end: `chooseDevice` tries it in a process of its own first.
 * @throws InputError where the device or its library is missing
 */
export async function openEngine(device: Device, options: OpenOptions = {}): Promise<OpenedEngine> {
  const { threads = 1, gpuOnly = false } = options;
  if (device === 'tensorflow') {
    const { tensorflowEngine } = await import('./tensorflow.ts');
    const engine = await tensorflowEngine({ gpu: gpuOnly });
    return { engine, library: `${engine.library} on the ${engine.device}`, notes: engine.problems };
  }
  const { onnxruntimeEngine } = await import('./onnxruntime.ts');
  const engine = await onnxruntimeEngine({ device, threads });
  return { engine, library: `onnxruntime ${onnxruntimeVersion()}`, notes: [] };
}

function onnxruntimeVersion(): string {
  const { version } = createRequire(import.meta.url)('onnxruntime-node/package.json') as { readonly version: string };
  return version;
}
