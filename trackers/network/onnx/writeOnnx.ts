import type { Graph, Node, Shape, Value } from '../graph.ts';
import { batch } from '../graph.ts';
import type { Tensor } from '../tensor.ts';
import {
  type AttributeMessage,
  attributeTypes,
  dataTypes,
  encodeModel,
  type NodeMessage,
  type TensorMessage,
  type ValueMessage,
} from './protobuf.ts';

/** The operators' versions that are written, and the version of the file format that came with them. */
export const opset = 17;
const irVersion = 8;

/** A graph as the bytes of an .onnx file; `batch` becomes the symbolic dimension of that name. */
export function writeOnnx(graph: Graph): Uint8Array {
  const helpers: TensorMessage[] = [];
  const node = graph.nodes.flatMap((one) => writeNode(one, helpers));
  return encodeModel({
    irVersion,
    producerName: 'tracking-loss',
    opsetImport: [{ domain: '', version: opset }],
    graph: {
      name: 'graph',
      node,
      initializer: [...[...graph.constants].map(([name, numbers]) => writeTensor(name, numbers)), ...helpers],
      input: graph.inputs.map(writeValue),
      output: graph.outputs.map(writeValue),
    },
  });
}

/**
 * One of our nodes as ONNX's: whole-number lists that ONNX takes as inputs become initializers named after the node's
 * output, and masks are cast from truth values.
 */
function writeNode(node: Node, helpers: TensorMessage[]): NodeMessage[] {
  const { operator, attributes } = node;
  const output = node.output.name;
  const inputs = node.inputs.map(({ name }) => name);
  const numbers = (name: string): readonly number[] => attributes[name] as readonly number[];
  const whole = (name: string, values = numbers(name)): string => {
    helpers.push(writeWhole(`${output}.${name}`, values));
    return `${output}.${name}`;
  };
  const real = (name: string, values: readonly number[]): string => {
    const shape = name === 'value' ? [] : [values.length];
    helpers.push(writeTensor(`${output}.${name}`, { shape, data: Float32Array.from(values) }));
    return `${output}.${name}`;
  };
  const one = (opType: string, input: readonly string[], attribute: readonly AttributeMessage[]): NodeMessage[] => [
    { opType, name: output, input, output: [output], attribute },
  ];
  switch (operator) {
    case 'Greater':
    case 'Equal':
      return [
        { opType: operator, name: `${output}.truth`, input: inputs, output: [`${output}.truth`], attribute: [] },
        ...one('Cast', [`${output}.truth`], [writeAttribute('to', dataTypes.float)]),
      ];
    case 'Reshape':
      return one(operator, [...inputs, whole('shape')], []);
    case 'Expand':
      if (attributes.shape !== undefined) {
        // A batch that x has already is kept by a 1.
        const target = numbers('shape').map((dimension) => Math.max(dimension, 1));
        return one(operator, [...inputs, whole('shape', target)], []);
      }
      return [
        { opType: 'Shape', name: `${output}.shape`, input: [inputs[1]!], output: [`${output}.shape`], attribute: [] },
        ...one(operator, [inputs[0]!, `${output}.shape`], []),
      ];
    case 'Slice':
      return one(operator, [...inputs, whole('starts'), whole('ends'), whole('axes'), whole('steps')], []);
    case 'Pad':
      return one(operator, [...inputs, whole('pads'), real('value', [attributes.value as number])], []);
    case 'Resize':
      return one(
        operator,
        [...inputs, '', real('scales', [1, 1, ...numbers('factors')])],
        [
          writeAttribute('mode', 'nearest'),
          writeAttribute('coordinate_transformation_mode', 'asymmetric'),
          writeAttribute('nearest_mode', 'floor'),
        ],
      );
    case 'ReduceSum':
      return one(operator, [...inputs, whole('axes')], [writeAttribute('keepdims', attributes.keepdims!)]);
    default:
      return one(
        operator,
        inputs,
        Object.entries(attributes).map(([name, value]) => writeAttribute(name, value)),
      );
  }
}

/** The attributes that are real numbers; all other numbers are whole. */
const realAttributes = new Set(['alpha']);

function writeAttribute(name: string, value: number | string | readonly number[]): AttributeMessage {
  if (typeof value === 'string') return { name, type: attributeTypes.string, s: new TextEncoder().encode(value) };
  if (typeof value !== 'number') return { name, type: attributeTypes.ints, ints: value };
  if (realAttributes.has(name)) return { name, type: attributeTypes.float, f: value };
  return { name, type: attributeTypes.int, i: value };
}

function writeTensor(name: string, { shape, data }: Tensor): TensorMessage {
  const rawData = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
  return { name, dims: shape, dataType: dataTypes.float, rawData };
}

function writeWhole(name: string, values: readonly number[]): TensorMessage {
  return { name, dims: [values.length], dataType: dataTypes.int64, int64Data: values };
}

function writeValue({ name, shape }: Value): ValueMessage {
  return { name, type: { tensorType: { elemType: dataTypes.float, shape: { dim: writeShape(shape) } } } };
}

function writeShape(shape: Shape): readonly { dimValue?: number; dimParam?: string }[] {
  return shape.map((dimension) => (dimension === batch ? { dimParam: batch } : { dimValue: dimension }));
}
