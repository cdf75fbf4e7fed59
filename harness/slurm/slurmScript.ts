import { shellQuote } from '../commands/shellQuote.ts';

export interface SlurmTask {
  /** Folder of the batch: absolute, and shared with the nodes. */
  readonly batch: string;
  /** How many tasks the array has. */
  readonly tasks: number;
  /** Runs at a time in a task, each on one core. */
  readonly workers: number;
  /** The program and its words before `--part`. */
  readonly command: readonly string[];
  /** Further options of sbatch, as `--partition=gpu`. */
  readonly options: readonly string[];
}

/** A job array of which each task does its part of the runs. */
export function slurmScript({ batch, tasks, workers, command, options }: SlurmTask): string {
  const directives = [
    '--job-name=tracking-loss',
    `--array=1-${tasks}`,
    '--ntasks=1',
    `--cpus-per-task=${workers}`,
    // A task that a node takes down with it goes on elsewhere: what is stored is not done again.
    '--requeue',
    `--output="${batch}/task-%a.log"`,
    '--open-mode=append',
    ...options,
  ];
  return [
    '#!/bin/sh',
    ...directives.map((directive) => `#SBATCH ${directive}`),
    `exec ${shellQuote(command)} --part "$SLURM_ARRAY_TASK_ID/${tasks}"`,
    '',
  ].join('\n');
}
