/** @file Batches of a student's lessons: pieces of images, and the teacher's normalised maps of them. */
import type { Image } from '../../../datasets/image.ts';
import { type BackboneNetwork, imageName, mapName } from '../backbones/backbone.ts';
import type { Session } from '../engines/engine.ts';
import { halfToSingle, singleToHalf } from '../halfPrecision.ts';
import { type Tensor, tensor } from '../tensor.ts';
import { inputCropper } from './croppedInput.ts';
import { cropOf, type SampleImage, type SampleKey } from './samples.ts';

/** What a step is given. */
export interface LessonBatch {
  /** The student's input, [samples, 3, height, width]. */
  readonly image: Tensor;
  /** The teacher's normalised map, [samples, channels, height, width]. */
  readonly target: Tensor;
}

export interface LessonOptions {
  readonly images: readonly SampleImage[];
  readonly seed: number;
  readonly student: BackboneNetwork;
  readonly teacher: BackboneNetwork;
  /** Gives the teacher's normalised map. */
  readonly session: Session;
  /** How many bytes of the teacher's maps are kept for when a sample comes again. */
  readonly keptBytes: number;
}

/**
 * Makes batches. The teacher's maps always go through half precision, 100 KB a sample of 14x14x256, so that a kept one
 * and one computed anew are the same to the last bit.
 */
export function lessonBook(options: LessonOptions): (samples: readonly SampleKey[]) => Promise<LessonBatch> {
  const { images, seed, student, teacher, session, keptBytes } = options;
  const { channels, height, width } = student.map;
  const mapLength = channels * height * width;
  const studentCropper = inputCropper(student.input);
  const teacherCropper = inputCropper(teacher.input);
  const kept = new Map<string, Uint16Array>();
  const mostKept = Math.floor(keptBytes / (2 * mapLength));
  return async (samples) => {
    const decoded = await decodedImages(samples, images);
    const inputs = new Float32Array(samples.length * studentCropper.length);
    const maps = samples.map((key) => kept.get(keyOf(key)));
    const missing = maps.flatMap((map, index) => (map === undefined ? [index] : []));
    const teacherInputs = new Float32Array(missing.length * teacherCropper.length);
    samples.forEach((key, index) => {
      const image = decoded.get(key.image)!;
      const crop = cropOf(image, images[key.image]!.name, key.crop, seed);
      studentCropper.cut(image, crop, inputs.subarray(index * studentCropper.length));
      const place = missing.indexOf(index);
      if (place >= 0) teacherCropper.cut(image, crop, teacherInputs.subarray(place * teacherCropper.length));
    });
    if (missing.length > 0) {
      const { height, width } = teacher.input;
      const outputs = await session.run({ [imageName]: tensor([missing.length, 3, height, width], teacherInputs) });
      const { data } = outputs[mapName]!;
      missing.forEach((index, place) => {
        const map = Uint16Array.from(data.subarray(place * mapLength, (place + 1) * mapLength), singleToHalf);
        maps[index] = map;
        if (kept.size < mostKept) kept.set(keyOf(samples[index]!), map);
      });
    }
    const target = new Float32Array(samples.length * mapLength);
    maps.forEach((map, index) => widen(map!, target, index * mapLength));
    return {
      image: tensor([samples.length, 3, student.input.height, student.input.width], inputs),
      target: tensor([samples.length, channels, height, width], target),
    };
  };
}

const keyOf = ({ image, crop }: SampleKey): string => `${image} ${crop}`;

/** Each image once, several at a time. */
async function decodedImages(
  samples: readonly SampleKey[],
  images: readonly SampleImage[],
): Promise<ReadonlyMap<number, Image>> {
  const wanted = [...new Set(samples.map(({ image }) => image))];
  const decoded = await Promise.all(wanted.map((index) => images[index]!.image()));
  return new Map(wanted.map((index, place) => [index, decoded[place]!]));
}

/** All numbers that 16 bits stand for. */
const singles = Float32Array.from({ length: 2 ** 16 }, (_, bits) => halfToSingle(bits));

function widen(halves: Uint16Array, target: Float32Array, start: number): void {
  for (let index = 0; index < halves.length; index++) target[start + index] = singles[halves[index]!]!;
}
