import { stat } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { parse } from 'yaml';
import { formatBytes } from '../../datasets/byteSize.ts';
import { hasImages, imageCatalogue, imagesFolder } from '../../datasets/imageCatalogue.ts';
import { type BackboneSpec, parseBackboneSpec } from '../../trackers/network/backbones/backboneSpec.ts';
import { programName } from '../program.ts';
import { onFirstInterrupt } from '../terminal/interruption.ts';
import {
  type Arguments,
  bytesOf,
  choiceOf,
  hasSwitch,
  integerOf,
  listOf,
  positiveOf,
  requiredListOf,
  requiredTextOf,
  textOf,
} from './arguments.ts';
import type { Command } from './command.ts';
import { resumeCommand } from './resumeCommand.ts';
import { absolutePath, jsonFlag, workspaceFlag, workspaceOf } from './sharedFlags.ts';
import { deviceOf, networkFlags } from './trackerFlags.ts';
import { trainedBackbones } from './trainedBackbones.ts';
import { asUsage, UsageError } from './usageError.ts';
import { cacheFlag, cacheOf } from './weightsCache.ts';

const defaults = {
  student: 'zf-compressed',
  steps: 20_000,
  samples: 32,
  learningRate: 0.001,
  crops: 64,
  frames: 20,
  evaluateEvery: 200,
  patience: 10,
  heldOutSamples: 256,
  keptBytes: 1e9,
};

const command: Command = {
  usage: '--teacher NAME --images FOLDER[,FOLDER...] [--student NAME]',
  flags: {
    teacher: { kind: 'value', describe: 'NAME of a backbone to learn from, or one with settings in braces' },
    student: { kind: 'value', describe: 'NAME of the backbone that learns', default: defaults.student },
    images: {
      kind: 'value',
      describe: 'FOLDERS of images to learn from, at any depth, or NAMES (the verb images list has them)',
    },
    'held-out': {
      kind: 'value',
      describe: 'FOLDERS of images to measure on; none of them is learned from',
      default: 'a tenth of the photographs and sequences',
    },
    name: { kind: 'value', describe: 'NAME of the trained weights', default: 'STUDENT-TEACHER' },
    workspace: workspaceFlag,
    out: {
      kind: 'value',
      describe: 'FOLDER of the checkpoint and the chart',
      default: 'compression/NAME in the workspace',
    },
    steps: { kind: 'value', describe: 'NUMBER of training steps at most', default: String(defaults.steps) },
    samples: { kind: 'value', describe: 'NUMBER of samples of a step', default: String(defaults.samples) },
    'learning-rate': { kind: 'value', describe: 'highest RATE of Adam', default: String(defaults.learningRate) },
    crops: { kind: 'value', describe: 'NUMBER of pieces that an image gives', default: String(defaults.crops) },
    frames: { kind: 'value', describe: 'NUMBER of frames of a sequence at most', default: String(defaults.frames) },
    'evaluate-every': {
      kind: 'value',
      describe: 'STEPS from one look at the held-out images, and checkpoint, to the next',
      default: String(defaults.evaluateEvery),
    },
    patience: {
      kind: 'value',
      describe: 'LOOKS without a better loss that end the training',
      default: String(defaults.patience),
    },
    'held-out-samples': {
      kind: 'value',
      describe: 'NUMBER of pieces of the held-out images',
      default: String(defaults.heldOutSamples),
    },
    normalize: {
      kind: 'value',
      describe: "what of the teacher's map is normalised: channel or map",
      default: 'channel',
    },
    'initial-weights': {
      kind: 'value',
      describe: 'FILE of weights that the student begins with',
      default: "the teacher's where their shapes agree",
    },
    'teacher-cache': { kind: 'value', describe: "SIZE of the teacher's maps that are kept in memory", default: '1G' },
    seed: { kind: 'value', describe: 'NUMBER that all chance comes from', default: '0' },
    threads: { kind: 'value', describe: 'NUMBER of threads on the CPU', default: 'one a core' },
    device: networkFlags['device']!,
    cache: cacheFlag,
    json: jsonFlag,
  },
  examples: [
    {
      command: 'compress --teacher zf --student zf-compressed --images ./VOCdevkit/VOC2012/JPEGImages',
      describe: "The paper's compression; the same command goes on after an interruption",
    },
    {
      command: 'run --dataset ./vot2016 --trackers Ours_softmax --backbone zf-compressed-zf',
      describe: 'Track with what came of it',
    },
  ],
  async run(values, terminal) {
    const request = await requestOf(values);
    const threads = integerOf(values, 'threads', 1) ?? availableParallelism();
    const device = deviceOf(values);
    const isJson = hasSwitch(values, 'json');
    let stopped = false;
    const stopListening = onFirstInterrupt(terminal, () => {
      stopped = true;
      terminal.say('stopping after this step');
    });
    try {
      const { gatherImages } = await import('../compression/gatherImages.ts');
      const images = await gatherImages(request.images, terminal, () => stopped);
      if (images === undefined) return 130;
      const { chooseEngine } = await import('../../trackers/network/engines/chooseEngine.ts');
      const { engine, library, reason } = await chooseEngine(device, { threads });
      terminal.say(`networks on ${reason}`);
      const { compressBackbone } = await import('../compression/compressBackbone.ts');
      const result = await compressBackbone(
        { ...request, images },
        { engine, device: engine.device, madeBy: `${programName()}, ${library}, ${engine.device}` },
        terminal,
        () => stopped,
      );
      const { progress } = result.state;
      const { best, curve, ending } = progress;
      if (ending === null) {
        terminal.say(
          `stopped after step ${progress.step}; the same command goes on: ${resumeCommand('compress', values)}`,
        );
        return 130;
      }
      if (ending === 'diverged') {
        terminal.say(
          `failed: the training diverged after step ${progress.step}; the best weights so far, of step ${best.step} (held-out loss ${best.heldOutLoss.toFixed(4)}), are in the checkpoint`,
        );
        terminal.say('give a lower --learning-rate and another --out');
        return 1;
      }
      if (isJson) terminal.print(JSON.stringify({ ...result, state: undefined, curve }, undefined, 2));
      else {
        terminal.print(
          `${request.name}: held-out loss ${curve[0]!.heldOutLoss.toFixed(4)} -> ${best.heldOutLoss.toFixed(4)} at step ${best.step} (${ending})`,
        );
        terminal.print([result.weights!, ...result.files].join('\n'));
      }
      terminal.say(`a backbone now: --backbone ${request.name}`);
      return 0;
    } finally {
      stopListening();
    }
  },
};

export default command;

async function requestOf(values: Arguments) {
  const { checkPair, emptyNetwork, studentNames, studentOf } = await import(
    '../../trackers/network/compression/students.ts'
  );
  const student = studentOf(choiceOf(values, 'student', studentNames) ?? defaults.student);
  const cache = cacheOf(values);
  const given = teacherOf(values);
  const spec = (typeof given === 'string' ? (await trainedBackbones(cache)).get(given) : undefined) ?? given;
  const parsed = asUsage(() => parseBackboneSpec(spec, '--teacher'));
  const name = textOf(values, 'name') ?? `${student.name}-${'name' in parsed ? parsed.name : 'file'}`;
  const { checkStudentName } = await import('../../trackers/network/compression/keepStudent.ts');
  asUsage(() => checkStudentName(name));
  const seed = integerOf(values, 'seed', 0) ?? 0;
  const { openBackboneNetwork } = await import('../../trackers/network/backbones/openBackbone.ts');
  const teacher = await openBackboneNetwork(spec as BackboneSpec, { cache });
  asUsage(() => checkPair(teacher, emptyNetwork(student)));
  return {
    teacher,
    student,
    name,
    images: {
      folders: await Promise.all(requiredListOf(values, 'images').map((text) => imagesPath(text, cache))),
      heldOutFolders: await Promise.all((listOf(values, 'held-out') ?? []).map((text) => imagesPath(text, cache))),
      framesPerScene: integerOf(values, 'frames', 1) ?? defaults.frames,
      seed,
    },
    out: textOf(values, 'out') ?? join(workspaceOf(values), 'compression', name),
    cache,
    steps: integerOf(values, 'steps', 1) ?? defaults.steps,
    samplesPerStep: integerOf(values, 'samples', 1) ?? defaults.samples,
    heldOutSamples: integerOf(values, 'held-out-samples', 1) ?? defaults.heldOutSamples,
    learningRate: positiveOf(values, 'learning-rate') ?? defaults.learningRate,
    seed,
    crops: integerOf(values, 'crops', 1) ?? defaults.crops,
    evaluateEvery: integerOf(values, 'evaluate-every', 1) ?? defaults.evaluateEvery,
    patience: integerOf(values, 'patience', 1) ?? defaults.patience,
    normalizedBy: choiceOf(values, 'normalize', ['channel', 'map'] as const) ?? ('channel' as const),
    initialWeights: textOf(values, 'initial-weights'),
    keptBytes: bytesOf(values, 'teacher-cache') ?? defaults.keptBytes,
  };
}

/** A name, or settings in braces. */
function teacherOf(values: Arguments): unknown {
  const text = requiredTextOf(values, 'teacher');
  if (!text.startsWith('{')) return text;
  try {
    return parse(text);
  } catch (error) {
    throw new UsageError(`invalid --teacher: ${(error as Error).message.split('\n')[0]}`);
  }
}

/** A folder that is there, else the place of the images of that name. @throws UsageError where they are not here yet */
async function imagesPath(text: string, cache: string): Promise<string> {
  const folder = absolutePath(text);
  const isFolder = (await stat(folder).catch(() => undefined))?.isDirectory() === true;
  const entry = imageCatalogue.find(({ name }) => name === text);
  if (isFolder || entry === undefined) return folder;
  if (await hasImages(cache, entry)) return imagesFolder(cache, entry);
  throw new UsageError(
    `missing images: ${text}`,
    undefined,
    `"tracking-loss images fetch ${text}" downloads ${formatBytes(entry.size)}`,
  );
}
