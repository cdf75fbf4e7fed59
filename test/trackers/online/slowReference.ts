/**
 * @file Tracking with a loss trained online, written down a second time: from paper.md, field.md section 10 and the
 * settings' own words, in plain loops and TensorFlow.js with its own autodiff. It shares with the project the source of
 * chance, and what it is given: the maps of boxes and the scale filter; and the first values of the parameters are drawn in their order.
 */
import type { Random } from '../../../datasets/random.ts';
import type { OnlineSettings } from '../../../trackers/online/onlineSettings.ts';
import type { ScoredLook } from '../../../trackers/online/scaleLook.ts';
import { tf } from '../network/gradient/tensorflow.ts';
import type { ReferenceModel, Weights } from './referenceModels.ts';

export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export interface ReferenceOptions {
  readonly settings: OnlineSettings;
  readonly random: Random;
  readonly image: { readonly width: number; readonly height: number };
  /** Maps of boxes in a frame, [channels][cells] for each, as the backbone gives them. */
  readonly maps: (frame: number, boxes: readonly Box[]) => Promise<number[][]>;
  readonly mapShape: readonly [number, number, number];
  readonly model: ReferenceModel;
  readonly rate: number;
  /** A scale filter, where one says which size is expected: it learns a frame's box, and finds a later one's size over it. */
  readonly sizes?: {
    readonly train: (frame: number, box: Box) => Promise<void>;
    readonly search: (frame: number, box: Box) => Promise<number>;
  };
}

type Sample = readonly number[];

const bound = (value: number, low: number, high: number): number => Math.min(high, Math.max(low, value));

function iou(a: Box, b: Box): number {
  const wide = Math.max(0, Math.min(a.x + a.width, b.x + b.width) - Math.max(a.x, b.x));
  const high = Math.max(0, Math.min(a.y + a.height, b.y + b.height) - Math.max(a.y, b.y));
  return (wide * high) / (a.width * a.height + b.width * b.height - wide * high);
}

/** Rounded to 8 bits of precision, halves to even. */
function halved(value: number): number {
  if (value === 0) return 0;
  const step = 2 ** (Math.floor(Math.log2(Math.abs(value))) - 7);
  const steps = value / step;
  const low = Math.floor(steps);
  const rest = steps - low;
  return (rest > 0.5 || (rest === 0.5 && low % 2 !== 0) ? low + 1 : low) * step;
}

/** A row of cards that is gone through in random order again and again. */
function shuffled(count: number, random: Random): () => number {
  let cards = Array.from({ length: count }, (_, i) => i);
  let left = 0;
  return () => {
    if (left === 0) left = count;
    const place = Math.floor(random.uniform() * left);
    left--;
    const card = cards[place]!;
    cards = cards.with(place, cards[left]!).with(left, card);
    return card;
  };
}

export function slowReference(options: ReferenceOptions) {
  const { settings, random, image, mapShape, model, sizes } = options;
  const [channels, rows, columns] = mapShape;
  let box: Box;
  let least: { width: number; height: number };
  let weights: Weights;
  let positives: Sample[][] = [];
  let negatives: Sample[][] = [];
  let firstSamples: { readonly positives: readonly Sample[]; readonly negatives: readonly Sample[] };
  let threshold = 0;
  let widening = 1;
  let frames = 0;
  const losses: number[] = [];

  const around = (cx: number, cy: number, width: number, height: number): Box => {
    const w = bound(width, least.width, Math.max(least.width, image.width));
    const h = bound(height, least.height, Math.max(least.height, image.height));
    const [x, y] = [bound(cx, 0, image.width), bound(cy, 0, image.height)];
    return { x: x - w / 2, y: y - h / 2, width: w, height: h };
  };
  const shifted = (of: Box, dx: number, dy: number, scale: number): Box =>
    around(of.x + of.width / 2 + dx, of.y + of.height / 2 + dy, of.width * scale, of.height * scale);

  const batchOf = (samples: readonly Sample[]): tf.Tensor =>
    tf.tensor(samples.flat(), [samples.length, channels, rows, columns]);
  const score = (samples: readonly Sample[]): number[] => model.score(weights, batchOf(samples));

  function train(iterations: number, factor: number, from: readonly Sample[], against: readonly Sample[]): void {
    const { minibatch } = settings;
    const [nextPositive, nextNegative] = [shuffled(from.length, random), shuffled(against.length, random)];
    const [nextFirstPositive, nextFirstNegative] = [
      shuffled(firstSamples.positives.length, random),
      shuffled(firstSamples.negatives.length, random),
    ];
    const own = (count: number): number => Math.round(minibatch.firstFrameShare * count);
    const names = Object.keys(weights);
    const velocity: Weights = Object.fromEntries(names.map((name) => [name, tf.zerosLike(weights[name]!)]));
    for (let iteration = 0; iteration < iterations; iteration++) {
      const chosen: Sample[] = [];
      for (let i = 0; i < minibatch.positives; i++) {
        chosen.push(
          i < own(minibatch.positives) ? firstSamples.positives[nextFirstPositive()]! : from[nextPositive()]!,
        );
      }
      for (let i = 0; i < own(minibatch.negatives); i++) chosen.push(firstSamples.negatives[nextFirstNegative()]!);
      const wanted = minibatch.negatives - own(minibatch.negatives);
      const drawn = Array.from({ length: minibatch.minedFrom ?? wanted }, () => against[nextNegative()]!);
      const scores = minibatch.minedFrom === null ? [] : score(drawn);
      const order = drawn.map((_, i) => i);
      if (minibatch.minedFrom !== null) order.sort((a, b) => scores[b]! - scores[a]!);
      chosen.push(...order.slice(0, wanted).map((i) => drawn[i]!));

      const sides = tf.tensor(
        chosen.map((_, i) => (i < minibatch.positives ? 1 : -1)),
        [chosen.length, 1],
      );
      const x = batchOf(chosen);
      const loss = (...list: tf.Tensor[]): tf.Scalar =>
        model.loss(Object.fromEntries(names.map((name, i) => [name, list[i]!])), x, sides);
      const { value, grads } = tf.valueAndGrads(loss)(names.map((name) => weights[name]!));
      losses.push(value.dataSync()[0]!);
      names.forEach((name, i) => {
        const { rate, decay } = model.multipliers(name);
        const slope = tf.add(grads[i]!, tf.mul(weights[name]!, 0.0005 * decay));
        velocity[name] = tf.add(tf.mul(velocity[name]!, 0.9), tf.mul(slope, options.rate * factor * rate));
        weights[name] = tf.sub(weights[name]!, velocity[name]);
      });
    }
  }

  async function samples(frame: number, sampling: OnlineSettings['update']['samples']) {
    const side = (box.width + box.height) / 2;
    const signed = (): number => 2 * random.uniform() - 1;
    const { positiveClip } = sampling;
    const deviate = (): number => {
      const normal = random.gaussian();
      return positiveClip === null ? normal : bound(normal, -positiveClip, positiveClip);
    };
    const inPlace = (power: number): Box => {
      const dx = sampling.positiveTranslation * side * deviate();
      const dy = sampling.positiveTranslation * side * deviate();
      return shifted(box, dx, dy, 1.05 ** power);
    };
    const take = (count: number, draw: () => Box, fits: (overlap: number) => boolean): Box[] => {
      const taken: Box[] = [];
      for (let tries = 0; taken.length < count; tries++) {
        if (tries > 40 * count) throw new Error('the reference has no way out for too few samples');
        const one = draw();
        if (fits(iou(one, box))) taken.push(one);
      }
      return taken;
    };
    const isNegative = (overlap: number): boolean => overlap < sampling.negativeOverlap;
    const near = (): Box => {
      const scale = 1.05 ** (sampling.negativeScale * signed());
      const [dx, dy] = [sampling.negativeTranslation * side * signed(), sampling.negativeTranslation * side * signed()];
      return shifted(box, dx, dy, scale);
    };
    const anywhere = (): Box => {
      const scale = 1.05 ** (5 * signed());
      const [x, y] = [random.uniform() * image.width, random.uniform() * image.height];
      return around(x, y, box.width * scale, box.height * scale);
    };
    const far = Math.round(sampling.negatives * sampling.negativesAnywhere);
    const scaled = Math.round(sampling.negatives * sampling.negativesInScale);
    const good = take(
      sampling.positives,
      () => inPlace(sampling.positiveScale * deviate()),
      (overlap) => overlap > sampling.positiveOverlap,
    );
    const bad = [
      ...take(sampling.negatives - far - scaled, near, isNegative),
      ...take(scaled, () => inPlaceLater(), isNegative),
      ...take(far, anywhere, isNegative),
    ];
    /** Its power is drawn before its place. */
    function inPlaceLater(): Box {
      return inPlace(sampling.scaleReach * signed());
    }
    const packed = async (boxes: readonly Box[]) =>
      (await options.maps(frame, boxes)).map((map) => map.map((value) => Math.fround(halved(value))));
    return { positives: await packed(good), negatives: await packed(bad) };
  }

  const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;

  return {
    losses,
    async initialize(start: Box): Promise<void> {
      least = {
        width: Math.min(settings.minimumSideInPixels, start.width),
        height: Math.min(settings.minimumSideInPixels, start.height),
      };
      weights = model.initial(random);
      box = around(start.x + start.width / 2, start.y + start.height / 2, start.width, start.height);
      const all = await samples(0, settings.firstFrame.samples);
      firstSamples = all;
      const { training, negativesKept } = settings.firstFrame;
      train(training.iterations, training.learningRateFactor, all.positives, all.negatives);
      const next = shuffled(all.negatives.length, random);
      const kept = Array.from({ length: negativesKept }, () => all.negatives[next()]!);
      firstSamples = { positives: all.positives, negatives: kept };
      positives = [all.positives];
      negatives = [kept];
      const { failure } = settings;
      const low = mean(score(all.negatives));
      threshold = failure.rule === 'fixed' ? failure.score : low + failure.share * (mean(score(all.positives)) - low);
      await sizes?.train(0, box);
    },
    async track(
      frame: number,
    ): Promise<{ readonly box: Box; readonly confidence: number; readonly succeeded: boolean }> {
      const { candidates, update } = settings;
      const looks = async (centre: Box, size: Box, count: number, deviation: number) => {
        const boxes = Array.from({ length: count }, () => {
          const clipped = (value: number, limit: number | null): number =>
            limit === null ? value : bound(value, -limit, limit);
          const reach = deviation * (size.width + size.height);
          const dx = reach * clipped(random.gaussian(), candidates.translationClip);
          const dy = reach * clipped(random.gaussian(), candidates.translationClip);
          const power = clipped(candidates.scaleDeviation * random.gaussian(), candidates.scaleClip);
          const scale = candidates.scaleStep ** power;
          return around(
            centre.x + centre.width / 2 + dx,
            centre.y + centre.height / 2 + dy,
            size.width * scale,
            size.height * scale,
          );
        });
        const scores = boxes.length === 0 ? [] : score(await options.maps(frame, boxes));
        return boxes.map((one, i) => ({ box: one, score: scores[i]! }));
      };
      const best = (scored: readonly { readonly box: Box; readonly score: number }[]) => {
        const chosen = [...scored].sort((a, b) => b.score - a.score).slice(0, candidates.best);
        const middle = (of: (one: Box) => number): number => mean(chosen.map((one) => of(one.box)));
        return {
          box: {
            x: middle((b) => b.x),
            y: middle((b) => b.y),
            width: middle((b) => b.width),
            height: middle((b) => b.height),
          },
          confidence: mean(chosen.map((one) => one.score)),
        };
      };
      const wide = Math.round(candidates.wideShare * candidates.count);
      const reach = candidates.translation * widening;
      const scored = [
        ...(await looks(box, box, candidates.count - wide, reach)),
        ...(await looks(box, box, wide, reach * candidates.wideFactor)),
      ];
      if (candidates.refinement !== null) {
        const { count, translation } = candidates.refinement;
        scored.push(...(await looks(best(scored).box, box, count, translation)));
      }
      const { box: found, confidence } = best(scored);
      box = found;
      const { scaleLook } = candidates;
      if (scaleLook !== null && confidence > threshold)
        box = await sized(found, { ...scaleLook, stiffness: scaleLook.stiffness! });
      frames++;
      const succeeded = confidence > threshold;
      const [long, short] = [update.longMemory, update.shortMemory];
      if (succeeded) {
        widening = 1;
        await sizes?.train(frame, box);
        const own = await samples(frame, update.samples);
        positives = [...positives, own.positives].slice(-Math.max(long, short));
        negatives = [...negatives, own.negatives].slice(-short);
        if (frames % update.interval === 0) {
          train(
            update.training.iterations,
            update.training.learningRateFactor,
            positives.slice(-long).flat(),
            negatives.flat(),
          );
        }
      } else {
        widening = Math.min(candidates.wideningLimit, widening * candidates.wideningFactor);
        train(
          update.training.iterations,
          update.training.learningRateFactor,
          positives.slice(-short).flat(),
          negatives.flat(),
        );
      }
      return { box, confidence, succeeded };

      /** By the top of the parabola whose normal equations Cramer's rule solves. */
      async function sized(placed: Box, { reach, shift, gain, stiffness }: ScoredLook): Promise<Box> {
        const heights: number[] = [];
        const factor = (await sizes?.search(frame, placed)) ?? 1;
        const expected = bound(Math.log(factor) / Math.log(candidates.scaleStep), -reach, reach);
        for (let power = -reach; power <= reach; power++) {
          const seen = [0, -1, 1].flatMap((across) =>
            (across === 0 ? [0, -1, 1] : [0]).map((down) =>
              shifted(
                placed,
                across * shift * placed.width,
                down * shift * placed.height,
                candidates.scaleStep ** power,
              ),
            ),
          );
          heights.push(mean(score(await options.maps(frame, seen))) - stiffness * (power - expected) ** 2);
        }
        const powers = heights.map((_, i) => i - reach);
        const moment = (k: number): number => powers.reduce((sum, p) => sum + p ** k, 0);
        const against = (k: number): number => powers.reduce((sum, p, i) => sum + p ** k * heights[i]!, 0);
        const determinant = (m: readonly (readonly number[])[]): number =>
          [0, 1, 2].reduce(
            (sum, i) =>
              sum + m[0]![i]! * (m[1]![(i + 1) % 3]! * m[2]![(i + 2) % 3]! - m[1]![(i + 2) % 3]! * m[2]![(i + 1) % 3]!),
            0,
          );
        const normal = [0, 1, 2].map((i) => [0, 1, 2].map((j) => moment(i + j)));
        const solved = (column: number): number =>
          determinant(normal.map((row, i) => row.with(column, against(i)))) / determinant(normal);
        const [slope, bend] = [solved(1), -2 * solved(2)];
        const vertex = bend > 0 ? bound(slope / bend, -reach, reach) : reach * Math.sign(slope);
        return shifted(placed, 0, 0, candidates.scaleStep ** (gain * vertex));
      }
    },
  };
}
