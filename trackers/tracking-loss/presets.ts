import { type BackboneName, type BackboneSpec, backboneNames } from '../network/backbones/backboneSpec.ts';
import { onlinePresets, type PresetName } from '../online/presets.ts';
import { type Branch, type LossName, paperBranches, type TrackingLossConfiguration } from './configuration.ts';
import type { StrategyName } from './strategies.ts';

/** What a tracker of the paper is named by. */
export interface TrackerKind {
  readonly losses: readonly LossName[];
  readonly strategies: readonly StrategyName[];
}

/**
 * `firstConfidence` of `tuned`: where anchors see little, more of them make up the part `first`. Chosen by `npm run
 * localise` (docs/trackers.md has the figures).
 */
const firstConfidences: Readonly<Record<BackboneName | 'other', number>> = {
  zf: 0.8,
  'zf-compressed': 0.8,
  squeezenet: 0.4,
  'mobilenet-yolo': 0.7,
  builtin: 0.25,
  other: 0.6,
};

/** With normalised maps both heads of all losses want about the same rate; the paper's are made for ZF as it is. */
const tunedRates: Omit<Branch, 'loss'> = { alpha: 1, beta: 2, learningRate: 0.03 };

/** A tracker of the paper with the numbers of a preset. */
export function trackingLossPreset(
  preset: PresetName,
  backbone: BackboneSpec,
  { losses, strategies }: TrackerKind,
): TrackingLossConfiguration {
  const isPaper = preset === 'paper';
  return {
    kind: 'tracking-loss',
    backbone,
    branches: losses.map((loss) => (isPaper ? paperBranches[loss] : { loss, ...tunedRates })),
    strategies: [...strategies],
    firstConfidence: isPaper ? 0.8 : firstConfidences[kindOf(backbone)],
    labels: 'sample',
    centreShare: 10 / 14,
    reduction: 'mean',
    hiddenChannels: isPaper ? 256 : 64,
    initialDeviation: 0.01,
    momentum: 0.9,
    weightDecay: 0.0005,
    online: onlinePresets[preset],
  };
}

function kindOf(backbone: BackboneSpec): BackboneName | 'other' {
  const name = typeof backbone === 'string' ? backbone : 'name' in backbone ? backbone.name : undefined;
  return backboneNames.find((known) => known === name) ?? 'other';
}
