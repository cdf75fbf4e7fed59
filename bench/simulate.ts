import { parseArgs } from 'node:util';
import { InputError } from '../datasets/inputError.ts';
import { formatBytes } from '../datasets/byteSize.ts';
import { formatDuration } from '../harness/terminal/duration.ts';
import { simulateCluster } from './clusterSimulation.ts';
import { challengeRuns, workspaceRuns } from './measuredRuns.ts';

/**
 * `npm run simulate [-- --workspace W --workers 10,100,1000 --speed 20]`: how long a cluster takes for a benchmark, and what
 * keeps it from being faster; see docs/cluster.md.
 */
const { values } = parseArgs({
  options: {
    workspace: { type: 'string' },
    workers: { type: 'string', default: '1,10,100,1000' },
    /** How much faster a worker is than what was measured. */
    speed: { type: 'string', default: '1' },
    seed: { type: 'string', default: '0' },
    /** Megabytes of the dataset, which each worker fetches. */
    'dataset-mb': { type: 'string', default: '1000' },
    /** Megabytes a second of the line that all of them fetch over. */
    'line-mb': { type: 'string', default: '125' },
    /** Seconds until a worker has loaded its network. */
    start: { type: 'string', default: '20' },
    /** Milliseconds of Redis and of the coordinator for each run. */
    'queue-ms': { type: 'string', default: '2.3' },
    'store-ms': { type: 'string', default: '10' },
    /** Bytes of a packed result for each frame. */
    'frame-bytes': { type: 'string', default: '40' },
  },
});

function numberOf(flag: Exclude<keyof typeof values, 'workspace' | 'workers'>): number {
  const value = Number(values[flag]);
  if (values[flag] !== '' && Number.isFinite(value) && value >= 0) return value;
  throw new InputError(`invalid --${flag}: ${JSON.stringify(values[flag])}`, undefined, 'a number is expected');
}

try {
  const speed = numberOf('speed');
  const runs =
    values.workspace === undefined
      ? challengeRuns(numberOf('seed'), speed)
      : await workspaceRuns(values.workspace, speed);
  for (const text of values.workers.split(',')) {
    const workers = Number(text);
    if (!Number.isInteger(workers) || workers < 1) throw new InputError(`invalid --workers: ${JSON.stringify(text)}`);
    const result = simulateCluster(runs, {
      workers,
      datasetBytes: numberOf('dataset-mb') * 1e6,
      bytesPerSecond: numberOf('line-mb') * 1e6,
      startSeconds: numberOf('start'),
      queueSeconds: numberOf('queue-ms') / 1000,
      storeSeconds: numberOf('store-ms') / 1000,
      resultBytesPerFrame: numberOf('frame-bytes'),
    });
    const { runs: count, workSeconds, elapsedSeconds, datasetBytes, resultBytes, efficiency, limits } = result;
    console.log(
      `${workers} ${workers === 1 ? 'worker' : 'workers'}: ${count} runs, ${(workSeconds / 3600).toFixed(0)} worker hours in ` +
        `${formatDuration(elapsedSeconds)}, ${(100 * efficiency).toFixed(0)} % busy; ` +
        `${formatBytes(datasetBytes)} out, ${formatBytes(resultBytes)} back`,
    );
    for (const { name, seconds } of limits) console.log(`    at least ${formatDuration(seconds)}: ${name}`);
  }
} catch (error) {
  if (!(error instanceof InputError)) throw error;
  console.error(error.message);
  process.exitCode = 2;
}
