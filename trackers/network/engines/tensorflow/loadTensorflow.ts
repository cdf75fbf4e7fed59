import { InputError } from '../../../../datasets/inputError.ts';
import type { TensorFlow } from './arranged.ts';

/** The packages that bring TensorFlow.js, the fastest first. The last computes in JavaScript: right, and very slow. */
export const tensorflowPackages = ['@tensorflow/tfjs-node-gpu', '@tensorflow/tfjs-node', '@tensorflow/tfjs'] as const;
export type TensorflowPackage = (typeof tensorflowPackages)[number];

export interface LoadedTensorflow {
  readonly tf: TensorFlow;
  readonly package: TensorflowPackage;
  readonly version: string;
  readonly device: 'gpu' | 'cpu';
  /** Why no package before this one was taken. */
  readonly problems: readonly string[];
}

export interface TensorflowChoice {
  /** Tried in this order; default all, or with `gpu` the one for graphics cards. */
  readonly packages?: readonly TensorflowPackage[];
  /** Whether only a package that computes on a graphics card will do; default false. */
  readonly gpu?: boolean;
  /** How a package is imported; default Node's `import`. */
  readonly importPackage?: (name: string) => Promise<unknown>;
}

/** The last release before Node 23 took away what its native part is built on. */
const lastNode = 22;

/**
 * Loads the first package that works. None of them is a dependency of this package: the user installs one.
 * @throws InputError that says of each package why it does not serve, and what to install
 */
export async function loadTensorflow(choice: TensorflowChoice = {}): Promise<LoadedTensorflow> {
  const { gpu = false, importPackage = (name) => import(name) } = choice;
  const packages = choice.packages ?? (gpu ? tensorflowPackages.slice(0, 1) : tensorflowPackages);
  const problems: string[] = [];
  for (const name of packages) {
    try {
      const tf = tensorflowOf(await importPackage(name));
      if (name === '@tensorflow/tfjs') await useJavaScript(tf);
      await tf.ready();
      // On a Node that is too new the native package loads, and fails at its first operator.
      tf.tidy(() => tf.add(1, 1).dataSync());
      const device = isOnGpu(tf) ? 'gpu' : 'cpu';
      if (device === 'gpu' || !gpu) return { tf, package: name, version: tf.version['tfjs'] ?? '', device, problems };
      problems.push(`${name} finds no graphics card that it can use`);
    } catch (error) {
      problems.push(describeProblem(name, error as Error));
    }
  }
  throw new InputError(`missing TensorFlow.js: ${problems.join('; ')}`, undefined, wayOut(gpu));
}

/** A CommonJS package comes as the default export of its namespace. */
function tensorflowOf(namespace: unknown): TensorFlow {
  const { default: content = namespace } = namespace as { readonly default?: unknown };
  return content as TensorFlow;
}

async function useJavaScript(tf: TensorFlow): Promise<void> {
  // Else it prints an advertisement for its other packages at the first tensor.
  tf.enableProdMode();
  await tf.setBackend('cpu');
}

function isOnGpu(tf: TensorFlow): boolean {
  // Only the native backend has this property (tfjs-node/src/nodejs_kernel_backend.ts).
  const { isUsingGpuDevice = false } = tf.backend() as { readonly isUsingGpuDevice?: boolean };
  return isUsingGpuDevice;
}

function describeProblem(name: string, { message }: Error): string {
  if (message.includes(`'${name}'`)) return `${name} is not installed`;
  return `${name} is installed but does not load (${message.split('\n')[0]})`;
}

function wayOut(gpu: boolean): string {
  const versions = 'it needs CUDA 11.2 and cuDNN 8.1 for the graphics card';
  const node = Number(process.versions.node.split('.')[0]);
  const install = `npm install @tensorflow/tfjs-node-gpu@4.22 (${versions})`;
  const tooNew = `; it does not install on Node ${lastNode + 1} or newer, and this is ${process.version}`;
  const cpu = gpu ? '' : ', or @tensorflow/tfjs-node@4.22 for the CPU';
  return `${install}${cpu}${node > lastNode ? tooNew : ''}`;
}
