import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { InputError } from '../../../datasets/inputError.ts';
import { polygon, rectangle, type Region, special } from '../../../datasets/region.ts';
import { regionAt } from '../../../datasets/trajectory.ts';
import { runBaseline } from '../../../harness/experiments/baseline.ts';
import { RunStopped } from '../../../harness/experiments/experiment.ts';
import { codesOf, elsewhere, type Script, scripted, sequenceOf, target } from './scriptedTracker.ts';

/** Codes of a run of `length` frames in which the target is lost whenever one of `lost` is tracked. */
async function codesWhenLost(length: number, ...lost: number[]): Promise<string> {
  const { makeTracker, options } = scripted({ answer: (index) => (lost.includes(index) ? elsewhere : target) });
  return codesOf((await runBaseline(sequenceOf(length), makeTracker, options)).trajectory);
}

function run(script: Script, length: number, truth?: readonly Region[]): ReturnType<typeof runBaseline> {
  const { makeTracker, options } = scripted(script);
  return runBaseline(sequenceOf(length, truth), makeTracker, options);
}

// Every expected string follows field.md's loop by hand: a failure at f gives code 2 at f, 0 at f+1..f+4, 1 at f+5.
describe('runBaseline(sequence, makeTracker, options)', () => {
  it('marks the first frame with 1 and keeps the regions of the others', async () => {
    expect(await codesWhenLost(12)).toBe('1RRRRRRRRRRR');
  });

  it('marks a failure with 2, skips four frames with 0 and initialises again in the fifth', async () => {
    expect(await codesWhenLost(12, 3)).toBe('1RR200001RRR');
  });

  it.each([
    [11, '1RRRRRRRRRR2'],
    [10, '1RRRRRRRRR20'],
    [9, '1RRRRRRRR200'],
    [8, '1RRRRRRR2000'],
    [7, '1RRRRRR20000'],
  ])('leaves the rest skipped when frame %i of 12 fails: no frame is left to start again', async (failure, codes) => {
    expect(await codesWhenLost(12, failure)).toBe(codes);
  });

  it('initialises in the very last frame when the failure is five frames before it', async () => {
    expect(await codesWhenLost(12, 6)).toBe('1RRRRR200001');
  });

  it('counts a failure in the frame after an initialisation', async () => {
    expect(await codesWhenLost(12, 1)).toBe('1200001RRRRR');
    expect(await codesWhenLost(14, 2, 8)).toBe('1R200001200001');
  });

  it('does not judge the frame of an initialisation', async () => {
    expect(await codesWhenLost(8, 0, 6)).toBe('1RRRRR20');
    expect(await codesWhenLost(1, 0)).toBe('1');
  });

  it('gives well-formed codes for any pattern of failures', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 60 }), fc.array(fc.nat(60)), async (length, lost) => {
        const codes = await codesWhenLost(length, ...lost);
        expect(codes).toHaveLength(length);
        // Runs of regions, each ended by a failure with four skipped frames and a start, or by the end of the sequence.
        expect(codes).toMatch(/^(1R*20000)*1R*(20{0,4})?$/);
        for (let index = 0; index < length; index++) {
          if (codes[index] === '2') expect(lost).toContain(index);
          if (codes[index] === 'R') expect(lost).not.toContain(index);
        }
      }),
    );
  });

  it('makes a new tracker for each initialisation, shows it only frames in order, and disposes of it', async () => {
    const { log, makeTracker, options } = scripted({ answer: (index) => (index === 2 ? elsewhere : target) });
    await runBaseline(sequenceOf(9), makeTracker, options);
    const first = ['new', 'initialize 0', 'track 1', 'track 2', 'dispose'];
    const second = ['new', 'initialize 7', 'track 8', 'dispose'];
    expect(log).toEqual([...first, ...second]);
  });

  it('initialises with the ground truth as it stands in the file', async () => {
    const truth = Array.from({ length: 7 }, (_, index) => polygon(10, 10, 30, 10 + index, 30, 30, 10, 30));
    const given: [number, Region][] = [];
    await run(
      {
        onInitialize: (index, region) => given.push([index, region]),
        answer: (index) => (index === 1 ? elsewhere : target),
      },
      7,
      truth,
    );
    expect(given).toEqual([
      [0, truth[0]],
      [6, truth[6]],
    ]);
  });

  it('counts the overlap by the convention: a rectangle that ends where the other begins fails in `current` alone', async () => {
    // vot2016: x runs to 10 + 20 = 30, one column shared with 29; current: to 29, and boxes that share a border are apart.
    const answer = (): Region => rectangle(29, 10, 20, 20);
    expect(codesOf((await run({ answer, convention: 'vot2016' }, 3)).trajectory)).toBe('1RR');
    expect(codesOf((await run({ answer, convention: 'current' }, 3)).trajectory)).toBe('120');
  });

  it('counts the overlap inside the image only', async () => {
    // Truth and answer share columns -10 to -2, all outside.
    const truth = Array<Region>(3).fill(rectangle(-10, 10, 20, 20));
    const { trajectory } = await run({ answer: () => rectangle(-30, 10, 28, 20) }, 3, truth);
    expect(codesOf(trajectory)).toBe('120');
  });

  it.each<[string, Region]>([
    ['NaN', rectangle(NaN, 10, 20, 20)],
    ['an infinite polygon', polygon(0, 0, Infinity, 0, 10, 10)],
    ['a code', special(1)],
    ['a rectangle without area', rectangle(20, 20, 0, 0)],
  ])('takes %s from a tracker for a failure', async (_, answer) => {
    expect(codesOf((await run({ answer: () => answer }, 3)).trajectory)).toBe('120');
  });

  it('takes no frame for a failure whose ground truth does not show the target', async () => {
    const truth = [target, special(0), rectangle(200, 10, 5, 5), target];
    const { trajectory } = await run({ answer: (index) => (index === 3 ? target : elsewhere) }, 4, truth);
    expect(codesOf(trajectory)).toBe('1RRR');
  });

  it('initialises in the first frame that shows the target where the one in turn does not', async () => {
    const truth = Array<Region>(12).fill(target);
    for (const index of [0, 7, 8]) truth[index] = special(0);
    const { trajectory } = await run({ answer: (index) => (index === 2 ? elsewhere : target) }, 12, truth);
    expect(codesOf(trajectory)).toBe('0120000001RR');
  });

  it('writes a code from a tracker as 0 where the target is not shown either', async () => {
    const { trajectory } = await run({ answer: (index) => (index === 1 ? special(2) : target) }, 3, [
      target,
      special(0),
      target,
    ]);
    expect(codesOf(trajectory)).toBe('10R');
  });

  it('refuses a sequence that never shows its target', async () => {
    const truth = Array<Region>(3).fill(special(0));
    await expect(run({}, 3, truth)).rejects.toThrow(InputError);
  });

  it('gives the region, the confidence and the seconds of each frame, and NaN for what a tracker did not see', async () => {
    const { trajectory, timesInSeconds, confidences } = await run(
      {
        answer: (index) => (index === 2 ? elsewhere : rectangle(10 + index, 10, 20, 20)),
        confidence: (index) => index / 10,
        durationMs: (index) => 100 + index,
      },
      8,
    );
    expect(regionAt(trajectory, 1)).toEqual(rectangle(11, 10, 20, 20));
    expect([...timesInSeconds]).toEqual([0.1, 0.101, 0.102, NaN, NaN, NaN, NaN, 0.107]);
    expect([...confidences]).toEqual([NaN, 0.1, 0.2, NaN, NaN, NaN, NaN, NaN]);
  });

  it('decodes frames off the clock, the next one before the one at hand is tracked', async () => {
    const { log, makeTracker, options } = scripted({ decode: true, durationMs: () => 7 });
    // The scripted clock is moved by decoding too, so a decode on the clock would show.
    const { timesInSeconds } = await runBaseline(sequenceOf(3), makeTracker, options);
    expect([...timesInSeconds]).toEqual([0.007, 0.007, 0.007]);
    expect(log.indexOf('image 1')).toBeLessThan(log.indexOf('initialize 0'));
    expect(log.indexOf('image 2')).toBeLessThan(log.indexOf('track 1'));
  });

  it('decodes nothing for a tracker that reads the files itself', async () => {
    const { log, makeTracker, options } = scripted({ decode: false });
    await runBaseline(sequenceOf(3), makeTracker, options);
    expect(log.filter((entry) => entry.startsWith('image'))).toEqual([]);
  });

  it('says which frame cannot be read, counted from 1, and disposes of the tracker', async () => {
    const { log, makeTracker, options } = scripted({ decode: true, unreadable: [2] });
    await expect(runBaseline(sequenceOf(5), makeTracker, options)).rejects.toThrow('frame 3: cannot be decoded');
    expect(log.at(-1)).toBe('dispose');
  });

  it('does not mind a frame that cannot be read among those that are skipped', async () => {
    const { trajectory } = await run(
      { decode: true, unreadable: [2, 3], answer: (index) => (index === 1 ? elsewhere : target) },
      7,
    );
    expect(codesOf(trajectory)).toBe('1200001');
  });

  it.each<[string, Script]>([
    [
      'initialize',
      {
        onInitialize: () => {
          throw new Error('no memory');
        },
      },
    ],
    [
      'track',
      {
        answer: () => {
          throw new Error('no memory');
        },
      },
    ],
  ])('disposes of a tracker whose %s fails, and gives its error', async (_, script) => {
    const { log, makeTracker, options } = scripted({
      ...script,
      onDispose: () => {
        throw new Error('cannot be disposed of either');
      },
    });
    await expect(runBaseline(sequenceOf(5), makeTracker, options)).rejects.toThrow(/^frame [12]: no memory$/);
    expect(log.filter((entry) => entry === 'dispose')).toHaveLength(1);
  });

  it('fails when a tracker cannot be disposed of', async () => {
    const script: Script = {
      onDispose: () => {
        throw new Error('the process hangs');
      },
    };
    await expect(run(script, 3)).rejects.toThrow('the process hangs');
  });

  it('stops between two frames when told to, and disposes of the tracker', async () => {
    const controller = new AbortController();
    const { log, makeTracker, options } = scripted({
      signal: controller.signal,
      answer(index) {
        if (index === 2) controller.abort();
        return target;
      },
    });
    await expect(runBaseline(sequenceOf(9), makeTracker, options)).rejects.toThrow(RunStopped);
    expect(log).toEqual(['new', 'initialize 0', 'track 1', 'track 2', 'dispose']);
  });

  it('does not wait for a tracker that is silent when it is stopped', async () => {
    const signal = { aborted: false };
    const { makeTracker, options, log } = scripted({ answer: () => target });
    const silent = async (): ReturnType<typeof makeTracker> => ({
      ...(await makeTracker()),
      track: () => {
        signal.aborted = true;
        return new Promise(() => {});
      },
    });
    await expect(runBaseline(sequenceOf(9), silent, { ...options, signal })).rejects.toThrow(RunStopped);
    expect(log).toEqual(['new', 'initialize 0', 'dispose']);
  });
});
