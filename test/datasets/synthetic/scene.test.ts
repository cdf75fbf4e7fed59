import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { boundingBox } from '../../../datasets/region.ts';
import { outlineAt, placeIn, pointOf, type Scene, toImage } from '../../../datasets/synthetic/scene.ts';
import { scenes } from '../../../datasets/synthetic/scenes.ts';
import { sceneTags } from '../../../datasets/synthetic/sceneTags.ts';
import { plainScene } from './plainScene.ts';

const size = { width: 320, height: 240 };
const coordinate = fc.double({ min: -200, max: 200, noNaN: true });
const length = fc.double({ min: 1, max: 100, noNaN: true });
const angle = fc.double({ min: -4, max: 4, noNaN: true });

describe('outlineAt(scene, frame, size)', () => {
  it('is the posed rectangle about the middle of the image, clockwise from its own top left', () => {
    const scene = plainScene({
      target: { sprite: 'book', poseAt: () => ({ x: 0, y: 0, width: 40, height: 20, angle: 0 }) },
    });
    // The middle of pixels 0..319 and 0..239 is 159.5, 119.5.
    expect(outlineAt(scene, 0, size).points).toEqual([139.5, 109.5, 179.5, 109.5, 179.5, 129.5, 139.5, 129.5]);
  });

  it('turns clockwise with the target, and with the camera about the middle of the image', () => {
    const pose = { x: 10, y: 0, width: 40, height: 20, angle: 0 };
    const turned = plainScene({ target: { sprite: 'book', poseAt: () => ({ ...pose, angle: Math.PI / 2 }) } });
    const upright = boundingBox(outlineAt(turned, 0, size));
    expect([upright.x, upright.y, upright.width, upright.height]).toEqual([
      expect.closeTo(159.5),
      expect.closeTo(99.5),
      expect.closeTo(20),
      expect.closeTo(40),
    ]);
    const rolled = plainScene({
      target: { sprite: 'book', poseAt: () => pose },
      viewAt: () => ({ x: 0, y: 0, zoom: 2, roll: Math.PI / 2 }),
    });
    // 10 to the right becomes 20 below; twice as large.
    const box = boundingBox(outlineAt(rolled, 0, size));
    expect([box.x, box.y, box.width, box.height]).toEqual([
      expect.closeTo(139.5),
      expect.closeTo(99.5),
      expect.closeTo(40),
      expect.closeTo(80),
    ]);
    expect(outlineAt(rolled, 0, size).points.slice(0, 2)).toEqual([expect.closeTo(179.5), expect.closeTo(99.5)]);
  });
});

describe('placeIn(pose, point)', () => {
  it('undoes pointOf(pose, u, v)', () => {
    const place = fc.double({ min: -2, max: 2, noNaN: true });
    fc.assert(
      fc.property(coordinate, coordinate, length, length, angle, place, place, (x, y, width, height, turn, u, v) => {
        const pose = { x, y, width, height, angle: turn };
        const back = placeIn(pose, pointOf(pose, u, v));
        expect(back.u).toBeCloseTo(u, 6);
        expect(back.v).toBeCloseTo(v, 6);
      }),
    );
  });
});

describe('toImage(view, point, size)', () => {
  it('keeps distances but for the zoom', () => {
    const zoom = fc.double({ min: 0.5, max: 2, noNaN: true });
    fc.assert(
      fc.property(coordinate, coordinate, coordinate, coordinate, zoom, angle, (x, y, otherX, otherY, zoom, roll) => {
        const view = { x: 3, y: -4, zoom, roll };
        const [a, b] = [toImage(view, { x, y }, size), toImage(view, { x: otherX, y: otherY }, size)];
        expect(Math.hypot(a.x - b.x, a.y - b.y)).toBeCloseTo(zoom * Math.hypot(x - otherX, y - otherY), 6);
        expect(toImage(view, view, size)).toEqual({ x: 159.5, y: 119.5 });
      }),
    );
  });
});

describe.each([0, 7])('scenes(%d)', (seed) => {
  const all = scenes(seed);
  const areaOf = (scene: Scene, frame: number): number => {
    const { width, height } = scene.target.poseAt(frame);
    return width * height * scene.viewAt(frame).zoom ** 2;
  };

  it('are eight of 60 to 120 frames with names of their own', () => {
    expect(new Set(all.map(({ name }) => name)).size).toBe(8);
    for (const { length } of all) expect([length >= 60, length <= 120]).toEqual([true, true]);
  });

  it.each(all)(
    '$name: the target is in every image with its centre and four fifths of its box, and 400 pixels or more',
    (scene) => {
      for (let frame = 0; frame < scene.length; frame++) {
        const { x, y, width, height } = boundingBox(outlineAt(scene, frame, size));
        const across = Math.min(x + width, size.width - 1) - Math.max(x, 0);
        const down = Math.min(y + height, size.height - 1) - Math.max(y, 0);
        expect((across * down) / (width * height)).toBeGreaterThan(0.8);
        expect(areaOf(scene, frame)).toBeGreaterThan(400);
      }
    },
  );

  it('hold every attribute on 5 % of the frames or more, and frames without any; no first frame is occluded', () => {
    const tags = all.map((scene) => sceneTags(scene, size, seed));
    const total = all.reduce((sum, { length }) => sum + length, 0);
    const names = ['camera_motion', 'illum_change', 'motion_change', 'occlusion', 'size_change'];
    const countOf = (test: (flags: Record<string, Uint8Array>, frame: number) => boolean): number =>
      all.reduce(
        (sum, { length }, i) =>
          sum + Array.from({ length }, (_, frame) => test(tags[i]!, frame)).filter(Boolean).length,
        0,
      );
    for (const name of names)
      expect(countOf((flags, frame) => flags[name]![frame] === 1) / total).toBeGreaterThan(0.05);
    expect(countOf((flags, frame) => names.every((name) => flags[name]![frame] === 0)) / total).toBeGreaterThan(0.05);
    for (const flags of tags) expect(flags.occlusion![0]).toBe(0);
  });

  it('hold a target that grows more than twice as wide and one that turns by half a turn or more', () => {
    const factors = all.map((scene) => {
      const areas = Array.from({ length: scene.length }, (_, frame) => areaOf(scene, frame));
      return Math.sqrt(Math.max(...areas) / Math.min(...areas));
    });
    expect(Math.max(...factors)).toBeGreaterThan(2);
    const turns = all.map(({ target, length }) => Math.abs(target.poseAt(length - 1).angle - target.poseAt(0).angle));
    expect(Math.max(...turns)).toBeGreaterThan(Math.PI);
  });
});
