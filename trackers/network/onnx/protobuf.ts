/**
 * @file The part of ONNX's messages that graphs of one precision need, as onnx.proto numbers the fields
 * (https://github.com/onnx/onnx/blob/v1.16.0/onnx/onnx.proto). Reading skips the fields that are not listed.
 */
import protobuf from 'protobufjs/light.js';

/** Whole numbers of 64 bits come as Long objects from a file and go out as numbers. */
export type Whole = number | { toNumber(): number };

export interface TensorMessage {
  readonly name?: string;
  readonly dims?: readonly Whole[];
  readonly dataType?: number;
  readonly floatData?: readonly number[];
  readonly int32Data?: readonly number[];
  readonly int64Data?: readonly Whole[];
  readonly doubleData?: readonly number[];
  readonly rawData?: Uint8Array;
  readonly externalData?: readonly unknown[];
  readonly dataLocation?: number;
}

export interface AttributeMessage {
  readonly name: string;
  readonly type: number;
  readonly f?: number;
  readonly i?: Whole;
  readonly s?: Uint8Array;
  readonly t?: TensorMessage;
  readonly floats?: readonly number[];
  readonly ints?: readonly Whole[];
}

export interface NodeMessage {
  readonly opType: string;
  readonly name?: string;
  readonly domain?: string;
  readonly input: readonly string[];
  readonly output: readonly string[];
  readonly attribute: readonly AttributeMessage[];
}

export interface DimensionMessage {
  readonly dimValue?: Whole;
  readonly dimParam?: string;
}

export interface ValueMessage {
  readonly name: string;
  readonly type?: {
    readonly tensorType?: { readonly elemType: number; readonly shape?: { readonly dim: readonly DimensionMessage[] } };
  };
}

export interface GraphMessage {
  readonly name: string;
  readonly node: readonly NodeMessage[];
  readonly initializer: readonly TensorMessage[];
  readonly sparseInitializer?: readonly unknown[];
  readonly input: readonly ValueMessage[];
  readonly output: readonly ValueMessage[];
}

export interface ModelMessage {
  readonly irVersion: Whole;
  readonly producerName?: string;
  readonly opsetImport: readonly { readonly domain?: string; readonly version: Whole }[];
  readonly graph?: GraphMessage;
}

/** TensorProto.DataType, those that are read. */
export const dataTypes = { float: 1, int32: 6, int64: 7, bool: 9, float16: 10, double: 11 } as const;
/** AttributeProto.AttributeType, those that are read. */
export const attributeTypes = { float: 1, int: 2, string: 3, tensor: 4, floats: 6, ints: 7 } as const;
/** TensorProto.DataLocation: the numbers are in another file. */
export const externalLocation = 1;

type Field = readonly [id: number, type: string, rule?: 'repeated'];

function message(fields: Readonly<Record<string, Field>>): protobuf.IType {
  const described = Object.entries(fields).map(([name, [id, type, rule]]) => [
    name,
    { id, type, ...(rule && { rule }) },
  ]);
  return { fields: Object.fromEntries(described) };
}

const root = protobuf.Root.fromJSON({
  nested: {
    Model: message({
      irVersion: [1, 'int64'],
      producerName: [2, 'string'],
      graph: [7, 'Graph'],
      opsetImport: [8, 'OperatorSet', 'repeated'],
    }),
    OperatorSet: message({ domain: [1, 'string'], version: [2, 'int64'] }),
    Graph: message({
      node: [1, 'Node', 'repeated'],
      name: [2, 'string'],
      initializer: [5, 'Tensor', 'repeated'],
      input: [11, 'Value', 'repeated'],
      output: [12, 'Value', 'repeated'],
      sparseInitializer: [15, 'SparseTensor', 'repeated'],
    }),
    Node: message({
      input: [1, 'string', 'repeated'],
      output: [2, 'string', 'repeated'],
      name: [3, 'string'],
      opType: [4, 'string'],
      attribute: [5, 'Attribute', 'repeated'],
      domain: [7, 'string'],
    }),
    Attribute: message({
      name: [1, 'string'],
      f: [2, 'float'],
      i: [3, 'int64'],
      s: [4, 'bytes'],
      t: [5, 'Tensor'],
      floats: [7, 'float', 'repeated'],
      ints: [8, 'int64', 'repeated'],
      type: [20, 'int32'],
    }),
    Tensor: message({
      dims: [1, 'int64', 'repeated'],
      dataType: [2, 'int32'],
      floatData: [4, 'float', 'repeated'],
      int32Data: [5, 'int32', 'repeated'],
      int64Data: [7, 'int64', 'repeated'],
      name: [8, 'string'],
      rawData: [9, 'bytes'],
      doubleData: [10, 'double', 'repeated'],
      externalData: [13, 'Entry', 'repeated'],
      dataLocation: [14, 'int32'],
    }),
    SparseTensor: message({ dims: [3, 'int64', 'repeated'] }),
    Entry: message({ key: [1, 'string'], value: [2, 'string'] }),
    Value: message({ name: [1, 'string'], type: [2, 'ValueType'] }),
    ValueType: message({ tensorType: [1, 'TensorType'] }),
    TensorType: message({ elemType: [1, 'int32'], shape: [2, 'TensorShape'] }),
    TensorShape: message({ dim: [1, 'Dimension', 'repeated'] }),
    Dimension: message({ dimValue: [1, 'int64'], dimParam: [2, 'string'] }),
  },
});

const model = root.lookupType('Model');

export function encodeModel(content: ModelMessage): Uint8Array {
  return model.encode(model.fromObject(content)).finish();
}

/** @throws Error when the bytes are no such message */
export function decodeModel(bytes: Uint8Array): ModelMessage {
  return model.decode(bytes) as unknown as ModelMessage;
}
