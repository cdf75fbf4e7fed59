import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { InputError } from '../../datasets/inputError.ts';

/** What this program asks of Slurm. */
export interface Slurm {
  /** The number of the job. @throws InputError with Slurm's words when it refuses */
  submit(script: string): Promise<string>;
  /** Which tasks of a job wait or run; undefined when Slurm does not answer. */
  activeTasks(job: string): Promise<ReadonlySet<number> | undefined>;
  cancel(job: string): Promise<void>;
}

const run = promisify(execFile);

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
  try {
    return (await run(program, [...words], { maxBuffer: 2 ** 26 })).stdout;
  } catch (error) {
    const { code, stderr = '' } = error as NodeJS.ErrnoException & { readonly stderr?: string };
    if (code === 'ENOENT') {
      throw new InputError(
        `missing program: ${program}`,
        undefined,
        '--slurm needs a machine from which jobs are submitted; --slurm-script FILE writes a script to take there',
      );
    }
    throw new InputError(`failed: ${program}: ${stderr.trim().split('\n').at(-1) ?? ''}`);
  }
}
