import { fork } from 'node:child_process';
import { once } from 'node:events';
import type { Examination, ExaminationRequest } from './examination.ts';

export interface ExaminationOptions {
  /** Ends the examination, which then counts as failed. */
  readonly signal?: AbortSignal;
  /** Beyond the time for measuring; default a minute: drivers compile their kernels at the first run. */
  readonly timeoutMs?: number;
  /** What the process runs; by default the module beside this one. */
  readonly processFile?: URL;
}

/** Of what the process said before its end; its last line is told. */
const longestLine = 2000;

/** Tries a device in a process of its own and measures it there: this thread is not blocked and survives whatever happens. */
export async function examineDevice(
  request: ExaminationRequest,
  options: ExaminationOptions = {},
): Promise<Examination> {
  const { signal, timeoutMs = 60_000, processFile = new URL('./probeProcess.js', import.meta.url) } = options;
  const { device, measureMs = 0 } = request;
  const failed = (problem: string): Examination => ({ device, works: false, problem });
  if (signal?.aborted === true) return failed('interrupted');
  const child = fork(processFile, [JSON.stringify(request)], {
    execArgv: [],
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  });
  let answer: Examination | undefined;
  let spoken = '';
  child.on('message', (message) => (answer = message as Examination));
  child.stderr!.setEncoding('utf8').on('data', (text: string) => (spoken = (spoken + text).slice(-longestLine)));
  let end = '';
  const kill = (reason: string): void => {
    end = reason;
    child.kill('SIGKILL');
  };
  const timer = setTimeout(() => kill(`no answer within ${timeoutMs / 1000} s`), timeoutMs + 2 * measureMs);
  const onAbort = (): void => kill('interrupted');
  signal?.addEventListener('abort', onAbort);
  try {
    const [code, endSignal] = (await once(child, 'close')) as [number | null, string | null];
    // A driver may still crash when its process ends; the answer was given before.
    if (answer !== undefined) return answer;
    const reason = end || `its process ended with ${endSignal ?? `exit code ${code}`}`;
    const lastLine = spoken.trim().split('\n').at(-1);
    return failed(lastLine ? `${reason}: ${lastLine}` : reason);
  } catch (error) {
    return failed(`its process could not be started: ${(error as Error).message}`);
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener('abort', onAbort);
  }
}
