import * as tf from '@tensorflow/tfjs';
import { describe, expect, it } from 'vitest';
import { InputError } from '../../../../datasets/inputError.ts';
import { loadTensorflow } from '../../../../trackers/network/engines/tensorflow/loadTensorflow.ts';

// Else TensorFlow.js prints an advertisement at the first tensor.
tf.enableProdMode();

/** An import that knows the given packages only and fails as Node's does. */
function importOf(packages: Readonly<Record<string, unknown>>): (name: string) => Promise<unknown> {
  return async (name) => {
    const content = packages[name];
    if (content === undefined) throw new Error(`Cannot find package '${name}' imported from /somewhere/else.js`);
    if (content instanceof Error) throw content;
    return { default: content };
  };
}

/** TensorFlow.js as its native packages show it. */
function native(isUsingGpuDevice: boolean): unknown {
  return { ...tf, backend: () => ({ isUsingGpuDevice }) };
}

const withoutLibrary = new Error('libtensorflow.so.2: cannot open shared object file: No such file\nRequire stack:');

describe('loadTensorflow', () => {
  it('takes the package for graphics cards where it finds one', async () => {
    const { device, ...loaded } = await loadTensorflow({
      importPackage: importOf({ '@tensorflow/tfjs-node-gpu': native(true), '@tensorflow/tfjs': tf }),
    });
    expect({ device, package: loaded.package, problems: loaded.problems }).toEqual({
      device: 'gpu',
      package: '@tensorflow/tfjs-node-gpu',
      problems: [],
    });
  });

  it('says that the package for graphics cards computes on the CPU where it finds none', async () => {
    const importPackage = importOf({ '@tensorflow/tfjs-node-gpu': native(false) });
    expect(await loadTensorflow({ importPackage })).toMatchObject({ device: 'cpu' });
  });

  it('goes on to the next package and keeps the reason', async () => {
    const { package: name, problems } = await loadTensorflow({
      importPackage: importOf({ '@tensorflow/tfjs-node': withoutLibrary, '@tensorflow/tfjs': tf }),
    });
    expect(name).toBe('@tensorflow/tfjs');
    expect(problems).toEqual([
      '@tensorflow/tfjs-node-gpu is not installed',
      '@tensorflow/tfjs-node is installed but does not load (libtensorflow.so.2: cannot open shared object file: No such file)',
    ]);
  });

  it('goes on where a package loads and then cannot compute', async () => {
    const add = (): never => {
      throw new TypeError('util_1.isNullOrUndefined is not a function');
    };
    const packages = { '@tensorflow/tfjs-node': { ...tf, add }, '@tensorflow/tfjs': tf };
    const { package: name, problems } = await loadTensorflow({ importPackage: importOf(packages) });
    expect(name).toBe('@tensorflow/tfjs');
    expect(problems[1]).toContain('does not load (util_1.isNullOrUndefined is not a function)');
  });

  it('says what is missing and what to install where no package loads', async () => {
    const failure = loadTensorflow({ importPackage: importOf({}) });
    await expect(failure).rejects.toThrow(InputError);
    await expect(failure).rejects.toThrow(
      'missing TensorFlow.js: @tensorflow/tfjs-node-gpu is not installed; @tensorflow/tfjs-node is not installed; ' +
        '@tensorflow/tfjs is not installed; npm install @tensorflow/tfjs-node-gpu@4.22 ' +
        '(it needs CUDA 11.2 and cuDNN 8.1 for the graphics card), or @tensorflow/tfjs-node@4.22 for the CPU',
    );
  });

  it('refuses a package that computes on the CPU where only a graphics card will do', async () => {
    const failure = loadTensorflow({
      gpu: true,
      importPackage: importOf({ '@tensorflow/tfjs-node-gpu': native(false) }),
    });
    await expect(failure).rejects.toThrow('@tensorflow/tfjs-node-gpu finds no graphics card that it can use');
  });
});
