/** @file What a crew and its worker processes say to each other. */
import type { NetworkSettings } from '../../../trackers/online/networkEnvironment.ts';
import type { Job, JobResult } from '../job.ts';

/** Given to a worker process when it starts, as its argument. */
export interface MemberSettings {
  readonly networks: NetworkSettings;
  /** Address of the module that its thread runs. */
  readonly workerFile: string;
  readonly heapMegabytes: number;
}

export type ToMember = { readonly type: 'job'; readonly job: Job } | { readonly type: 'stop' | 'close' };

export type FromMember =
  /** It has loaded and waits for a job. */
  | { readonly type: 'ready' }
  /** Now and then: frames that the job in hand is through with, and the memory of the process. */
  | { readonly type: 'progress'; readonly frame: number; readonly memoryBytes: number }
  | { readonly type: 'result'; readonly result: JobResult }
  /** It can do no job at all, with the reason. */
  | { readonly type: 'broken'; readonly message: string };
