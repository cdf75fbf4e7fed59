import { describe, expect, it } from 'vitest';
import type { Image } from '../../../datasets/image.ts';
import { boundingBox, type Rectangle } from '../../../datasets/region.ts';
import { renderer } from '../../../datasets/synthetic/renderer.ts';
import { outlineAt, type Pose, type Scene } from '../../../datasets/synthetic/scene.ts';
import { scenes } from '../../../datasets/synthetic/scenes.ts';
import { plainScene } from './plainScene.ts';

const size = { width: 320, height: 240 };
const small = { width: 120, height: 90 };

/** The box around the pixels in which two images differ by more than noise. */
function differenceBox(a: Image, b: Image): Rectangle {
  let [left, top, right, bottom] = [Infinity, Infinity, -Infinity, -Infinity];
  for (let at = 0; at < a.data.length; at++) {
    if (Math.abs(a.data[at]! - b.data[at]!) <= 12) continue;
    const pixel = Math.floor(at / 3);
    left = Math.min(left, pixel % a.width);
    right = Math.max(right, pixel % a.width);
    top = Math.min(top, Math.floor(pixel / a.width));
    bottom = Math.max(bottom, Math.floor(pixel / a.width));
  }
  return { type: 'rectangle', x: left, y: top, width: right - left, height: bottom - top };
}

/** Moves as before, so that as many exposures are made. */
function farAway(pose: Pose): Pose {
  return { ...pose, x: pose.x + 5000 };
}

function meanOf({ data }: Image): number {
  return data.reduce((sum, value) => sum + value, 0) / data.length;
}

describe('renderer(scene, size, seed)', () => {
  it.each(scenes(0))(
    '$name: what the target changes in the image is inside its outline and touches its sides',
    (scene) => {
      const away: Scene = {
        ...scene,
        target: { ...scene.target, poseAt: (frame) => farAway(scene.target.poseAt(frame)) },
      };
      const [shown, hidden] = [renderer(scene, size, 0)(0), renderer(away, size, 0)(0)];
      const found = differenceBox(shown, hidden);
      const outline = boundingBox(outlineAt(scene, 0, size));
      // Where it moves fast the shutter smears it by up to half its way while open.
      const [before, after] = [boundingBox(outlineAt(scene, -0.225, size)), boundingBox(outlineAt(scene, 0.225, size))];
      const smear = 1.5 + Math.hypot(before.x - after.x, before.y - after.y) / 2;
      expect(found.x).toBeGreaterThan(outline.x - smear);
      expect(found.y).toBeGreaterThan(outline.y - smear);
      expect(found.x + found.width).toBeLessThan(outline.x + outline.width + smear);
      expect(found.y + found.height).toBeLessThan(outline.y + outline.height + smear);
      // Round shapes in turned rectangles touch the sides, but not the corners that reach furthest.
      expect(found.width).toBeGreaterThan(0.7 * outline.width);
      expect(found.height).toBeGreaterThan(0.7 * outline.height);
    },
  );

  it('puts an upright rectangle exactly on the pixels of its outline', () => {
    const poseAt = (x: number) => () => ({ x, y: 0.5, width: 41, height: 31, angle: 0 });
    const scene = plainScene({ target: { sprite: 'kite', poseAt: poseAt(0.5) } });
    const away = plainScene({ target: { sprite: 'kite', poseAt: poseAt(5000) } });
    // Centre 60, 45 and sides of 41 and 31: whole pixels 40..80 and 30..60, whose outline is half a pixel larger.
    expect(boundingBox(outlineAt(scene, 0, small))).toMatchObject({ x: 39.5, y: 29.5, width: 41, height: 31 });
    expect(differenceBox(renderer(scene, small, 0)(0), renderer(away, small, 0)(0))).toMatchObject({
      x: 40,
      y: 30,
      width: 40,
      height: 30,
    });
  });

  it('gives the same pixels for the same seed whatever frames were drawn before, and others for another seed', () => {
    const scene = plainScene({ viewAt: (frame) => ({ x: frame / 3, y: 0, zoom: 1, roll: frame / 100 }) });
    const render = renderer(scene, small, 0);
    render(5);
    render(25);
    expect(render(20)).toEqual(renderer(scene, small, 0)(20));
    expect(renderer(scene, small, 1)(20).data).not.toEqual(render(20).data);
  });

  it('gives noise to each frame of its own', () => {
    const render = renderer(plainScene(), small, 0);
    const [first, second] = [render(0).data, render(1).data];
    const differences = first.map((value, at) => Math.abs(value - second[at]!));
    const deviation = Math.sqrt(differences.reduce((sum, d) => sum + d * d, 0) / differences.length);
    // Two independent errors of standard deviation 2.5, and rounding: sqrt(2 * (2.5^2 + 1 / 12)) = 3.56.
    expect(deviation).toBeCloseTo(3.56, 1);
  });

  it('darkens and tints with the light', () => {
    const lit = (level: number, warmth: number): Image =>
      renderer(plainScene({ lightAt: () => ({ level, warmth, slope: 0 }) }), small, 0)(0);
    expect(meanOf(lit(0.5, 0)) / meanOf(lit(1, 0))).toBeCloseTo(0.5, 1);
    const [cold, warm] = [lit(0.6, -0.5), lit(0.6, 0.5)];
    const redOverBlue = ({ data }: Image): number => {
      const sum = (channel: number): number =>
        data.reduce((total, value, at) => total + (at % 3 === channel ? value : 0), 0);
      return sum(0) / sum(2);
    };
    expect(redOverBlue(warm)).toBeGreaterThan(1.3 * redOverBlue(cold));
  });

  it('smears what moves fast, along its way', () => {
    const kite = (speed: number): Image =>
      renderer(
        plainScene({
          target: { sprite: 'kite', poseAt: (frame) => ({ x: speed * frame, y: 0, width: 40, height: 40, angle: 0 }) },
        }),
        small,
        0,
      )(0);
    const away = renderer(
      plainScene({ target: { sprite: 'kite', poseAt: () => ({ x: 5000, y: 0, width: 40, height: 40, angle: 0 }) } }),
      small,
      0,
    )(0);
    const [slow, fast] = [differenceBox(kite(0), away), differenceBox(kite(30), away)];
    expect(fast.width).toBeGreaterThan(slow.width + 5);
    expect(fast.height).toBe(slow.height);
  });
});
