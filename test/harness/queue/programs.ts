import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { setTimeout as wait } from 'node:timers/promises';

const program = fileURLToPath(new URL('../../../dist/harness/main.js', import.meta.url));

/** A command of the command line that is under way. */
export interface Running {
  readonly child: ChildProcess;
  /** What it has said so far. */
  readonly stderr: () => string;
  /** Waits until it has said something. */
  said(text: string | RegExp, times?: number): Promise<void>;
  /** Its exit code; null when a signal ended it. */
  readonly ended: Promise<number | null>;
}

const patienceMs = 60_000;

export function start(words: readonly string[], environment: Readonly<Record<string, string>> = {}): Running {
  const child = spawn(process.execPath, [program, ...words], {
    stdio: ['ignore', 'ignore', 'pipe'],
    env: { ...process.env, ...environment },
  });
  let stderr = '';
  child.stderr.on('data', (data: Buffer) => {
    stderr += data.toString();
  });
  const ended = once(child, 'close').then(([code]) => code as number | null);
  return {
    child,
    stderr: () => stderr,
    ended,
    async said(text, times = 1) {
      const endMs = performance.now() + patienceMs;
      for (;;) {
        const count = typeof text === 'string' ? stderr.split(text).length - 1 : (stderr.match(text) ?? []).length;
        if (count >= times) return;
        if (child.exitCode !== null || performance.now() > endMs) {
          throw new Error(`never said ${String(text)}: ${stderr}`);
        }
        await wait(20);
      }
    },
  };
}

/** Commands that are ended after the test, whatever became of it. */
export function programs(): {
  start: typeof start;
  endAll(): Promise<void>;
} {
  const all: Running[] = [];
  return {
    start(words, environment) {
      const running = start(words, environment);
      all.push(running);
      return running;
    },
    async endAll() {
      for (const { child } of all) child.kill('SIGKILL');
      await Promise.all(all.splice(0).map(({ ended }) => ended));
    },
  };
}
