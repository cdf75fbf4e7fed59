/**
 * @file `npm run faults [-- --kills 50 --seed 1]`: kills, fills disks, turns clocks, damages files; says the counts. Exit
 * code 1 when a result differs from the undisturbed ones, or when something stored was run again.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { randomFrom } from '../../datasets/random.ts';
import { writeSyntheticDataset } from '../../datasets/synthetic/writeSyntheticDataset.ts';
import {
  damageFiles,
  type FaultReport,
  fillDisk,
  jumpClock,
  killAtRandom,
  undisturbed,
  workTogether,
} from './faults.ts';
import type { Subject } from './program.ts';

const { values } = parseArgs({
  options: { kills: { type: 'string', default: '50' }, seed: { type: 'string', default: '1' } },
});

const folder = await mkdtemp(join(tmpdir(), 'tracking-loss-faults-'));
try {
  const dataset = join(folder, 'dataset');
  await writeSyntheticDataset(dataset, { maxLength: 15, sequences: ['ball', 'car', 'book'] });
  const program = fileURLToPath(new URL('../../harness/main.js', import.meta.url));
  const subject: Subject = { program, dataset, trackers: 'ncc,kcf,static' };
  const start = performance.now();
  const expected = await undisturbed(subject, join(folder, 'undisturbed'));
  const tookMs = performance.now() - start;
  console.log(`undisturbed: ${expected.size} files in ${(tookMs / 1000).toFixed(1)} s`);

  let isWrong = false;
  const tell = (name: string, report: FaultReport | undefined): void => {
    if (report === undefined) {
      console.log(`${name}: left out, for this user may not mount a file system`);
      return;
    }
    const { faults, differing, doneTwice, said, code, ...counts } = report;
    const numbers = Object.entries({ ...faults, ...counts }).map(([what, count]) => `${what} ${count}`);
    console.log(`${name}: ${numbers.join(', ')}, differing ${differing.length}, doneTwice ${doneTwice.length}`);
    if (code === 0 && differing.length === 0 && doneTwice.length === 0) return;
    isWrong = true;
    console.log([`exit code ${code}`, ...differing, ...doneTwice, ...said].join('\n'));
  };

  const random = randomFrom('faults', Number(values.seed));
  // Each attempt gets on by a part; a workspace that is complete is begun anew, so that the kills meet all stages of the work.
  for (let left = Number(values.kills), round = 1; left > 0; round++) {
    const kills = Math.min(left, 5);
    const workspace = join(folder, `kills${round}`);
    tell(
      `kill -9, ${kills} times`,
      await killAtRandom(subject, workspace, expected, { kills, withinMs: 0.7 * tookMs, random }),
    );
    left -= kills;
  }
  tell('disk full', await fillDisk(subject, join(folder, 'disk'), expected));
  tell('clock jumps', await jumpClock(subject, join(folder, 'clock'), expected));
  tell('damaged files', await damageFiles(subject, join(folder, 'damage'), expected, 5));
  tell(
    'three at once, one killed',
    await workTogether(subject, join(folder, 'together'), expected, { processes: 3, killAfterMs: tookMs / 4 }),
  );
  if (isWrong) process.exitCode = 1;
} finally {
  await rm(folder, { recursive: true, force: true });
}
