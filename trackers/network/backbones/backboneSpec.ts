import { z } from 'zod';
import { InputError } from '../../../datasets/inputError.ts';
import { unknownName } from '../../../datasets/unknownName.ts';

export const backboneNames = ['zf', 'zf-compressed', 'squeezenet', 'mobilenet-yolo', 'builtin'] as const;
export type BackboneName = (typeof backboneNames)[number];

const pixels = z.number().int().positive();
/** A square's side, or height and width. */
const inputSize = z.union([pixels, z.strictObject({ height: pixels, width: pixels })]).optional();

const namedSchema = z.strictObject({
  name: z.enum(backboneNames),
  /** Of the catalogue, or a file; default the backbone's own. */
  weights: z.string().optional(),
  inputSize,
});

/** What a file does not say of its input. */
const fileInput = {
  /** Blob or layer whose map is taken. */
  layer: z.string(),
  colourOrder: z.enum(['RGB', 'BGR']),
  /** Subtracted from pixels of 0 to 255, in the colour order. */
  means: z.tuple([z.number(), z.number(), z.number()]),
  /** Multiplies afterwards; default 1. */
  scale: z.number().positive().default(1),
};

const onnxSchema = z.strictObject({ onnx: z.string(), ...fileInput });
/** The size of the input is by default the prototxt's; an ONNX file's is fixed. */
const caffeSchema = z.strictObject({ prototxt: z.string(), caffemodel: z.string(), inputSize, ...fileInput });

export type NamedBackbone = z.infer<typeof namedSchema>;
export type OnnxBackbone = z.infer<typeof onnxSchema>;
export type CaffeBackbone = z.infer<typeof caffeSchema>;
export type InputSize = z.infer<typeof inputSize>;

/** A name, a name with weights or an input size of one's own, or a file with the name of a layer. */
export type BackboneSpec =
  | BackboneName
  | z.input<typeof namedSchema>
  | z.input<typeof onnxSchema>
  | z.input<typeof caffeSchema>;

/**
 * @param where it stands, for errors
 * @throws InputError for a name that is not known, and for an object of none of the three forms
 */
export function parseBackboneSpec(spec: unknown, where?: string): NamedBackbone | OnnxBackbone | CaffeBackbone {
  const object = typeof spec === 'string' ? { name: spec } : spec;
  const { name } = (object ?? {}) as { name?: unknown };
  if (typeof name === 'string' && !backboneNames.includes(name as BackboneName)) {
    throw unknownName('backbone', name, backboneNames, where);
  }
  const schema = formOf(object);
  const { success, data, error } = schema.safeParse(object);
  if (success) return data;
  throw new InputError(`invalid backbone: ${z.prettifyError(error).replace(/\s*\n\s*/g, ' ')}`, where);
}

function formOf(object: unknown) {
  if (typeof object === 'object' && object !== null) {
    if ('onnx' in object) return onnxSchema;
    if ('prototxt' in object || 'caffemodel' in object) return caffeSchema;
  }
  return namedSchema;
}
