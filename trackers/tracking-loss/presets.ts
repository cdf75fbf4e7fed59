import { type BackboneName, type BackboneSpec, backboneNames } from '../network/backbones/backboneSpec.ts';
import { onlinePresets, type PresetName } from '../online/presets.ts';
import { type Branch, type LossName, paperBranches, type TrackingLossConfiguration } from './configuration.ts';
import type { StrategyName } from './strategies.ts';

/** What a tracker of the paper is named by. */
export interface TrackerKind {
  readonly losses: readonly LossName[];
  readonly strategies: readonly StrategyName[];
}

/** What `tuned` changes with the backbone: its maps differ in scale, and its anchors in what they see. */
interface Tuning {
  /** Base rate of all losses, where the paper's are made for ZF. */
  readonly learningRate: number;
  readonly firstConfidence: number;
}

/** Chosen by `npm run localise` (docs/trackers.md has the figures). */
const tunings: Readonly<Record<BackboneName | 'other', Tuning>> = {
  zf: { learningRate: 0.03, firstConfidence: 0.8 },
  'zf-compressed': { learningRate: 0.03, firstConfidence: 0.8 },
  squeezenet: { learningRate: 0.03, firstConfidence: 0.4 },
  'mobilenet-yolo': { learningRate: 0.03, firstConfidence: 0.7 },
  builtin: { learningRate: 0.03, firstConfidence: 0.25 },
  other: { learningRate: 0.03, firstConfidence: 0.6 },
};

/** With normalised maps both heads of all losses want about the same rate. */
const tunedWeights: Readonly<Record<LossName, Pick<Branch, 'alpha' | 'beta'>>> = {
  softmax: { alpha: 1, beta: 2 },
  info1: { alpha: 1, beta: 2 },
  info2: { alpha: 1, beta: 2 },
  info3: { alpha: 1, beta: 2 },
  sigmoid: { alpha: 1, beta: 2 },
  hinge: { alpha: 1, beta: 2 },
};

/** A tracker of the paper with the numbers of a preset. */
export function trackingLossPreset(
  preset: PresetName,
  backbone: BackboneSpec,
  { losses, strategies }: TrackerKind,
): TrackingLossConfiguration {
  const { firstConfidence, learningRate } = tunings[kindOf(backbone)];
  const isPaper = preset === 'paper';
  return {
    kind: 'tracking-loss',
    backbone,
    branches: losses.map((loss) => (isPaper ? paperBranches[loss] : { loss, ...tunedWeights[loss], learningRate })),
    strategies: [...strategies],
    firstConfidence: isPaper ? 0.8 : firstConfidence,
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
