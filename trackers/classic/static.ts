import type { Rectangle } from '../../datasets/region.ts';
import { initialBox } from '../initialBox.ts';
import type { Tracker } from '../tracker.ts';

/** Says the first box for ever, as sure of it as of the first frame. Decodes the first frame alone, to check the box. */
export function staticTracker(): Tracker {
  let box: Rectangle | undefined;
  return {
    async initialize(frame, region) {
      box = initialBox(region, await frame.image(), frame.path);
    },
    async track() {
      if (box === undefined) throw new Error('static tracks before it is initialised');
      return { region: box, confidence: 1 };
    },
    async dispose() {
      box = undefined;
    },
  };
}
