import { describe, expect, it } from 'vitest';
import { randomFrom } from '../../../../datasets/random.ts';
import { boxMeans } from '../../../../trackers/classic/staple/boxMeans.ts';

describe('boxMeans(picture, box, radius)', () => {
  it.each([
    [{ rows: 14, columns: 18 }, { rows: 6, columns: 4 }, 4],
    [{ rows: 14, columns: 18 }, { rows: 6, columns: 10 }, 3],
    [{ rows: 8, columns: 8 }, { rows: 8, columns: 8 }, 0],
    [{ rows: 20, columns: 10 }, { rows: 2, columns: 2 }, 4],
  ])('are the means of the pixels in the box at each displacement: %j, %j, %i', (picture, box, radius) => {
    const random = randomFrom('box means', radius);
    const values = Float64Array.from({ length: picture.rows * picture.columns }, () => random.uniform());
    const means = boxMeans(picture, box, radius);
    means(values.map((value) => 1 - value));
    const found = means(values);
    expect(found.length).toBe((2 * radius + 1) ** 2);
    let i = 0;
    for (let down = -radius; down <= radius; down++) {
      for (let right = -radius; right <= radius; right++, i++) {
        let sum = 0;
        for (let y = 0; y < picture.rows; y++) {
          for (let x = 0; x < picture.columns; x++) {
            const isInside =
              Math.abs(y + 0.5 - picture.rows / 2 - down) < box.rows / 2 &&
              Math.abs(x + 0.5 - picture.columns / 2 - right) < box.columns / 2;
            if (isInside) sum += values[y * picture.columns + x]!;
          }
        }
        expect(found[i]).toBeCloseTo(sum / (box.rows * box.columns), 12);
      }
    }
  });
});
