/** @file A whole compression: from what was asked for to trained weights in the cache, with all that is said on the way. */
import { readFile } from 'node:fs/promises';
import { counted } from '../../datasets/counted.ts';
import { bytesChecksum } from '../../datasets/download/checksum.ts';
import { readImage } from '../../datasets/frames.ts';
import type { ImageFile } from '../../datasets/imageFiles.ts';
import { WrongRequest } from '../../datasets/inputError.ts';
import { learningCurve } from '../../reports/charts/learningCurve.ts';
import { reportFiles } from '../../reports/reportFiles.ts';
import type { BackboneNetwork } from '../../trackers/network/backbones/backbone.ts';
import { measureOverInputs, normalizedGraph } from '../../trackers/network/backbones/mapNormalization.ts';
import { croppedInputs } from '../../trackers/network/compression/croppedInput.ts';
import { initialWeights } from '../../trackers/network/compression/initialWeights.ts';
import { keepStudent } from '../../trackers/network/compression/keepStudent.ts';
import { type LessonBatch, lessonBook } from '../../trackers/network/compression/lessons.ts';
import { type SampleImage, type SampleKey, sampleOrder } from '../../trackers/network/compression/samples.ts';
import { checkWeights, emptyNetwork } from '../../trackers/network/compression/students.ts';
import { evaluationGraph, stepGraph } from '../../trackers/network/compression/trainingGraph.ts';
import { imagesFingerprint } from '../../trackers/network/compression/trainingImages.ts';
import type { TrainingState } from '../../trackers/network/compression/trainingState.ts';
import { initialState, type TrainingPlan } from '../../trackers/network/compression/trainStudent.ts';
import type { Engine } from '../../trackers/network/engines/engine.ts';
import type { Tensor } from '../../trackers/network/tensor.ts';
import { readSafetensors } from '../../trackers/network/weights/safetensors.ts';
import { type Provenance, writeTrainedWeights } from '../../trackers/network/weights/trainedWeights.ts';
import type { Terminal } from '../terminal/terminal.ts';
import type { CompressionRequest } from './compressionRequest.ts';
import { readState, settingsOf } from './compressionState.ts';
import { sayStart, trainWatched } from './watchTraining.ts';

export interface CompressionEngine {
  readonly engine: Engine;
  readonly device: string;
  /** Versions and device, for the weights' provenance. */
  readonly madeBy: string;
}

export interface CompressionResult {
  readonly state: TrainingState;
  /** Of the weights in the cache; undefined where the training was stopped or went astray. */
  readonly weights: string | undefined;
  readonly provenance: Provenance;
  readonly files: readonly string[];
}

/** Pieces of the training images that a normalisation is measured over. */
const measuredSamples = 512;
/** Held-out samples at a time, and pieces whose maps are measured. */
const samplesPerRun = 32;

/**
 * @param request its teacher and student go together (`checkPair`)
 * @param isStopped asked before each step
 * @throws InputError for a full disk; WrongRequest when the folder holds the checkpoint of
 *   another request
 */
export async function compressBackbone(
  request: CompressionRequest,
  { engine, device, madeBy }: CompressionEngine,
  terminal: Terminal,
  isStopped: () => boolean,
): Promise<CompressionResult> {
  const { teacher, student, images, seed, crops, samplesPerStep, steps, normalizedBy, out, cache } = request;
  const network = emptyNetwork(student);
  const start = await startingWeights(request);
  const settings = settingsOf(request, start.checksum ?? 'teacher', device);
  const found = await readState(out, settings);

  const samples = images.training.map(sampleImage);
  const order = sampleOrder(samples.length, crops, seed);
  const measured = Math.min(measuredSamples, samples.length * crops);
  const measuredKeys = Array.from({ length: measured }, (_, position) => order.at(position));
  const source = `${counted(measured, 'piece')} of ${counted(samples.length, 'training image')}`;
  const measure = (network: BackboneNetwork) =>
    measureOverInputs(
      network,
      croppedInputs(network.input, samples, measuredKeys, { seed, samplesPerRun }),
      engine,
      source,
    );
  if (found === undefined) terminal.say(`measuring the map of ${teacher.name} over ${source}`);
  const normalization = found?.progress.normalization ?? (await measure(teacher));

  const names = [...student.shapes.keys()];
  const lesson = { student: network, normalization, by: normalizedBy };
  const session = await engine.compile(normalizedGraph(teacher, normalization, normalizedBy));
  const stepSession = await engine.compile(stepGraph(lesson, names, samplesPerStep));
  const evaluationSession = await engine.compile(evaluationGraph(lesson, names));
  const book = (of: readonly SampleImage[], keptBytes: number) =>
    lessonBook({ images: of, seed, student: network, teacher, session, keptBytes });
  const trainingBook = book(samples, request.keptBytes);
  const plan: TrainingPlan = {
    names,
    steps,
    learningRate: request.learningRate,
    evaluateEvery: request.evaluateEvery,
    patience: request.patience,
    stepSession,
    evaluationSession,
    lessons: (step) =>
      trainingBook(Array.from({ length: samplesPerStep }, (_, index) => order.at((step - 1) * samplesPerStep + index))),
    heldOut: await heldOutBatches(book(images.heldOut.map(sampleImage), 0), images.heldOut.length, request),
  };
  const from = found ?? (await initialState(plan, { weights: start.weights, request: settings, normalization }));
  sayStart(terminal, request, from, start.inherited);
  const state = await trainWatched(plan, from, request, terminal, isStopped);
  for (const one of [session, stepSession, evaluationSession]) await one.dispose();

  const files = reportFiles(out);
  const { progress } = state;
  const curve = { student: student.name, teacher: teacher.name, points: progress.curve, best: progress.best };
  await files.chart('learningCurve', learningCurve(curve));
  const provenance = provenanceOf(request, state, start, madeBy);
  await files.file('training.json', `${JSON.stringify({ ...provenance, curve: progress.curve }, undefined, 1)}\n`);
  if (progress.ending === null || progress.ending === 'diverged') {
    return { state, weights: undefined, provenance, files: files.written };
  }
  terminal.say(`measuring the map of the student over ${source}`);
  const trained = student.network(state.best, 'trained');
  const bytes = writeTrainedWeights({ weights: state.best, provenance, normalization: await measure(trained) });
  await files.file(`${request.name}.safetensors`, bytes);
  const weights = await keepStudent(cache, request.name, bytes, request.name);
  return { state, weights, provenance, files: files.written };
}

const sampleImage = ({ name, path }: ImageFile): SampleImage => ({ name, image: () => readImage(path, path) });

interface StartingWeights {
  readonly weights: ReadonlyMap<string, Tensor>;
  readonly inherited: readonly string[];
  /** Of the file that they are from. */
  readonly checksum: string | undefined;
}

async function startingWeights({
  teacher,
  student,
  seed,
  initialWeights: file,
}: CompressionRequest): Promise<StartingWeights> {
  if (file === undefined) return { ...initialWeights(student, teacher, seed), checksum: undefined };
  const bytes = await readFile(file).catch(() => {
    throw new WrongRequest(`missing weights: ${file}`, '--initial-weights');
  });
  const { tensors } = readSafetensors(bytes, file);
  checkWeights(student, tensors, file);
  return { weights: tensors, inherited: [], checksum: bytesChecksum(bytes, 'sha256') };
}

/** Held-out samples, spread evenly over the images. */
async function heldOutBatches(
  book: (samples: readonly SampleKey[]) => Promise<LessonBatch>,
  images: number,
  { heldOutSamples }: CompressionRequest,
): Promise<readonly LessonBatch[]> {
  const keys = Array.from({ length: heldOutSamples }, (_, index) => ({
    image: index % images,
    crop: Math.floor(index / images),
  }));
  const batches: LessonBatch[] = [];
  for (let start = 0; start < keys.length; start += samplesPerRun) {
    batches.push(await book(keys.slice(start, start + samplesPerRun)));
  }
  return batches;
}

function provenanceOf(
  request: CompressionRequest,
  { progress }: TrainingState,
  start: StartingWeights,
  madeBy: string,
): Provenance {
  const { teacher, images } = request;
  return {
    version: 1,
    student: request.student.name,
    teacher: teacher.name,
    teacherFingerprint: teacher.fingerprint,
    inherited: [...start.inherited],
    begunWith: start.checksum ?? null,
    images: {
      training: images.training.length,
      heldOut: images.heldOut.length,
      fingerprint: imagesFingerprint(images),
    },
    steps: progress.best.step,
    plannedSteps: request.steps,
    samplesPerStep: request.samplesPerStep,
    learningRate: request.learningRate,
    optimizer: 'Adam, cosine',
    normalizedBy: request.normalizedBy,
    seed: request.seed,
    startLoss: progress.curve[0]!.heldOutLoss,
    heldOutLoss: progress.best.heldOutLoss,
    ending: progress.ending ?? 'stopped',
    madeBy,
  };
}
