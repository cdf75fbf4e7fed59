import type { TrackerKind } from '../tracking-loss/presets.ts';

const both = ['first', 'fourth'] as const;

/** The paper's trackers, and those of its table 1 with a single matching strategy. */
export const paperTrackers: Readonly<Record<string, TrackerKind & { readonly description: string }>> = {
  Ours_ensemble: {
    losses: ['softmax', 'sigmoid', 'hinge', 'info2'],
    strategies: both,
    description: "the paper's ensemble: four losses, their scores averaged",
  },
  Ours_first: {
    losses: ['softmax'],
    strategies: ['first'],
    description: 'softmax loss on the central plus sign alone',
  },
  Ours_fourth: { losses: ['softmax'], strategies: ['fourth'], description: 'softmax loss on the full map alone' },
  Ours_hinge: { losses: ['hinge'], strategies: both, description: 'tracking loss with the hinge loss' },
  Ours_info1: {
    losses: ['info1'],
    strategies: both,
    description: 'tracking loss with the info-gain loss, 0.9 and 0.1',
  },
  Ours_info2: {
    losses: ['info2'],
    strategies: both,
    description: 'tracking loss with the info-gain loss, 0.8 and 0.2',
  },
  Ours_info3: {
    losses: ['info3'],
    strategies: both,
    description: 'tracking loss with the info-gain loss, 0.7 and 0.3',
  },
  Ours_second: {
    losses: ['softmax'],
    strategies: ['second'],
    description: 'softmax loss on the central 6x6 square alone',
  },
  Ours_sigmoid: { losses: ['sigmoid'], strategies: both, description: 'tracking loss with the sigmoid cross-entropy' },
  Ours_softmax: { losses: ['softmax'], strategies: both, description: 'tracking loss with the softmax loss' },
  Ours_third: {
    losses: ['softmax'],
    strategies: ['third'],
    description: 'softmax loss on the central 10x10 square alone',
  },
};

export const mdnetName = 'MDNet-N';
