import { describe, expect, it } from 'vitest';
import { frameAt } from '../../../datasets/frames.ts';
import { rectangle } from '../../../datasets/region.ts';
import { inProcessExecutor } from '../../../harness/execution/inProcess.ts';
import type { Job } from '../../../harness/execution/job.ts';
import { networkEnvironment } from '../../../trackers/online/networkEnvironment.ts';
import type { TrackerEntry } from '../../../trackers/tracker.ts';
import { TrackerCrash } from '../../../trackers/trackerCrash.ts';
import { named, stillSequence, testNetworks } from './testRuns.ts';

/** Crashes in its fourth frame, so many times. */
function crashing(times: number, retries: number, atStart = false): { entry: TrackerEntry; events: string[] } {
  let left = times;
  const events: string[] = [];
  const entry: TrackerEntry = {
    name: 'crashing',
    description: 'for tests',
    reads: 'path',
    usesNetworks: false,
    retries,
    async create({ random }) {
      events.push(`create ${random.uniform()}`);
      return {
        initialize: async () => {},
        async track({ index }) {
          if (index === 3 && left-- > 0)
            throw new TrackerCrash('it fell over', { details: 'command\n| words', atStart });
          return { region: rectangle(40, 40, 20, 20), confidence: 1 };
        },
        dispose: async () => {},
      };
    },
    close: async () => void events.push('close'),
  };
  return { entry, events };
}

const job: Job = {
  tracker: named('crashing'),
  experiment: 'unsupervised',
  sequence: stillSequence('s', 6),
  repetition: 1,
  convention: 'vot2016',
  seed: 0,
};

async function execute(entry: TrackerEntry): Promise<{ result: unknown; frames: number }> {
  const networks = networkEnvironment(testNetworks);
  const executor = inProcessExecutor({ trackerEntry: () => entry, frameAt, clock: () => 0, networks });
  const result = await executor.execute(job);
  const frames = executor.framesDone();
  await executor.close();
  return { result, frames };
}

describe('executeJob(job) with a tracker that crashes', () => {
  it('does the run again with the same chance, counts its frames once, and says so', async () => {
    const { entry, events } = crashing(1, 1);
    const { result, frames } = await execute(entry);
    expect(result).toMatchObject({ state: 'done', notices: ['it crashed and was run again: frame 4: it fell over'] });
    expect(frames).toBe(6);
    expect(events).toEqual([events[0], 'close', events[0], 'close']);
  });

  it('fails with what the tracker said when it crashes too often', async () => {
    const { entry, events } = crashing(3, 2);
    const { result, frames } = await execute(entry);
    expect(result).toMatchObject({
      state: 'failed',
      failure: { message: 'frame 4: it fell over', details: 'command\n| words', kind: 'tracker' },
    });
    expect(frames).toBe(6);
    expect(events.filter((event) => event !== 'close')).toHaveLength(3);
  });

  it('does not try again where it did not even start', async () => {
    const { entry, events } = crashing(1, 2, true);
    expect((await execute(entry)).result).toMatchObject({ state: 'failed' });
    expect(events).toHaveLength(2);
  });
});
