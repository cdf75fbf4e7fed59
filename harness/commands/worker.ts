import { dirname } from 'node:path';
import { openDataset } from '../../datasets/readers/openDataset.ts';
import type { Device } from '../../trackers/network/engines/device.ts';
import { keptMapsBytes } from '../../trackers/online/keptMaps.ts';
import { onlinePresets } from '../../trackers/online/presets.ts';
import { defaultPreset } from '../../trackers/specification/overrides.ts';
import type { Executor } from '../execution/job.ts';
import { programVersion } from '../program.ts';
import type { QueueAddress } from '../queue/queueAddress.ts';
import { type Receiver, runReceiver } from '../queue/receiveRun.ts';
import { onFirstInterrupt } from '../terminal/interruption.ts';
import type { ExitCode, Terminal } from '../terminal/terminal.ts';
import { type Arguments, integerOf, requiredTextOf, textOf } from './arguments.ts';
import type { Command } from './command.ts';
import { datasetsFlag, readablePath } from './namedDataset.ts';
import { queueFlag, queueOf } from './queueFlag.ts';
import { absolutePath } from './sharedFlags.ts';
import { devicesFlag, devicesOf } from './trackerFlags.ts';
import { UsageError } from './usageError.ts';
import { cacheFlag, cacheOf } from './weightsCache.ts';
import { executionFlags, executionOf, makeExecutor } from './workers.ts';

/** Whether a run is tried again is decided where it was planned. */
const { retries: _retries, ...withoutRetries } = executionFlags;

const defaultTakeoverSeconds = 30;

const command: Command = {
  usage: '--queue redis://HOST | --runs FILE --part I/N --workspace FOLDER',
  flags: {
    queue: queueFlag,
    dataset: {
      kind: 'value',
      describe: 'FOLDER of the dataset on this machine, or its NAME',
      default: 'where the run has it, else by its name',
    },
    datasets: datasetsFlag,
    workspace: {
      kind: 'value',
      describe: 'FOLDER of the workspace of the run, shared with it: results are stored there',
      default: 'none: results go through the queue',
    },
    device: devicesFlag,
    ...withoutRetries,
    cache: cacheFlag,
    takeover: {
      kind: 'value',
      describe: 'SECONDS of silence after which runs of this worker are given to others',
      default: String(defaultTakeoverSeconds),
    },
    runs: { kind: 'value', describe: 'FILE of runs, written by run --slurm, instead of a queue' },
    part: { kind: 'value', describe: 'I/N: every N-th run of the file, from the I-th' },
  },
  examples: [
    { command: 'worker --queue redis://10.0.0.1', describe: 'Work off a queue with all that this machine has' },
    {
      command: 'worker --queue rediss://me@10.0.0.1:6380 --dataset /data/vot2016 --device cuda:0',
      describe: 'With one card, with TLS, the password in TRACKING_LOSS_QUEUE_PASSWORD',
    },
  ],
  async run(values, terminal) {
    const address = queueOf(values);
    const runs = textOf(values, 'runs');
    if ((address === undefined) === (runs === undefined)) {
      throw new UsageError(
        address === undefined ? 'missing flag: --queue' : 'invalid --runs: it does not go with --queue',
        undefined,
        'a worker has a queue (--queue redis://HOST) or a part of a file of runs (--runs FILE --part I/N)',
      );
    }
    return address === undefined ? doRunsOfFile(values, terminal) : workOffQueue(address, values, terminal);
  },
};

export default command;

async function workOffQueue(address: QueueAddress, values: Arguments, terminal: Terminal): Promise<ExitCode> {
  const takeoverSeconds = integerOf(values, 'takeover', 1) ?? defaultTakeoverSeconds;
  const workspace = textOf(values, 'workspace');
  const openExecutor = executorOpener(values, terminal);
  const receiver = await receiverOf(values, terminal);
  const { queueWorker } = await import('../queue/queueWorker.ts');
  const worker = await queueWorker({
    address,
    receiver,
    openExecutor,
    ...(workspace === undefined ? {} : { workspace }),
    takeoverSeconds,
    say: (text) => terminal.say(text),
    now: () => terminal.now(),
  });
  const forgetInterrupt = onFirstInterrupt(terminal, () => {
    terminal.say('stopping at the next frame; press Ctrl-C again to stop at once');
    worker.leave();
  });
  const refusal = await worker.left.finally(forgetInterrupt);
  terminal.say(`left the queue; ${worker.runsDone()} runs were done here`);
  if (refusal === undefined) return 0;
  terminal.say(refusal.message);
  return 1;
}

async function doRunsOfFile(values: Arguments, terminal: Terminal): Promise<ExitCode> {
  const file = absolutePath(requiredTextOf(values, 'runs'));
  const [part, parts] = partOf(values);
  const workspace = requiredTextOf(values, 'workspace');
  const openExecutor = executorOpener(values, terminal);
  const receiver = await receiverOf(values, terminal);
  const { doPart } = await import('../slurm/doPart.ts');
  const executor = await openExecutor();
  const forgetInterrupt = onFirstInterrupt(terminal, () => executor.stop());
  try {
    const say = (text: string): void => terminal.say(text);
    const { stored, failed, left } = await doPart({ file, part, parts, workspace, receiver, executor, say });
    terminal.say(`${stored} runs are stored, ${failed} failed, ${left} were not done (${dirname(file)})`);
    if (left > 0) return 130;
    return failed > 0 ? 1 : 0;
  } finally {
    forgetInterrupt();
    await executor.close();
  }
}

function receiverOf(values: Arguments, terminal: Terminal): Promise<Receiver> {
  const dataset = textOf(values, 'dataset');
  const workspace = textOf(values, 'workspace');
  const findDataset = (name: string): Promise<string> => readablePath(name, values, terminal);
  const make = (datasetPath?: string): Receiver =>
    runReceiver({
      program: programVersion(),
      cache: cacheOf(values),
      ...(datasetPath === undefined ? {} : { datasetPath }),
      findDataset,
      openDataset: (path) => openDataset(path),
      ...(workspace === undefined ? {} : { workspace }),
    });
  return dataset === undefined ? Promise.resolve(make()) : findDataset(dataset).then(make);
}

/** The devices are tried when it is known that there is work. Trackers with networks may come at any time. */
function executorOpener(values: Arguments, terminal: Terminal): () => Promise<Executor> {
  const execution = executionOf(values);
  const names = devicesOf(values);
  return async () => {
    const { chooseDevice } = await import('../../trackers/network/engines/chooseEngine.ts');
    const devices: Device[] = [];
    for (const name of names) {
      const { device, summary } = await chooseDevice(name);
      terminal.say(`networks on ${summary}`);
      devices.push(device);
    }
    const mapsBytes = keptMapsBytes(onlinePresets[defaultPreset]);
    return makeExecutor(execution, { devices, cache: cacheOf(values), areUsed: true, mapsBytes }, terminal);
  };
}

function partOf(values: Arguments): readonly [part: number, parts: number] {
  const text = requiredTextOf(values, 'part');
  const match = /^(\d{1,9})\/(\d{1,9})$/.exec(text);
  const [part, parts] = [Number(match?.[1]), Number(match?.[2])];
  if (match !== null && part >= 1 && part <= parts) return [part, parts];
  throw new UsageError(`invalid --part: ${JSON.stringify(text)}`, undefined, 'I/N is expected, as 3/100');
}
