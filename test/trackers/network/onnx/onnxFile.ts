/** @file Files as other programs write them, put together field by field. */
import {
  type AttributeMessage,
  attributeTypes,
  dataTypes,
  encodeModel,
  type ModelMessage,
  type NodeMessage,
  type TensorMessage,
  type ValueMessage,
} from '../../../../trackers/network/onnx/protobuf.ts';

type AttributeValue = number | string | readonly number[] | { readonly real: number } | TensorMessage;

const isTensor = (value: object): value is TensorMessage => 'dataType' in value;

function attribute(name: string, value: AttributeValue): AttributeMessage {
  if (typeof value === 'number') return { name, type: attributeTypes.int, i: value };
  if (typeof value === 'string') return { name, type: attributeTypes.string, s: new TextEncoder().encode(value) };
  if (Array.isArray(value)) return { name, type: attributeTypes.ints, ints: value as readonly number[] };
  if (isTensor(value)) return { name, type: attributeTypes.tensor, t: value };
  return { name, type: attributeTypes.float, f: (value as { readonly real: number }).real };
}

/** A node; `{ real: 0.1 }` is an attribute of type float. */
export function node(
  opType: string,
  input: readonly string[],
  output: readonly string[],
  attributes: Readonly<Record<string, AttributeValue>> = {},
): NodeMessage {
  return {
    opType,
    input,
    output,
    attribute: Object.entries(attributes).map(([name, value]) => attribute(name, value)),
  };
}

export const reals = (name: string, dims: readonly number[], values: readonly number[]): TensorMessage => ({
  name,
  dims,
  dataType: dataTypes.float,
  floatData: values,
});

export const wholes = (name: string, values: readonly number[]): TensorMessage => ({
  name,
  dims: [values.length],
  dataType: dataTypes.int64,
  int64Data: values,
});

/** An input or output; a word is a named open dimension. */
export const value = (
  name: string,
  shape: readonly (number | string)[],
  elemType: number = dataTypes.float,
): ValueMessage => ({
  name,
  type: {
    tensorType: {
      elemType,
      shape: { dim: shape.map((length) => (typeof length === 'number' ? { dimValue: length } : { dimParam: length })) },
    },
  },
});

export interface FileContent {
  readonly nodes: readonly NodeMessage[];
  readonly initializers?: readonly TensorMessage[];
  readonly inputs: readonly ValueMessage[];
  readonly outputs: readonly ValueMessage[];
  readonly version?: number;
}

export function onnxModel({ nodes, initializers = [], inputs, outputs, version = 17 }: FileContent): ModelMessage {
  return {
    irVersion: 8,
    opsetImport: [{ domain: '', version }],
    graph: { name: 'graph', node: nodes, initializer: initializers, input: inputs, output: outputs },
  };
}

export const onnxFile = (content: FileContent): Uint8Array => encodeModel(onnxModel(content));
