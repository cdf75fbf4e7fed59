import { InputError } from '../../../../../datasets/inputError.ts';
import type { Pair } from '../../../operators/window.ts';
import type { LayerContext } from './layerContext.ts';

/**
 * Caffe's three ways to give a size along height and width: `kernel_size: 3`, twice for height and width, or
 * `kernel_h` and `kernel_w`. Undefined where none is used.
 */
export function windowPair(
  { layer }: LayerContext,
  name: string,
  values: readonly number[],
  height: number | undefined,
  width: number | undefined,
): Pair | undefined {
  if (height !== undefined || width !== undefined) {
    if (values.length > 0) throw new InputError(`invalid ${name}: given as one number and by side`, layer.where);
    const other = name === 'pad' ? 0 : undefined;
    const pair = [height ?? other, width ?? other];
    if (pair[0] === undefined || pair[1] === undefined) {
      throw new InputError(`invalid ${name}: one of its two sides is missing`, layer.where);
    }
    return [pair[0], pair[1]];
  }
  if (values.length > 2) throw new InputError(`invalid ${name}: ${values.length} numbers for two sides`, layer.where);
  const first = values[0];
  return first === undefined ? undefined : [first, values[1] ?? first];
}
