import type { BackboneSpec } from '../network/backbones/backboneSpec.ts';
import type { OnlineSettings } from '../online/onlineSettings.ts';
import { onlinePresets, type PresetName } from '../online/presets.ts';
import type { MdnetConfiguration } from './configuration.ts';

/**
 * Three layers from random weights: 40 iterations on `light`'s few samples, enough for the paper's small heads, leave them
 * lost (docs/tuning.md).
 */
const lightIterations = 150;

/** MDNet-N with the numbers of a preset; docs/presets.md has them beside MDNet's own. */
export function mdnetPreset(preset: PresetName, backbone: BackboneSpec): MdnetConfiguration {
  const online = preset === 'light' ? light() : onlinePresets[preset];
  const isPaper = preset === 'paper';
  return {
    kind: 'mdnet-n',
    backbone,
    hiddenChannels: 512,
    initialDeviation: 0.01,
    learningRate: isPaper ? 0.0001 : 0.001,
    momentum: 0.9,
    weightDecay: 0.0005,
    online: isPaper
      ? {
          ...online,
          context: { rule: 'mdnet', padding: 16, of: 107 },
          candidates: { ...online.candidates, translationClip: 2 },
          failure: { rule: 'fixed', score: 0 },
        }
      : online,
  };
}

function light(): OnlineSettings {
  const { light } = onlinePresets;
  const training = { ...light.firstFrame.training, iterations: lightIterations };
  return { ...light, firstFrame: { ...light.firstFrame, training } };
}
