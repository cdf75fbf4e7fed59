import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** Python itself: what PATH has may be a script that looks for it, slowly. */
let interpreter = '';

/** Trackers of other people are seldom written in TypeScript; those of the tests are in Python. */
export function requirePython(): void {
  const { status, stdout } = spawnSync('python3', ['-c', 'import sys; print(sys.executable)'], { encoding: 'utf8' });
  interpreter = stdout?.trim() ?? '';
  if (status !== 0) {
    throw new Error(
      'missing python3: tests of external trackers run trackers written in it (on Debian: apt-get install python3)',
    );
  }
}

/** What a line of Python prints. */
export function python(line: string, input: string): string {
  const { status, stdout, stderr } = spawnSync(interpreter, ['-c', line], { input, encoding: 'utf8' });
  if (status !== 0) throw new Error(stderr);
  return stdout;
}

const script = fileURLToPath(new URL('scripted.py', import.meta.url));

export type Action = Readonly<Record<string, unknown>>;

/** The command of a tracker that does what the actions say (scripted.py). */
export function scripted(actions: readonly Action[], record: string): string[] {
  return [interpreter, '-S', script, JSON.stringify(actions), record];
}

export const hear: Action = { hear: true };
export const say = (text: string): Action => ({ say: `${text}\n` });
export const hello = (version: number, more = ''): Action =>
  say(`@@TRAX:hello "trax.version=${version}" "trax.region=rectangle;" "trax.image=path;" ${more}`);
export const state = say('@@TRAX:state "1,2,3,4" ');
