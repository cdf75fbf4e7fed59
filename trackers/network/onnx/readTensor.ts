import { InputError } from '../../../datasets/inputError.ts';
import { halfToSingle } from '../halfPrecision.ts';
import { sizeOf } from '../tensor.ts';
import { dataTypes, externalLocation, type TensorMessage, type Whole } from './protobuf.ts';

/** Numbers of a file, whole ones (shapes, axes) apart from the real ones that a network computes with. */
export interface ReadNumbers {
  readonly kind: 'real' | 'whole';
  readonly shape: readonly number[];
  readonly numbers: readonly number[] | Float32Array;
}

export const wholeNumber = (value: Whole): number => (typeof value === 'number' ? value : value.toNumber());

const byteWidths: Readonly<Record<number, number>> = {
  [dataTypes.float]: 4,
  [dataTypes.double]: 8,
  [dataTypes.float16]: 2,
  [dataTypes.int32]: 4,
  [dataTypes.int64]: 8,
};

/**
 * The numbers of an initializer or of a Constant; half and double precision become single.
 * @throws InputError for other types, numbers in another file, and numbers that do not fill the shape
 */
export function readTensor(message: TensorMessage, where: string): ReadNumbers {
  const dataType = message.dataType ?? 0;
  const shape = (message.dims ?? []).map(wholeNumber);
  if (message.dataLocation === externalLocation || (message.externalData?.length ?? 0) > 0)
    throw new InputError('invalid ONNX tensor: its numbers are in another file', where, 'save the model as one file');
  const width = byteWidths[dataType];
  if (width === undefined) {
    const known = Object.entries(dataTypes).flatMap(([name, type]) => (type in byteWidths ? [name] : []));
    throw new InputError(`unknown type of numbers: ${dataType}`, where, `known: ${known.join(', ')}`);
  }
  const raw = message.rawData;
  if (raw !== undefined && raw.length % width !== 0)
    throw new InputError(`invalid ONNX tensor: ${raw.length} bytes of numbers of ${width}`, where);
  const numbers =
    raw !== undefined && raw.length > 0 ? rawNumbers(raw, dataType, width) : listedNumbers(message, dataType);
  if (numbers.length !== sizeOf(shape) || shape.some((dimension) => dimension < 0))
    throw new InputError(`invalid ONNX tensor: ${numbers.length} numbers for the shape [${shape.join(', ')}]`, where);
  const whole = dataType === dataTypes.int32 || dataType === dataTypes.int64;
  return { kind: whole ? 'whole' : 'real', shape, numbers: whole ? [...numbers] : Float32Array.from(numbers) };
}

function rawNumbers(raw: Uint8Array, dataType: number, width: number): readonly number[] | Float64Array {
  const view = new DataView(raw.buffer, raw.byteOffset, raw.byteLength);
  const read: Readonly<Record<number, (offset: number) => number>> = {
    [dataTypes.float]: (offset) => view.getFloat32(offset, true),
    [dataTypes.double]: (offset) => view.getFloat64(offset, true),
    [dataTypes.float16]: (offset) => halfToSingle(view.getUint16(offset, true)),
    [dataTypes.int32]: (offset) => view.getInt32(offset, true),
    [dataTypes.int64]: (offset) => Number(view.getBigInt64(offset, true)),
  };
  const numbers = new Float64Array(raw.length / width);
  for (let index = 0; index < numbers.length; index++) numbers[index] = read[dataType]!(index * width);
  return numbers;
}

function listedNumbers(message: TensorMessage, dataType: number): readonly number[] | Float64Array {
  switch (dataType) {
    case dataTypes.float:
      return message.floatData ?? [];
    case dataTypes.double:
      return message.doubleData ?? [];
    case dataTypes.float16:
      return (message.int32Data ?? []).map(halfToSingle);
    case dataTypes.int64:
      return (message.int64Data ?? []).map(wholeNumber);
    default:
      return message.int32Data ?? [];
  }
}
