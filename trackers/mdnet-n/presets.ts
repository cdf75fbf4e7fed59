import type { BackboneSpec } from '../network/backbones/backboneSpec.ts';
import { onlinePresets, type PresetName } from '../online/presets.ts';
import type { MdnetConfiguration } from './configuration.ts';

/** MDNet-N with the numbers of a preset; docs/presets.md has them beside MDNet's own. */
export function mdnetPreset(preset: PresetName, backbone: BackboneSpec): MdnetConfiguration {
  const online = onlinePresets[preset];
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
