import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { InputError } from '../../datasets/inputError.ts';

/** What this program asks of Slurm. */
export interface Slurm {
  /** The number of the job. @throws InputError with Slurm's words when it refuses */
  submit(script: string): Promise<string>;
  /** Which tasks of a job wait or run; undefined when Slurm does not answer. */
  activeTasks(job: string): Promise<ReadonlySet<number> | undefined>;
  cancel(job: string): Promise<void>;
}

/** The programs of Slurm, as they are in PATH. */
export const slurmCommands: Slurm = {
  async submit(script) {
    const said = await slurm('sbatch', ['--parsable', script]);
    // `17` or, in a federation, `17;cluster`.
    const job = /^\d+/.exec(said.trim())?.[0];
    if (job === undefined) throw new InputError(`invalid answer of sbatch: ${said.trim()}`);
    return job;
  },
  async activeTasks(job) {
    try {
      const said = await slurm('squeue', ['--noheader', '--array', `--jobs=${job}`, '--format=%K']);
      return new Set(said.split('\n').filter(Boolean).map(Number));
    } catch (error) {
      // A job that has long ended is forgotten.
      if (error instanceof Error && /Invalid job id/i.test(error.message)) return new Set();
      if (error instanceof InputError) return undefined;
      throw error;
    }
  },
  async cancel(job) {
    await slurm('scancel', [job]);
  },
};

async function slurm(program: string, words: readonly string[]): Promise<string> {
  // In a group of its own: a Ctrl-C of the terminal must not cut off a submission that Slurm has half heard.
  const child = spawn(program, words, { stdio: ['ignore', 'pipe', 'pipe'], detached: true });
  const problem = new Promise<never>((_, reject) => {
    child.once('error', ({ code, message }: NodeJS.ErrnoException) => {
      const wayOut =
        '--slurm needs a machine from which jobs are submitted; --slurm-script FILE writes a script to take there';
      const isMissing = code === 'ENOENT';
      reject(
        isMissing
          ? new InputError(`missing program: ${program}`, undefined, wayOut)
          : new InputError(`failed: ${program}: ${message}`),
      );
    });
  });
  const closed = once(child, 'close') as Promise<[code: number | null]>;
  const [said, complaint, [code]] = await Promise.race([
    problem,
    Promise.all([text(child.stdout), text(child.stderr), closed]),
  ]);
  if (code === 0) return said;
  throw new InputError(`failed: ${program}: ${complaint.trim().split('\n').at(-1) ?? ''}`);
}
