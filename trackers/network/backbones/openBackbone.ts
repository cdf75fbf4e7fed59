import { readFile } from 'node:fs/promises';
import { extname } from 'node:path';
import { InputError } from '../../../datasets/inputError.ts';
import type { Engine } from '../engines/engine.ts';
import { readOnnx } from '../onnx/readOnnx.ts';
import type { Tensor } from '../tensor.ts';
import { type CachedFile, readCachedWeights } from '../weights/cachedWeights.ts';
import { importCaffe } from '../weights/caffe/importCaffe.ts';
import { catalogue, catalogueEntry } from '../weights/catalogue.ts';
import { bytesChecksum } from '../../../datasets/download/checksum.ts';
import { caffeConvolutions } from '../weights/conversion.ts';
import { readSafetensors } from '../weights/safetensors.ts';
import { readCachedTrained } from '../weights/trainedWeights.ts';
import { readSqueezenet } from '../weights/squeezenet.ts';
import type { Backbone, BackboneNetwork } from './backbone.ts';
import {
  type BackboneSpec,
  type CaffeBackbone,
  type InputSize,
  type NamedBackbone,
  type OnnxBackbone,
  parseBackboneSpec,
} from './backboneSpec.ts';
import { builtinGraph, builtinInput, builtinInputSize } from './builtin.ts';
import { type BackboneParts, finishBackbone } from './finishBackbone.ts';
import { type MapNormalization, measureNormalization } from './mapNormalization.ts';
import { knownNormalization } from './measured/knownNormalizations.ts';
import { mobilenetYoloGraph, mobilenetYoloInput, mobilenetYoloInputSize } from './mobilenetYolo.ts';
import { readNormalization, storeNormalization } from './normalizationFile.ts';
import { proceduralImages } from './proceduralImages.ts';
import { squeezenetGraph, squeezenetInput, squeezenetInputSize } from './squeezenet.ts';
import { type ZfArchitecture, zf, zfCompressed, zfGraph, zfInput } from './zf.ts';

export interface BackboneOptions {
  /** The cache folder (weights/cacheFolder.ts). */
  readonly cache: string;
  /** Where the specification stands, for errors. */
  readonly where?: string;
}

/** How many pictures a normalisation is measured over where there is none. */
const measuredPictures = 24;
const measuredSource = `${measuredPictures} procedural pictures`;

/**
 * A backbone with the normalisation of its map: the one stored in the cache, else the one that comes with the project,
 * else measured now over procedural pictures and stored.
 * @throws InputError for a backbone or weights that are not known, missing, damaged or of another network
 */
export async function openBackbone(
  spec: BackboneSpec,
  { engine, ...options }: BackboneOptions & { readonly engine: Engine },
): Promise<Backbone> {
  const network = await openBackboneNetwork(spec, options);
  const known = await knownNormalizationOf(network, options.cache);
  if (known !== undefined) return { ...network, normalization: known };
  const normalization = await measureNormalization(network, proceduralImages(measuredPictures), engine, measuredSource);
  await storeNormalization(options.cache, network, normalization);
  return { ...network, normalization };
}

/**
 * Which normalisation `openBackbone` takes, in a line. Of one that is measured here its numbers are no part: they follow
 * from the network but for the rounding of the device, and need not have been measured yet.
 * @throws InputError for a stored one that does not fit
 */
export async function describeNormalization(network: BackboneNetwork, cache: string): Promise<string> {
  const known = await knownNormalizationOf(network, cache);
  if (known === undefined || known.source === measuredSource) return measuredSource;
  const { source, channelMeans, channelDeviations, mean, deviation } = known;
  const numbers = JSON.stringify([channelMeans, channelDeviations, mean, deviation]);
  const digest = bytesChecksum(Buffer.from(numbers), 'sha256');
  return `${source} (${digest.slice(0, 16)})`;
}

async function knownNormalizationOf(network: BackboneNetwork, cache: string): Promise<MapNormalization | undefined> {
  return (await readNormalization(cache, network)) ?? knownNormalization(network.fingerprint);
}

/** The network alone. @throws InputError as `openBackbone` */
export async function openBackboneNetwork(
  spec: BackboneSpec,
  { cache, where }: BackboneOptions,
): Promise<BackboneNetwork> {
  const parsed = parseBackboneSpec(spec, where);
  if ('onnx' in parsed) return finishBackbone(await onnxParts(parsed));
  if ('caffemodel' in parsed) return finishBackbone(await caffeParts(parsed));
  return finishBackbone(await namedParts(parsed, cache));
}

async function namedParts(spec: NamedBackbone, cache: string): Promise<BackboneParts> {
  switch (spec.name) {
    case 'zf':
      return zfParts(zf, spec, cache);
    case 'zf-compressed':
      return zfParts(zfCompressed, spec, cache);
    case 'squeezenet':
      return squeezenetParts(spec, cache);
    case 'mobilenet-yolo':
      return mobilenetYoloParts(spec, cache);
    case 'builtin':
      return builtinParts(spec);
  }
}

async function zfParts(architecture: ZfArchitecture, spec: NamedBackbone, cache: string): Promise<BackboneParts> {
  const [file] = await weightFiles(spec.weights ?? 'zf', cache);
  const names = architecture.layers.map(({ name }) => name);
  const { path, bytes } = file!;
  const weights =
    extname(path) === '.caffemodel' ? caffeConvolutions(bytes, path, names) : readSafetensors(bytes, path).tensors;
  const graph = zfGraph(architecture, weights, sizeOf(spec.inputSize, architecture.inputSize), path);
  return { name: architecture.name, graph, input: zfInput, weights: checksumOf([file!]), where: path };
}

async function squeezenetParts(spec: NamedBackbone, cache: string): Promise<BackboneParts> {
  const [file] = await weightFiles(spec.weights ?? 'squeezenet', cache);
  const { path, bytes } = file!;
  const weights: ReadonlyMap<string, Tensor> =
    extname(path) === '.safetensors' ? readSafetensors(bytes, path).tensors : readSqueezenet(bytes, path);
  const graph = squeezenetGraph(weights, sizeOf(spec.inputSize, squeezenetInputSize), path);
  return { name: spec.name, graph, input: squeezenetInput, weights: checksumOf([file!]), where: path };
}

async function mobilenetYoloParts(spec: NamedBackbone, cache: string): Promise<BackboneParts> {
  const files = await weightFiles(spec.weights ?? 'mobilenet-yolo', cache);
  const [prototxt, caffemodel] = files;
  if (prototxt === undefined || caffemodel === undefined) {
    throw new InputError(
      `invalid weights of mobilenet-yolo: ${spec.weights}`,
      undefined,
      'give a Caffe model of your own as { prototxt, caffemodel, layer, colourOrder, means }',
    );
  }
  const graph = mobilenetYoloGraph(caffeModel(prototxt, caffemodel), sizeOf(spec.inputSize, mobilenetYoloInputSize));
  return { name: spec.name, graph, input: mobilenetYoloInput, weights: checksumOf(files), where: prototxt.path };
}

function builtinParts(spec: NamedBackbone): BackboneParts {
  if (spec.weights !== undefined) throw new InputError(`invalid weights of builtin: ${spec.weights}; it has none`);
  const graph = builtinGraph(sizeOf(spec.inputSize, builtinInputSize));
  return { name: spec.name, graph, input: builtinInput, weights: 'none' };
}

async function caffeParts(spec: CaffeBackbone): Promise<BackboneParts> {
  const [prototxt, caffemodel] = [await readWeightsFile(spec.prototxt), await readWeightsFile(spec.caffemodel)];
  const graph = importCaffe(caffeModel(prototxt, caffemodel), {
    outputs: [spec.layer],
    ...(spec.inputSize === undefined ? {} : { inputSize: sizeOf(spec.inputSize, 0) }),
  });
  return { ...fileParts('caffe', spec, caffemodel.path), graph, weights: checksumOf([prototxt, caffemodel]) };
}

async function onnxParts(spec: OnnxBackbone): Promise<BackboneParts> {
  const file = await readWeightsFile(spec.onnx);
  const graph = readOnnx(file.bytes, { file: file.path, outputs: [spec.layer], openBatch: true });
  return { ...fileParts('onnx', spec, file.path), graph, weights: checksumOf([file]) };
}

/** Named by its kind: the same network is the same one wherever its file lies. */
function fileParts(name: 'caffe' | 'onnx', { colourOrder, means, scale }: CaffeBackbone | OnnxBackbone, path: string) {
  return { name, input: { colourOrder, means, scale }, where: path };
}

function caffeModel(prototxt: CachedFile, caffemodel: CachedFile) {
  return {
    prototxt: new TextDecoder().decode(prototxt.bytes),
    prototxtFile: prototxt.path,
    caffemodel: caffemodel.bytes,
    caffemodelFile: caffemodel.path,
  };
}

/** Of the catalogue or trained, from the cache; or the file itself. */
async function weightFiles(weights: string, cache: string): Promise<readonly CachedFile[]> {
  const isNamed = catalogue.some(({ name }) => name === weights);
  if (isNamed) return readCachedWeights(cache, catalogueEntry(weights));
  return [(await readCachedTrained(cache, weights)) ?? (await readWeightsFile(weights))];
}

async function readWeightsFile(path: string): Promise<CachedFile> {
  try {
    return { path, bytes: await readFile(path) };
  } catch (error) {
    const names = catalogue.map(({ name }) => name).join(', ');
    throw new InputError(
      `missing weights: ${path} (${(error as NodeJS.ErrnoException).code})`,
      undefined,
      `a file, or one of the catalogue: ${names}`,
    );
  }
}

function checksumOf(files: readonly CachedFile[]): string {
  return files.map(({ bytes }) => bytesChecksum(bytes, 'sha256')).join();
}

function sizeOf(size: InputSize, side: number): { readonly height: number; readonly width: number } {
  if (typeof size === 'object') return size;
  return { height: size ?? side, width: size ?? side };
}
