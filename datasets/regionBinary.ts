/**
 * @file Trajectories in the Python toolkit's binary form (vot-toolkit vot/region/io.py:184-255, little-endian):
 * int16 1, uint32 count; then a region each: uint8 type and 0 special uint32 code; 1 rectangle 4 float32; 2 polygon
 * uint16 points, 2 float32 each; 3 mask int16 x, y, uint16 width, height, runs, uint16 each.
 */
import { InputError } from './inputError.ts';
import { kind, type Trajectory, trajectoryBuilder } from './trajectory.ts';

const version = 1;
const pointType = 4;

/** @throws InputError for another version, a cut file, trailing bytes, or a point (which has no overlap) */
export function parseBinaryTrajectory(bytes: Uint8Array, where: string): Trajectory {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let at = 0;
  const take = (size: number): number => {
    if (at + size > bytes.length) {
      throw new InputError(
        `invalid trajectory: cut off at byte ${bytes.length}`,
        where,
        'fetch or write the file again',
      );
    }
    at += size;
    return at - size;
  };
  const found = view.getInt16(take(2), true);
  if (found !== version)
    throw new InputError(`unknown version of a binary trajectory: ${found}`, where, `${version} is read`);
  const count = view.getUint32(take(4), true);
  const builder = trajectoryBuilder(Math.min(count, bytes.length));
  for (let i = 0; i < count; i++) {
    const type = view.getUint8(take(1));
    if (type === kind.special) builder.push(type, [view.getUint32(take(4), true)]);
    else if (type === kind.rectangle || type === kind.polygon) {
      const numbers = type === kind.rectangle ? 4 : 2 * view.getUint16(take(2), true);
      builder.push(
        type,
        Float64Array.from({ length: numbers }, () => view.getFloat32(take(4), true)),
      );
    } else if (type === kind.mask) {
      const origin = [view.getInt16(take(2), true), view.getInt16(take(2), true)];
      const size = [view.getUint16(take(2), true), view.getUint16(take(2), true)];
      const runs = Array.from({ length: view.getUint16(take(2), true) }, () => view.getUint16(take(2), true));
      builder.push(type, [...origin, ...size, ...runs]);
    } else {
      const name = type === pointType ? 'point' : `type ${type}`;
      throw new InputError(
        `unknown region: ${name}`,
        `${where}, frame ${i + 1}`,
        'codes, rectangles, polygons and masks are read',
      );
    }
  }
  if (at !== bytes.length) {
    throw new InputError(`invalid trajectory: ${bytes.length - at} bytes after ${count} regions`, where);
  }
  return builder.build();
}

/** The same form; coordinates are rounded to float32, as the toolkit stores them. */
export function formatBinaryTrajectory({ length, kinds, offsets, values }: Trajectory): Uint8Array {
  const bytes = new Uint8Array(6 + length * 3 + values.length * 4);
  const view = new DataView(bytes.buffer);
  let at = 0;
  const int16 = (value: number): void => view.setInt16((at += 2) - 2, value, true);
  const uint32 = (value: number): void => view.setUint32((at += 4) - 4, value, true);
  const float32 = (value: number): void => view.setFloat32((at += 4) - 4, value, true);
  int16(version);
  uint32(length);
  for (let i = 0; i < length; i++) {
    const numbers = values.subarray(offsets[i], offsets[i + 1]);
    view.setUint8(at++, kinds[i]!);
    if (kinds[i] === kind.special) uint32(numbers[0]!);
    else if (kinds[i] === kind.mask) {
      for (const value of numbers.subarray(0, 4)) int16(value);
      int16(numbers.length - 4);
      for (const run of numbers.subarray(4)) int16(run);
    } else {
      if (kinds[i] === kind.polygon) int16(numbers.length / 2);
      for (const value of numbers) float32(value);
    }
  }
  return bytes.subarray(0, at);
}
