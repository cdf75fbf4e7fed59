/**
 * @file What a worker process of a crew does: one job after the other, on one thread of its own. This thread has nothing
 * to do but to listen, so it hears that it should stop, or that its crew is gone, whatever the tracker does.
 */
import { poolExecutor } from '../pool.ts';
import type { FromMember, MemberSettings, ToMember } from './crewMessages.ts';

const reportEveryMs = 250;

const { networks, workerFile, heapMegabytes } = JSON.parse(process.argv[2]!) as MemberSettings;
const pool = poolExecutor(1, networks, new URL(workerFile), { heapMegabytes });

function tell(message: FromMember): void {
  // A crew that is gone needs no answer; `disconnect` ends this process.
  process.send!(message, undefined, {}, () => {});
}

// Killed, not exited: ending a thread while onnxruntime computes in it would abort the process with a dump.
process.on('disconnect', () => process.kill(process.pid, 'SIGKILL'));

process.on('message', (message: ToMember) => {
  if (message.type === 'job') void work(message.job);
  else if (message.type === 'stop') pool.stop();
  else {
    void pool.close().finally(() => {
      process.exit(0);
    });
  }
});

async function work(job: Extract<ToMember, { type: 'job' }>['job']): Promise<void> {
  const before = pool.framesDone();
  const timer = setInterval(() => {
    tell({ type: 'progress', frame: pool.framesDone() - before, memoryBytes: process.memoryUsage.rss() });
  }, reportEveryMs);
  try {
    tell({ type: 'result', result: await pool.execute(job) });
  } catch (error) {
    giveUp(error);
  } finally {
    clearInterval(timer);
  }
}

function giveUp(error: unknown): void {
  tell({ type: 'broken', message: error instanceof Error ? error.message : String(error) });
}

pool.loaded.then(() => tell({ type: 'ready' }), giveUp);
