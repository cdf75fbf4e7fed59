import { type BackboneName, type BackboneSpec, backboneNames } from '../network/backbones/backboneSpec.ts';
import { onlinePresets, type PresetName } from '../online/presets.ts';
import { type Branch, type LossName, paperBranches, type TrackingLossConfiguration } from './configuration.ts';
import type { StrategyName } from './strategies.ts';

/** What a tracker of the paper is named by. */
export interface TrackerKind {
  readonly losses: readonly LossName[];
  readonly strategies: readonly StrategyName[];
}

/** How a backbone's map looks at a target in `tuned` (docs/tuning.md has the figures). */
interface View {
  /** Side of a crop over that of its box. */
  readonly context: number;
  readonly firstConfidence: number;
  readonly labels: TrackingLossConfiguration['labels'];
  readonly centreShare: number;
  /** Anchors a side of a window in `fast`; null: of the whole map. */
  readonly anchors: number | null;
}

/**
 * The paper's anchor is as large as the target (171 of 203 pixels). One that sees a fifth more than the target tells its size
 * better: where a backbone's anchors are smaller, a wider context makes the target smaller in the crop; those of mobilenet-yolo
 * see all of it in any case.
 */
const views: Readonly<Record<BackboneName | 'other', View>> = {
  zf: { context: 1.43, firstConfidence: 0.8, labels: 'centre', centreShare: 6 / 14, anchors: null },
  'zf-compressed': { context: 1.5, firstConfidence: 0.8, labels: 'centre', centreShare: 6 / 14, anchors: null },
  squeezenet: { context: 2.5, firstConfidence: 0.45, labels: 'centre', centreShare: 4 / 14, anchors: 10 },
  'mobilenet-yolo': { context: 1.3, firstConfidence: 0.7, labels: 'centre', centreShare: 10 / 14, anchors: null },
  builtin: { context: 1.3, firstConfidence: 0.25, labels: 'sample', centreShare: 10 / 14, anchors: null },
  other: { context: 1.43, firstConfidence: 0.6, labels: 'centre', centreShare: 6 / 14, anchors: null },
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
  const { context, anchors, ...view } = views[kindOf(backbone)];
  const online = onlinePresets[preset];
  const windows = online.maps === null || anchors === null ? null : { anchors };
  return {
    kind: 'tracking-loss',
    backbone,
    branches: losses.map((loss) => (isPaper ? paperBranches[loss] : { loss, ...tunedRates })),
    strategies: [...strategies],
    ...(isPaper ? { firstConfidence: 0.8, labels: 'sample' as const, centreShare: 10 / 14 } : view),
    // As many cells as of the whole map.
    ...(windows === null ? {} : { centreShare: (view.centreShare * 14) / windows.anchors }),
    reduction: 'mean',
    hiddenChannels: isPaper ? 256 : 64,
    initialDeviation: 0.01,
    momentum: 0.9,
    weightDecay: 0.0005,
    online: isPaper
      ? online
      : {
          ...online,
          context: { rule: 'factor', factor: context },
          maps: online.maps === null ? null : { ...online.maps, ...windows },
        },
  };
}

function kindOf(backbone: BackboneSpec): BackboneName | 'other' {
  const name = typeof backbone === 'string' ? backbone : 'name' in backbone ? backbone.name : undefined;
  return backboneNames.find((known) => known === name) ?? 'other';
}
