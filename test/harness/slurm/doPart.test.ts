import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ownConfiguration } from '../../../harness/execution/ownConfiguration.ts';
import { doPart } from '../../../harness/slurm/doPart.ts';
import { readResult, writeRuns } from '../../../harness/slurm/runsFile.ts';
import { keepConfiguration } from '../../../results/trackerConfiguration.ts';
import { temporaryFolders } from '../../temporaryFolder.ts';
import { inProcess, named, stillSequence, storedFiles } from '../execution/testRuns.ts';
import type { SentRun } from '../../../harness/queue/runIdentity.ts';

const temporaryFolder = temporaryFolders();

describe('doPart(options)', () => {
  it('stores no run under a label that was given to another tracker since it was planned', async () => {
    const workspace = await temporaryFolder();
    const file = join(workspace, 'slurm/1/runs.jsonl');
    const run = {
      tracker: named('still'),
      experiment: 'unsupervised',
      sequence: stillSequence('ball', 3),
      repetition: 1,
      convention: 'vot2016',
      seed: 0,
    } as const;
    await writeRuns(file, [{} as SentRun, {} as SentRun]);
    const said: string[] = [];
    const doOne = (part: number) =>
      doPart({
        file,
        part,
        parts: 2,
        workspace,
        receiver: { receive: async () => run },
        executor: inProcess(),
        say: (text) => said.push(text),
      });
    await keepConfiguration(workspace, 'still', { ...ownConfiguration(run.tracker), tracker: 'another' });
    expect(await doOne(1)).toEqual({ stored: 0, failed: 1, left: 0 });
    expect(said).toEqual([expect.stringMatching(/^failed: invalid settings of still: .*"another" -> "still"/)]);
    expect(await readResult(file, 0)).toMatchObject({ state: 'failed' });
    expect(Object.keys(await storedFiles(workspace))).toEqual(['still/tracker.yaml']);

    await keepConfiguration(workspace, 'still', ownConfiguration(run.tracker));
    expect(await doOne(2)).toEqual({ stored: 1, failed: 0, left: 0 });
  });
});
