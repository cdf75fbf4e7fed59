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
  return {
    kind: 'mdnet-n',
    backbone,
    hiddenChannels: 512,
    initialDeviation: 0.01,
    learningRate: preset === 'paper' ? 0.0001 : 0.001,
    momentum: 0.9,
    weightDecay: 0.0005,
    online: { ...onlinePresets[preset], ...ownSettings(preset) },
  };
}

/** What is not as in the paper's trackers. */
function ownSettings(preset: PresetName): Partial<OnlineSettings> {
  const { candidates, firstFrame } = onlinePresets[preset];
  if (preset === 'paper') {
    return {
      context: { rule: 'mdnet', padding: 16, of: 107 },
      candidates: { ...candidates, translationClip: 2 },
      failure: { rule: 'fixed', score: 0 },
    };
  }
  if (preset !== 'light') return {};
  return { firstFrame: { ...firstFrame, training: { ...firstFrame.training, iterations: lightIterations } } };
}
