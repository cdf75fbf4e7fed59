import { describe, expect, it } from 'vitest';
import { normalizedGraph } from '../../../../trackers/network/backbones/mapNormalization.ts';
import { inputCropper } from '../../../../trackers/network/compression/croppedInput.ts';
import { lessonBook } from '../../../../trackers/network/compression/lessons.ts';
import { cropOf, sampleOrder, smallestCrop } from '../../../../trackers/network/compression/samples.ts';
import { onnxruntimeEngine } from '../../../../trackers/network/engines/onnxruntime.ts';
import { tinyNormalization, tinyStudent, tinyTeacher, wavyImages } from './tinyPair.ts';

const engine = await onnxruntimeEngine({ device: 'cpu' });
const session = await engine.compile(normalizedGraph(tinyTeacher, tinyNormalization, 'channel'));
const images = wavyImages(3);
const book = (keptBytes: number) =>
  lessonBook({ images, seed: 3, student: tinyStudent, teacher: tinyTeacher, session, keptBytes });
const keys = [0, 1, 2, 1].map((image, crop) => ({ image, crop }));

describe('lessonBook(options)', () => {
  it('gives the same numbers whether a map was kept or not, and whatever else is in the batch', async () => {
    const [none, all, some] = [book(0), book(1e6), book(2 * 64 * 2)];
    const expected = await none(keys);
    for (const read of [none, all, some]) {
      for (let round = 0; round < 2; round++) {
        const { image, target } = await read(keys);
        expect(image.data).toEqual(expected.image.data);
        expect(target.data).toEqual(expected.target.data);
      }
    }
    const [single] = [await none([keys[2]!])];
    expect(single.target.data).toEqual(expected.target.data.subarray(2 * 64, 3 * 64));
  });

  it("gives the teacher's normalised map of the same piece, to half precision", async () => {
    const { target } = await book(0)(keys);
    const cropper = inputCropper(tinyTeacher.input);
    const image = await images[2]!.image();
    const input = new Float32Array(cropper.length);
    cropper.cut(image, cropOf(image, images[2]!.name, 2, 3), input);
    const { map } = await session.run({ image: { shape: [1, 3, 24, 24], data: input } });
    map!.data.forEach((value, index) => {
      expect(Math.abs(target.data[2 * 64 + index]! - value)).toBeLessThanOrEqual(Math.abs(value) * 2 ** -11 + 2 ** -25);
    });
  });
});

describe('inputCropper(input)', () => {
  it('exchanges left and right of a mirrored crop, in each row of each channel', async () => {
    const image = await images[0]!.image();
    const { box } = cropOf(image, 'a', 0, 0);
    const cropper = inputCropper(tinyStudent.input);
    const [plain, mirrored] = [new Float32Array(cropper.length), new Float32Array(cropper.length)];
    cropper.cut(image, { box, mirrored: false }, plain);
    cropper.cut(image, { box, mirrored: true }, mirrored);
    for (const [row, column] of [
      [0, 0],
      [17, 3],
      [47, 15],
    ] as const) {
      expect(mirrored[row * 16 + column]).toBe(plain[row * 16 + 15 - column]);
    }
  });
});

describe('cropOf(size, name, crop, seed)', () => {
  const size = { width: 300, height: 200 };
  const crops = Array.from({ length: 2000 }, (_, crop) => cropOf(size, 'a', crop, 0));

  it('lies inside the image, with sides from 32 pixels to the shorter one, and is mirrored half the time', () => {
    for (const { box } of crops) {
      expect(Math.min(box.x, box.y)).toBeGreaterThanOrEqual(0);
      expect(box.x + box.width).toBeLessThanOrEqual(300 + 1e-9);
      expect(box.y + box.height).toBeLessThanOrEqual(200 + 1e-9);
    }
    const sides = crops.map(({ box }) => Math.sqrt(box.width * box.height));
    expect(Math.min(...sides)).toBeGreaterThan(smallestCrop * 0.99);
    expect(sides.filter((side) => side < 80).length / 2000).toBeCloseTo(0.5, 1);
    expect(crops.filter(({ mirrored }) => mirrored).length / 2000).toBeCloseTo(0.5, 1);
  });

  it('is another one for another image, number or seed, and the same for the same', () => {
    expect(cropOf(size, 'a', 0, 0)).toEqual(crops[0]);
    for (const other of [cropOf(size, 'b', 0, 0), cropOf(size, 'a', 1, 0), cropOf(size, 'a', 0, 1)])
      expect(other).not.toEqual(crops[0]);
  });

  it('takes all of an image that is smaller than the smallest crop', () => {
    const { box } = cropOf({ width: 20, height: 20 }, 'a', 0, 0);
    expect(Math.max(box.width, box.height)).toBe(20);
  });
});

describe('sampleOrder(images, crops, seed)', () => {
  it('goes through all images once a round, in another order and with other crops each time', () => {
    const order = sampleOrder(7, 2, 5);
    const rounds = [0, 1, 2].map((round) => Array.from({ length: 7 }, (_, index) => order.at(7 * round + index)));
    for (const round of rounds) {
      expect(new Set(round.map(({ image }) => image)).size).toBe(7);
      expect(new Set(round.map(({ crop }) => crop)).size).toBe(1);
    }
    expect(rounds.map(([first]) => first!.crop)).toEqual([0, 1, 0]);
    expect(new Set(rounds.map((round) => round.map(({ image }) => image).join())).size).toBe(3);
    // Asked for in any order.
    expect(order.at(3)).toEqual(rounds[0]![3]);
  });
});
