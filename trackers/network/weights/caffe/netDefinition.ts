/**
 * @file What a prototxt says of a network: its inputs and, in their order, the layers that run when it is tested. Today's
 * form (`layer`, types in quotes) and the one before (`layers`, types as words) give the same. Layers of the training
 * phase are left out, and so are losses and what else only measures or swallows.
 */
import { InputError } from '../../../../datasets/inputError.ts';
import { count, ignored, message, readFields, repeated, text, whole, word } from './fields.ts';
import type { LayerDefinition } from './layerDefinition.ts';
import { inputsOf, type NetInput } from './netInputs.ts';
import type { TextMessage } from './prototext.ts';

export interface NetDefinition {
  readonly inputs: readonly NetInput[];
  readonly layers: readonly LayerDefinition[];
}

const shapeSchema = { dim: repeated(count) };
const netSchema = {
  name: ignored,
  input: repeated(text),
  input_dim: repeated(count),
  input_shape: repeated(message),
  layer: repeated(message),
  layers: repeated(message),
  force_backward: ignored,
  state: ignored,
  debug_info: ignored,
};

const layerFields = {
  name: text,
  bottom: repeated(text),
  top: repeated(text),
  include: repeated(message),
  exclude: repeated(message),
  phase: word('TRAIN', 'TEST'),
};
const trainingFields = {
  loss_weight: ignored,
  param: ignored,
  blobs: ignored,
  blobs_lr: ignored,
  weight_decay: ignored,
  blob_share_mode: ignored,
  propagate_down: ignored,
};

/** The words of the old form (caffe.proto, V1LayerParameter.LayerType) and today's types. */
const oldTypes = {
  ABSVAL: 'AbsVal',
  ACCURACY: 'Accuracy',
  ARGMAX: 'ArgMax',
  BNLL: 'BNLL',
  CONCAT: 'Concat',
  CONTRASTIVE_LOSS: 'ContrastiveLoss',
  CONVOLUTION: 'Convolution',
  DATA: 'Data',
  DECONVOLUTION: 'Deconvolution',
  DROPOUT: 'Dropout',
  DUMMY_DATA: 'DummyData',
  ELTWISE: 'Eltwise',
  EUCLIDEAN_LOSS: 'EuclideanLoss',
  EXP: 'Exp',
  FLATTEN: 'Flatten',
  HDF5_DATA: 'HDF5Data',
  HDF5_OUTPUT: 'HDF5Output',
  HINGE_LOSS: 'HingeLoss',
  IM2COL: 'Im2col',
  IMAGE_DATA: 'ImageData',
  INFOGAIN_LOSS: 'InfogainLoss',
  INNER_PRODUCT: 'InnerProduct',
  LRN: 'LRN',
  MEMORY_DATA: 'MemoryData',
  MULTINOMIAL_LOGISTIC_LOSS: 'MultinomialLogisticLoss',
  MVN: 'MVN',
  NONE: 'None',
  POOLING: 'Pooling',
  POWER: 'Power',
  RELU: 'ReLU',
  SIGMOID: 'Sigmoid',
  SIGMOID_CROSS_ENTROPY_LOSS: 'SigmoidCrossEntropyLoss',
  SILENCE: 'Silence',
  SLICE: 'Slice',
  SOFTMAX: 'Softmax',
  SOFTMAX_LOSS: 'SoftmaxWithLoss',
  SPLIT: 'Split',
  TANH: 'TanH',
  THRESHOLD: 'Threshold',
  WINDOW_DATA: 'WindowData',
} as const;

const measuringTypes = /Loss$|^(Accuracy|Silence|HDF5Output)$/;

/** @throws InputError with the line of what is no part of a network */
export function netDefinition(net: TextMessage): NetDefinition {
  const fields = readFields(net, netSchema);
  const [old, current] = [fields.layers.map(readOldLayer), fields.layer.map(readLayer)];
  if (old.length > 0 && current.length > 0) {
    throw new InputError(
      'invalid prototxt: it has layers of the old form (layers) and of the new one (layer)',
      fields.layer[0]!.where,
    );
  }
  const running = [...old, ...current].filter(runsInTest).map(({ definition }) => definition);
  const { inputs, layers } = inputsOf(
    {
      names: fields.input,
      dimensions: fields.input_dim,
      shapes: fields.input_shape.map((shape) => readFields(shape, shapeSchema).dim),
      where: net.where,
    },
    running,
  );
  return { inputs, layers: layers.filter(({ type }) => !measuringTypes.test(type)) };
}

interface ReadLayer {
  readonly definition: LayerDefinition;
  readonly phase: 'TRAIN' | 'TEST' | undefined;
  readonly includes: readonly TextMessage[];
  readonly excludes: readonly TextMessage[];
}

function readLayer(layer: TextMessage): ReadLayer {
  const { rest, parameters } = splitParameters(layer);
  const fields = readFields(rest, { ...layerFields, ...trainingFields, type: text });
  return layerOf(layer, fields, fields.type, parameters);
}

function readOldLayer(layer: TextMessage): ReadLayer {
  const { rest, parameters } = splitParameters(layer);
  const type = word(...(Object.keys(oldTypes) as (keyof typeof oldTypes)[]));
  const fields = readFields(rest, { ...layerFields, ...trainingFields, type });
  return layerOf(layer, fields, fields.type && oldTypes[fields.type], parameters);
}

function layerOf(
  { where }: TextMessage,
  fields: ReturnType<typeof readFields<typeof layerFields>>,
  type: string | undefined,
  parameters: ReadonlyMap<string, TextMessage>,
): ReadLayer {
  const { name, bottom, top, include, exclude, phase } = fields;
  if (name === undefined || type === undefined) {
    throw new InputError(`invalid layer: it has no ${name === undefined ? 'name' : 'type'}`, where);
  }
  return {
    definition: { name, type, where, bottoms: bottom, tops: top, parameters },
    phase,
    includes: include,
    excludes: exclude,
  };
}

/** Which `..._param` a layer reads depends on its type; the others do not matter, so each layer's own code reads its own. */
function splitParameters(layer: TextMessage): { rest: TextMessage; parameters: ReadonlyMap<string, TextMessage> } {
  const parameters = new Map<string, TextMessage>();
  const others = layer.fields.filter(({ name, where, value }) => {
    if (!name.endsWith('_param') || value.kind !== 'message') return true;
    if (parameters.has(name)) throw new InputError(`invalid ${name}: it is given twice`, where);
    parameters.set(name, value.message);
    return false;
  });
  return { rest: { where: layer.where, fields: others }, parameters };
}

const ruleSchema = {
  phase: word('TRAIN', 'TEST'),
  min_level: whole,
  max_level: whole,
  stage: repeated(text),
  not_stage: repeated(text),
};

/** Caffe's rule (net.cpp, FilterNet and StateMeetsRule) for phase TEST, level 0 and no stages. */
function runsInTest({ phase, includes, excludes }: ReadLayer): boolean {
  if (phase === 'TRAIN') return false;
  return includes.length > 0 ? includes.some(meetsRule) : !excludes.some(meetsRule);
}

function meetsRule(rule: TextMessage): boolean {
  const { phase, min_level: least = 0, max_level: most = 0, stage } = readFields(rule, ruleSchema);
  return phase !== 'TRAIN' && least <= 0 && most >= 0 && stage.length === 0;
}
