import type { Scene } from '../../../datasets/synthetic/scene.ts';

/** A scene of 30 frames in which nothing moves or changes, but for what is given. */
export function plainScene(parts: Partial<Scene> = {}): Scene {
  return {
    name: 'plain',
    length: 30,
    background: 'wall',
    target: { sprite: 'book', poseAt: () => ({ x: 0, y: 0, width: 40, height: 40, angle: 0 }) },
    behind: [],
    inFront: [],
    viewAt: () => ({ x: 0, y: 0, zoom: 1, roll: 0 }),
    lightAt: () => ({ level: 1, warmth: 0, slope: 0 }),
    ...parts,
  };
}
