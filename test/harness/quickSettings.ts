const update =
  'update: {samples: {positives: 2, negatives: 4}, training: {iterations: 1}}, minibatch: {positives: 2, negatives: 4}';

/** Settings of a tracker with networks (YAML, without its braces) with which a run takes a moment: few candidates, samples and steps. */
export function quickSettings(inputSize: number): string {
  return [
    `backbone: {name: builtin, inputSize: ${inputSize}}, hiddenChannels: 4`,
    'online: {candidates: {count: 8, refinement: null, scaleLook: null}',
    'firstFrame: {samples: {positives: 4, negatives: 8}, turns: null, training: {iterations: 2}}',
    `${update}}`,
  ].join(', ');
}

/** A tracker with networks that is as quick as can be, and so bad that it is lost now and then. */
export function chancyTracker(label: string): string {
  return [
    `Ours_softmax{label: ${label}, backbone: {name: builtin, inputSize: 65}, hiddenChannels: 4`,
    'online: {candidates: {count: 4, translation: 0.7, refinement: null, scaleLook: null, best: 1}',
    'firstFrame: {samples: {positives: 4, negatives: 8}, turns: null, training: {iterations: 1}}',
    `${update}}}`,
  ].join(', ');
}
