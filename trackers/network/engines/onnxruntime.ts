/**
 * @file The default engine: onnxruntime. A graph is written as ONNX and compiled in memory. A run blocks its thread until
 * the numbers are there, on a GPU too, so sessions belong in worker threads; ending a worker during a run aborts the
 * process. On WebGPU operators that it lacks run on the CPU.
 */
import type * as Onnxruntime from 'onnxruntime-node';
import { InputError } from '../../../datasets/inputError.ts';
import type { Graph } from '../graph.ts';
import { writeOnnx } from '../onnx/writeOnnx.ts';
import type { Tensor } from '../tensor.ts';
import { checkInputs } from './checkInputs.ts';
import type { Engine, Session } from './engine.ts';
import { withoutTelemetry } from './telemetry.ts';
import { refuseWebgpuDefects } from './webgpuDefects.ts';

type Library = typeof Onnxruntime;

export interface OnnxruntimeOptions {
  /** `cpu`, `webgpu`, or `cuda:N` for the N-th card (`cuda`: the first). */
  readonly device: string;
  /** Of the CPU, a session; default 1, since the pool has a worker a core. */
  readonly threads?: number;
}

/** @throws InputError for a device of another name or that this build lacks, or where onnxruntime itself cannot be loaded */
export async function onnxruntimeEngine({ device, threads = 1 }: OnnxruntimeOptions): Promise<Engine> {
  if (!(Number.isInteger(threads) && threads > 0)) throw new RangeError(`invalid number of threads: ${threads}`);
  const provider = executionProvider(device);
  const library = await loadLibrary();
  checkProvider(library, device, provider.name);
  const options: Onnxruntime.InferenceSession.SessionOptions = {
    executionProviders: [provider],
    intraOpNumThreads: threads,
    interOpNumThreads: 1,
    logSeverityLevel: fatalOnly,
    // Waiting threads that spin took a tenth more processor time, and on a shared machine gained nothing.
    extra: { session: { intra_op: { allow_spinning: '0' } } },
  };
  return {
    name: 'onnxruntime',
    device,
    async compile(graph) {
      if (provider.name === 'webgpu') refuseWebgpuDefects(graph);
      const bytes = writeOnnx(graph);
      try {
        return sessionOf(library, await library.InferenceSession.create(bytes, options), graph, device);
      } catch (error) {
        throw explain(error as Error, device);
      }
    },
  };
}

/** What fails comes as an exception; the library's own lines on the terminal would say it twice. */
const fatalOnly = 4;

interface ExecutionProvider {
  readonly name: 'cpu' | 'webgpu' | 'cuda';
  readonly deviceId?: number;
}

function executionProvider(device: string): ExecutionProvider {
  if (device === 'cpu' || device === 'webgpu') return { name: device };
  const card = /^cuda(?::(\d+))?$/.exec(device);
  if (card === null)
    throw new InputError(`unknown device of onnxruntime: ${device}`, undefined, 'known: cpu, webgpu, cuda:N');
  return { name: 'cuda', deviceId: Number(card[1] ?? 0) };
}

async function loadLibrary(): Promise<Library> {
  withoutTelemetry(process.env);
  try {
    const library = await import('onnxruntime-node');
    library.env.logLevel = 'fatal';
    return library;
  } catch (error) {
    throw new InputError(
      `missing onnxruntime for ${process.platform} ${process.arch}: ${(error as Error).message}`,
      undefined,
      'reinstall with npm ci, or use --device tensorflow',
    );
  }
}

function checkProvider(library: Library, device: string, provider: string): void {
  const known = library.listSupportedBackends().map(({ name }) => name);
  if (known.includes(provider)) return;
  throw new InputError(
    `unknown device: ${device}`,
    undefined,
    `this build of onnxruntime (${process.platform} ${process.arch}) knows ${known.join(', ')}`,
  );
}

function sessionOf(library: Library, native: Onnxruntime.InferenceSession, graph: Graph, device: string): Session {
  const running = new Set<Promise<unknown>>();
  let disposed: Promise<void> | undefined;
  return {
    async run(inputs) {
      if (disposed !== undefined) throw new Error('this session was disposed');
      checkInputs(graph, inputs);
      const feeds = Object.fromEntries(
        graph.inputs.map(({ name }) => [name, nativeTensor(library, inputs[name]!)] as const),
      );
      const run = native.run(feeds);
      running.add(run);
      try {
        const results = await run;
        return Object.fromEntries(graph.outputs.map(({ name }) => [name, ownTensor(results[name]!)] as const));
      } catch (error) {
        throw explain(error as Error, device);
      } finally {
        running.delete(run);
      }
    },
    dispose() {
      disposed ??= Promise.allSettled(running).then(() => native.release());
      return disposed;
    },
  };
}

function nativeTensor(library: Library, { shape, data }: Tensor): Onnxruntime.Tensor {
  return new library.Tensor('float32', data, shape);
}

function ownTensor({ dims, data }: Onnxruntime.Tensor): Tensor {
  return { shape: [...dims], data: data as Float32Array };
}

/** What the user can do about an error of onnxruntime; an error that is none of theirs stays as it is. */
function explain(error: Error, device: string): Error {
  const { message } = error;
  if (/allocate memory|out of memory|bad_alloc/i.test(message)) {
    return new InputError(
      `invalid size of a run: out of memory on ${device}`,
      undefined,
      'run fewer samples at a time, or fewer workers',
    );
  }
  if (/WebGPU adapter/i.test(message)) {
    return new InputError(
      'missing device: webgpu finds no graphics card',
      undefined,
      "install the card's Vulkan driver (libvulkan1 and vulkaninfo show what is there), or use --device cpu",
    );
  }
  if (device.startsWith('cuda') && /Provider|shared library|CUDA/i.test(message)) {
    return new InputError(
      `missing device: ${device}: ${message.split('\n')[0]}`,
      undefined,
      "install CUDA 12 and cuDNN 9, and onnxruntime's part with `npm rebuild onnxruntime-node --onnxruntime-node-install=cuda12`, or use --device webgpu or cpu",
    );
  }
  return error;
}
