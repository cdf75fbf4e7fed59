import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, it } from 'vitest';
import { examineDevice } from '../../../../trackers/network/engines/probe/examineDevice.ts';
import { temporaryFolders } from '../../../temporaryFolder.ts';

const processFile = new URL('../../../../dist/trackers/network/engines/probe/probeProcess.js', import.meta.url);
const temporaryFolder = temporaryFolders();

/** A process that does what a broken driver might. */
async function processThat(code: string): Promise<URL> {
  const file = join(await temporaryFolder(), 'process.mjs');
  await writeFile(file, code);
  return pathToFileURL(file);
}

describe('examineDevice', () => {
  it('finds that the processor works, and how fast', async () => {
    const examination = await examineDevice({ device: 'cpu', measureMs: 50 }, { processFile });
    expect(examination).toMatchObject({
      device: 'cpu',
      works: true,
      library: expect.stringMatching(/^onnxruntime \d/),
      computesOn: 'cpu',
      speed: { convolution: expect.any(Number), matrixProduct: expect.any(Number) },
    });
  });

  it('measures nothing unless asked to', async () => {
    expect(await examineDevice({ device: 'cpu' }, { processFile })).not.toHaveProperty('speed');
  });

  it('says why a device does not work and how to get it', async () => {
    const examination = await examineDevice({ device: 'cuda:99' }, { processFile });
    expect(examination).toMatchObject({ device: 'cuda:99', works: false, problem: expect.stringContaining('cuda') });
  });

  it('says which package of TensorFlow.js is not there', async () => {
    const examination = await examineDevice({ device: 'tensorflow', gpuOnly: true }, { processFile });
    expect(examination).toMatchObject({
      works: false,
      problem: expect.stringContaining('@tensorflow/tfjs-node-gpu is not installed; npm install'),
    });
  });

  it('survives a driver that ends its process, and tells its last words', async () => {
    const file = await processThat(
      "process.stderr.write('loading\\ndriver: no such engine\\n', () => process.abort());",
    );
    expect(await examineDevice({ device: 'webgpu' }, { processFile: file })).toEqual({
      device: 'webgpu',
      works: false,
      problem: expect.stringContaining('its process ended with SIGABRT'),
    });
    const quiet = await processThat("process.stderr.write('driver: gone', () => process.exit(3));");
    expect(await examineDevice({ device: 'webgpu' }, { processFile: quiet })).toMatchObject({
      problem: 'its process ended with exit code 3: driver: gone',
    });
  });

  it('keeps the answer of a process that crashes after it', async () => {
    const answer = { device: 'webgpu', works: true, library: 'one', computesOn: 'webgpu', notes: [] };
    const file = await processThat(`process.send(${JSON.stringify(answer)}, () => process.abort());`);
    expect(await examineDevice({ device: 'webgpu' }, { processFile: file })).toEqual(answer);
  });

  it('ends a process that does not answer in time', async () => {
    const file = await processThat('setInterval(() => {}, 1000);');
    expect(await examineDevice({ device: 'webgpu' }, { processFile: file, timeoutMs: 300 })).toEqual({
      device: 'webgpu',
      works: false,
      problem: 'no answer within 0.3 s',
    });
  });

  it('ends the process when it is interrupted', async () => {
    const interruption = new AbortController();
    const file = await processThat('setInterval(() => {}, 1000);');
    const examination = examineDevice({ device: 'webgpu' }, { processFile: file, signal: interruption.signal });
    interruption.abort();
    expect(await examination).toMatchObject({ works: false, problem: 'interrupted' });
    expect(await examineDevice({ device: 'cpu' }, { processFile, signal: interruption.signal })).toMatchObject({
      problem: 'interrupted',
    });
  });
});
