import { join } from 'node:path';
import { readAblation } from '../reports/ablation/readAblation.ts';
import { gatherDetails, type GatherOptions } from '../reports/gatherDetails.ts';
import type { ReportDetails } from '../reports/reportDetails.ts';
import { provenanceOf } from '../results/journal/provenance.ts';
import { readJournal } from '../results/journal/readJournal.ts';
import { readWorkspace } from '../results/workspace.ts';
import { programName } from './program.ts';
import { showProgress } from './terminal/progress.ts';
import type { Terminal } from './terminal/terminal.ts';

/**
 * What a report shows beside the evaluation, with progress.
 * @param workspace folder whose results are reported; undefined for results from elsewhere
 */
export async function reportDetails(
  options: Omit<GatherOptions, 'onProgress'>,
  workspace: string | undefined,
  terminal: Terminal,
): Promise<ReportDetails> {
  let done = 0;
  const progress = showProgress(terminal, 'sequences', () => done);
  try {
    const details = await gatherDetails({
      ...options,
      onProgress(sequencesDone, total, sequence) {
        done = sequencesDone;
        progress.update(total, sequence);
      },
    });
    const ablation = workspace === undefined ? undefined : await readAblation(join(workspace, 'ablation'));
    const machines = workspace === undefined ? [] : provenanceOf(await readJournal(workspace));
    return {
      ...details,
      machines: machines.filter(({ tracker }) => options.trackers.includes(tracker)),
      ablations: ablation === undefined ? [] : [ablation],
      facts: await factsOf(workspace),
    };
  } finally {
    progress.stop();
  }
}

/** Program and, where there is a workspace, what all its runs share. */
async function factsOf(workspace: string | undefined): Promise<NonNullable<ReportDetails['facts']>> {
  const stored = workspace === undefined ? undefined : await readWorkspace(workspace);
  return [
    ['report made by', programName()],
    ...(stored === undefined
      ? []
      : ([
          ['workspace made by', stored.madeBy],
          ['seed', String(stored.seed)],
        ] as const)),
  ];
}
