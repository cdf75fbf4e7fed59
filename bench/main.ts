import { parseArgs } from 'node:util';
import { challengeBench } from './challengeBench.ts';
import { table } from './measure.ts';
import { overlapBench } from './overlapBench.ts';

/** `npm run bench [-- --trackers 70 --repetitions 15]`: ratios within this run; see docs/performance.md. */
const { values } = parseArgs({
  options: { trackers: { type: 'string', default: '8' }, repetitions: { type: 'string', default: '15' } },
});

const { frames, measurements } = await overlapBench();
console.log(`# Overlap: one run over ${frames} frames\n${table(measurements)}\n`);
console.log(
  `# A challenge from its files\n${await challengeBench(Number(values.trackers), Number(values.repetitions))}`,
);
