import type { Value } from '../graph.ts';
import type { GraphBuilder } from '../graphBuilder.ts';
import { tensor } from '../tensor.ts';
import { type AttributeMessage, attributeTypes, type NodeMessage } from './protobuf.ts';
import { type ReadNumbers, wholeNumber } from './readTensor.ts';

/** What a name of the file stands for: a value of the graph, a mask of truth values, numbers, or the shape of a value. */
export type ReadValue = { readonly kind: 'value' | 'truth' | 'shapeOf'; readonly value: Value } | ReadNumbers;

/** Reads one operator; those with several outputs give a list. */
export type OperatorReader = (reader: NodeReader) => ReadValue | Value | readonly Value[];

/** A node of a file as the operators' readers see it. Problems are RangeErrors; the file and the node are added outside. */
export interface NodeReader {
  readonly b: GraphBuilder;
  readonly node: NodeMessage;
  /** Version of ONNX's operators. */
  readonly version: number;
  readonly inputCount: number;
  readonly has: (index: number) => boolean;
  /** The input as what it was read. */
  readonly raw: (index: number) => ReadValue;
  /** The input as a value; numbers become a constant. */
  readonly value: (index: number) => Value;
  /** The input as whole numbers that are known now. */
  readonly whole: (index: number) => readonly number[];
  /** The input as real numbers that are known now. */
  readonly real: (index: number) => Float32Array;
  readonly number: (name: string, whenMissing: number) => number;
  readonly numbers: (name: string) => readonly number[] | undefined;
  readonly text: (name: string, whenMissing: string) => string;
  readonly attribute: (name: string) => AttributeMessage | undefined;
}

export function nodeReader(
  b: GraphBuilder,
  node: NodeMessage,
  version: number,
  values: Map<string, ReadValue>,
): NodeReader {
  const attributes = new Map(node.attribute.map((attribute) => [attribute.name, attribute]));
  const typed = (name: string, ...types: readonly number[]): AttributeMessage | undefined => {
    const attribute = attributes.get(name);
    if (attribute === undefined || types.includes(attribute.type)) return attribute;
    throw new RangeError(`attribute ${name} has the type ${attribute.type}`);
  };
  const raw = (index: number): ReadValue => {
    const name = node.input[index];
    if (name === undefined || name === '') throw new RangeError(`missing input ${index + 1}`);
    const known = values.get(name);
    if (known === undefined) throw new RangeError(`unknown value ${name}`);
    return known;
  };
  return {
    b,
    node,
    version,
    inputCount: node.input.length,
    raw,
    has: (index) => (node.input[index] ?? '') !== '',
    value(index) {
      const known = raw(index);
      switch (known.kind) {
        case 'value':
          return known.value;
        case 'real': {
          const value = b.constant(tensor(known.shape, known.numbers as Float32Array), node.input[index]);
          values.set(node.input[index]!, { kind: 'value', value });
          return value;
        }
        default:
          throw new RangeError(`input ${node.input[index]} must be of real numbers`);
      }
    },
    whole(index) {
      const known = raw(index);
      if (known.kind === 'whole') return known.numbers as readonly number[];
      throw new RangeError(`input ${node.input[index]} must be whole numbers that are known before a run`);
    },
    real(index) {
      const known = raw(index);
      if (known.kind === 'real') return known.numbers as Float32Array;
      const constant = known.kind === 'value' ? b.constantOf(known.value) : undefined;
      if (constant !== undefined) return constant.data;
      throw new RangeError(`input ${node.input[index]} must be known before a run`);
    },
    number(name, whenMissing) {
      const attribute = typed(name, attributeTypes.float, attributeTypes.int);
      if (attribute === undefined) return whenMissing;
      return attribute.type === attributeTypes.int ? wholeNumber(attribute.i ?? 0) : (attribute.f ?? 0);
    },
    numbers(name) {
      const attribute = typed(name, attributeTypes.ints, attributeTypes.floats);
      if (attribute === undefined) return undefined;
      return attribute.type === attributeTypes.ints ? (attribute.ints ?? []).map(wholeNumber) : attribute.floats;
    },
    text(name, whenMissing) {
      const attribute = typed(name, attributeTypes.string);
      return attribute === undefined ? whenMissing : new TextDecoder().decode(attribute.s);
    },
    attribute: (name) => attributes.get(name),
  };
}
