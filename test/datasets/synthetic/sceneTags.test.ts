import { describe, expect, it } from 'vitest';
import type { Pose, Scene } from '../../../datasets/synthetic/scene.ts';
import { sceneTags } from '../../../datasets/synthetic/sceneTags.ts';
import { plainScene } from './plainScene.ts';

const size = { width: 320, height: 240 };
const box: Pose = { x: 0, y: 0, width: 40, height: 40, angle: 0 };
const view = { x: 0, y: 0, zoom: 1, roll: 0 };
const light = { level: 1, warmth: 0, slope: 0 };

/** Per tag the frames that carry it, tags on no frame left out. */
function tagged(parts: Partial<Scene>): Record<string, number[]> {
  const entries = Object.entries(sceneTags(plainScene(parts), size, 0))
    .map(
      ([tag, flags]) => [tag, [...flags.entries()].filter(([, flag]) => flag === 1).map(([frame]) => frame)] as const,
    )
    .filter(([, frames]) => frames.length > 0);
  return Object.fromEntries(entries);
}

const moving = (poseAt: (frame: number) => Partial<Pose>): Partial<Scene> => ({
  target: { sprite: 'book', poseAt: (frame) => ({ ...box, ...poseAt(frame) }) },
});
const range = (first: number, last: number): number[] => Array.from({ length: last - first + 1 }, (_, i) => first + i);

describe('sceneTags(scene, size, seed)', () => {
  it('gives five tags, and none to a scene in which nothing changes or the target moves evenly', () => {
    expect(Object.keys(sceneTags(plainScene(), size, 0))).toEqual([
      'camera_motion',
      'illum_change',
      'motion_change',
      'occlusion',
      'size_change',
    ]);
    expect(tagged({})).toEqual({});
    expect(tagged(moving((frame) => ({ x: 3 * frame - 40, y: frame })))).toEqual({});
  });

  it('camera_motion: a corner of the image goes more than one pixel a frame', () => {
    expect(tagged({ viewAt: (frame) => ({ ...view, x: frame }) })).toEqual({});
    expect(tagged({ viewAt: (frame) => ({ ...view, x: 1.1 * frame }) })).toEqual({ camera_motion: range(0, 29) });
    // The corner is 200 pixels from the middle: 0.006 radians move it by 1.2, 0.004 by 0.8.
    expect(tagged({ viewAt: (frame) => ({ ...view, roll: 0.006 * frame }) })).toEqual({ camera_motion: range(0, 29) });
    expect(tagged({ viewAt: (frame) => ({ ...view, roll: 0.004 * frame }) })).toEqual({});
  });

  it('illum_change: the light changes by more than a tenth within the ten frames around', () => {
    const step = (frame: number): number => (frame < 14.5 ? 1 : 0.8);
    expect(tagged({ lightAt: (frame) => ({ ...light, level: step(frame) }) })).toEqual({ illum_change: range(10, 19) });
    expect(tagged({ lightAt: (frame) => ({ ...light, level: 1 - 0.009 * frame }) })).toEqual({
      // 0.09 / (1 - 0.009 (frame - 5)) is more than a tenth from frame 16.1 on.
      illum_change: range(17, 29),
    });
    expect(tagged({ lightAt: (frame) => ({ ...light, warmth: 1 - step(frame) }) })).toEqual({});
    expect(tagged({ lightAt: (frame) => ({ ...light, warmth: 3 * (1 - step(frame)) }) })).toEqual({
      illum_change: range(10, 19),
    });
  });

  it('size_change: the diagonal changes by more than a tenth within the ten frames around, by the camera too', () => {
    const step = (frame: number): number => (frame < 14.5 ? 1 : 1.2);
    expect(tagged(moving((frame) => ({ width: 40 * step(frame), height: 40 * step(frame) })))).toMatchObject({
      size_change: range(10, 19),
    });
    expect(tagged({ viewAt: (frame) => ({ ...view, zoom: step(frame) }) })).toMatchObject({
      size_change: range(10, 19),
    });
  });

  it('motion_change: even motion misses a corner by more than 6 % of the diagonal, or it turns fast', () => {
    // A corner at frame 15 changes its speed by 4 pixels a frame, of a diagonal of 56.6; by 3 it stays below 6 %.
    expect(tagged(moving((frame) => ({ x: frame < 15 ? 0 : 4 * (frame - 15) })))).toEqual({ motion_change: [15] });
    expect(tagged(moving((frame) => ({ x: frame < 15 ? 0 : 3 * (frame - 15) })))).toEqual({});
    expect(tagged(moving((frame) => ({ angle: 0.06 * frame })))).toEqual({ motion_change: range(0, 29) });
    expect(tagged(moving((frame) => ({ angle: 0.04 * frame })))).toEqual({});
  });

  it('occlusion: more than a tenth is covered by what is in front, not by what is behind', () => {
    // A pillar 20 wide whose right border is `covered` pixels inside the target's left one, at -20.
    const pillar = (covered: number) => ({
      sprite: 'pillar' as const,
      poseAt: (): Pose => ({ x: -30 + covered, y: 0, width: 20, height: 300, angle: 0 }),
    });
    expect(tagged({ inFront: [pillar(2)] })).toEqual({});
    expect(tagged({ inFront: [pillar(8)] })).toEqual({ occlusion: range(0, 29) });
    expect(tagged({ behind: [pillar(8)] })).toEqual({});
  });
});
