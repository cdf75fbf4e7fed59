/** @file What each setting of the online trackers is, in a sentence: the last column of docs/presets.md. */

/** @param frame that the samples are of */
const ofSamples = (key: string, frame: string): Record<string, string> => ({
  [`${key}.positives`]: `Positive samples of ${frame}.`,
  [`${key}.negatives`]: `Negative samples of ${frame}.`,
  [`${key}.positiveOverlap`]: 'A positive overlaps the target by more (IoU, 0 to 1).',
  [`${key}.negativeOverlap`]: 'A negative overlaps the target by less (IoU, 0 to 1).',
  [`${key}.positiveTranslation`]:
    "Standard deviation of a positive's centre on each axis, over the mean of the target's width and height.",
  [`${key}.positiveScale`]: "Standard deviation of a positive's size, in powers of 1.05.",
  [`${key}.positiveClip`]: 'Deviates of both beyond so many standard deviations are clipped; `null`: none is.',
  [`${key}.negativeTranslation`]:
    "Largest shift of a negative's centre on each axis (uniform), over the mean of the target's width and height.",
  [`${key}.negativeScale`]: "Largest change of a negative's size (uniform), in powers of 1.05.",
  [`${key}.negativesAnywhere`]: 'Share of the negatives that come from anywhere in the picture (0 to 1).',
  [`${key}.negativesInScale`]:
    'Share of the negatives that lie where positives do, but are larger or smaller (0 to 1).',
  [`${key}.scaleReach`]: "Largest change of those negatives' size (uniform), in powers of 1.05.",
});

/** Of `scaleReach` (trackers/online/regionPlan.ts). */
const regionSizes =
  'Their sizes, in powers of 1.05: plus and minus this times t squared, t in the middle of as many equal parts of -1 to 1 (2 regions: a quarter of it).';

/** By the key that a user overrides, its parts joined by dots. */
export const settingSentences: ReadonlyMap<string, string> = new Map(
  Object.entries({
    strategies: 'Parts of the tracking loss: which anchors enter it, each part with heads of its own.',
    loss: 'Losses; several are an ensemble, whose scores are averaged.',
    alpha: 'Weight of the part `first` beside another; one part alone has none.',
    beta: 'Weight of `fourth` beside another part; `second` and `third` take it too.',
    learningRate: 'Step along the gradient; MDNet-N: of fc4 and fc5, fc6 learns ten times as fast.',
    firstConfidence: 'Anchors above this confidence (IoU with the central ones, 0 to 1) are `first`.',
    labels:
      "`sample`: all anchors have the sample's label; `centre`: of a positive sample only the central ones are positive, and a score is the mean inside minus the mean outside.",
    centreShare: "Rows and columns of that central part, over the map's or the window's (0 to 1).",
    reduction: '`mean` or `sum`, over the anchors of a part and the samples of a minibatch.',
    hiddenChannels: "Channels of a head's 3x3 convolution; MDNet-N: of fc4 and of fc5.",
    initialDeviation: 'Standard deviation of the initial weights.',
    momentum: 'Share of the last step that is added to the next one (0 to 1).',
    weightDecay: 'This times a weight is added to its gradient.',

    'online.startBox':
      'First box of a polygon: its bounding box, or one of its centre and area in the proportions of the bounding box.',
    'online.context':
      'How far a crop reaches around its box: `mdnet`, the box leaves `padding` pixels on each side of a crop of `of` pixels, and other crops show the same; `factor`, times the sides of the box.',
    'online.border':
      "What a crop shows outside the picture: `mdnet`, the backbone's mean colour; `replicate`, the nearest pixel; `pymdnet`, one colour.",
    'online.normalization':
      "The map's numbers: each channel at mean 0 and deviation 1, all by the same two numbers, or as they come.",
    'online.minimumSideInPixels':
      'Least width and height of a box, in pixels of the picture, or as the target at its start if that is less.',

    'online.maps':
      'One pass of the backbone over a region gives the maps of all boxes in it; `null`: each box is cropped.',
    'online.maps.anchors': "Anchors a side of a box's window; `null`: as many as the map of a crop has.",
    'online.maps.channels':
      "Channels that are left of the backbone's, in the directions in which the first frame varies most; `null`: all.",
    'online.maps.searchScales':
      'Sizes at which the region of a search is seen, over that of the last box, in powers of 1.05.',
    'online.maps.searchShifts': 'Regions of each of these sizes, shifted against each other by fractions of a cell.',
    'online.maps.reach': "How far the windows' middles reach from the region's, in sides of the box.",
    'online.maps.first.regions': 'Regions about the box in the first frame.',
    'online.maps.first.scaleReach': regionSizes,
    'online.maps.first.elsewhere': 'Regions anywhere in the first frame.',
    'online.maps.turned.regions': 'Regions of a turned picture.',
    'online.maps.turned.scaleReach': regionSizes,
    'online.maps.near.scales':
      'Regions about a box that was found, for its size and for samples: their sizes, in powers of 1.05.',
    'online.maps.near.reach': "How far their windows' middles reach from theirs, in sides of the box.",
    'online.maps.otherScales': "One more region of a good frame's samples has one of these sizes, in powers of 1.05.",

    'online.candidates.count': 'Candidates of a frame, those of the second look apart.',
    'online.candidates.translation':
      "Standard deviation of a candidate's centre on each axis, over width + height of the last box.",
    'online.candidates.translationClip': 'Deviates beyond so many standard deviations are clipped; `null`: none is.',
    'online.candidates.wideShare': 'Share of the candidates that deviate `wideFactor` times as far (0 to 1).',
    'online.candidates.wideFactor': 'Times the deviation of the others.',
    'online.candidates.scaleStep': 'Sizes of candidates are powers of this.',
    'online.candidates.scaleDeviation': 'Standard deviation of the power.',
    'online.candidates.scaleClip': 'The power is clipped at this, either way; `null`: it is not.',
    'online.candidates.best': 'The new box is the mean of so many best candidates.',
    'online.candidates.refinement':
      'A second look about what the first one found: candidates, and the deviation of their centres as above; `null`: none.',
    'online.candidates.scaleLook':
      'A last look, at the place that was found, for the size alone; `null`: the best candidates give the size as well.',
    'online.candidates.scaleLook.reach': 'Sizes are `scaleStep` to the power of -reach to reach.',
    'online.candidates.scaleLook.shift':
      'Each size is scored in place, and moved by this share of the box to the left, to the right, up and down.',
    'online.candidates.scaleLook.expectation':
      "The size that costs nothing: the `last` one, or what DSST's scale `filter` finds.",
    'online.candidates.scaleLook.stiffness':
      'Score that a step away from the expected size costs, times the square of the steps; `null`: the size is the expected one.',
    'online.candidates.scaleLook.gain': 'Share of the way to the best size that the box goes (0 to 1).',
    'online.candidates.wideningFactor':
      "After a failure the deviation of the candidates' centres grows by this factor a frame ...",
    'online.candidates.wideningLimit': '... up to this many times; a success sets it back.',

    ...ofSamples('online.firstFrame.samples', 'the first frame, those of its turns apart'),
    'online.firstFrame.turns': 'Samples of the first picture turned about the target; `null`: none.',
    'online.firstFrame.turns.degrees': 'Turns, clockwise, in degrees.',
    'online.firstFrame.turns.isMirrored': 'Whether the picture mirrored left to right is one more.',
    'online.firstFrame.turns.positives': 'Positive samples of each turn.',
    'online.firstFrame.turns.negatives': 'Negative samples of each turn.',
    'online.firstFrame.training.iterations': 'Steps of the gradient descent on the first frame, a minibatch each.',
    'online.firstFrame.training.learningRateFactor': 'Times the learning rate, on the first frame.',
    'online.firstFrame.negativesKept': 'Negatives of the first frame that stay in memory for the updates.',

    ...ofSamples('online.update.samples', 'a later frame that has not failed'),
    'online.update.training.iterations': 'Steps of the gradient descent of an update, a minibatch each.',
    'online.update.training.learningRateFactor': 'Times the learning rate, in updates.',
    'online.update.interval': 'Frames from one periodic update to the next.',
    'online.update.longMemory':
      'Good frames whose positives a periodic update takes; its negatives are those of the short memory.',
    'online.update.shortMemory': "Good frames that a failure's update takes.",

    'online.minibatch.positives': 'Positive samples of a minibatch.',
    'online.minibatch.negatives': 'Negative samples of a minibatch.',
    'online.minibatch.minedFrom': 'They are the hardest of so many; `null`: any.',
    'online.minibatch.firstFrameShare': 'Least share of a minibatch that comes from the first frame (0 to 1).',

    'online.failure':
      "Below which mean score of the best candidates a frame counts as failed: a `fixed` one, or a share of the way from the mean score of the first frame's negatives to that of its positives.",
  }),
);
