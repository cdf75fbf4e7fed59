import type { LiveProcess } from '../../results/claims/liveProcesses.ts';
import { lookUp } from '../../results/claims/processIdentity.ts';
import { type WorkspaceStatus, workspaceStatus } from '../../results/journal/workspaceStatus.ts';
import { describeRun } from '../../results/run.ts';
import { readWorkspace, type Workspace } from '../../results/workspace.ts';
import { workerText } from '../progress/runLines.ts';
import { alignColumns } from './alignColumns.ts';
import { hasSwitch } from './arguments.ts';
import type { Command } from './command.ts';
import { jsonFlag, workspaceFlag, workspaceOf } from './sharedFlags.ts';
import { missingWorkspace } from './workspaceDataset.ts';

const command: Command = {
  usage: '[--workspace FOLDER] [--json]',
  flags: { workspace: workspaceFlag, json: jsonFlag },
  examples: [{ command: 'status', describe: 'Say how far the runs of ./workspace are, and what is being done there' }],
  async run(values, terminal) {
    const folder = workspaceOf(values);
    const workspace = await readWorkspace(folder);
    if (workspace === undefined) throw missingWorkspace(folder);
    const status = await workspaceStatus(folder);
    const { dataset, convention, seed } = workspace;
    if (hasSwitch(values, 'json')) {
      terminal.print(JSON.stringify({ dataset, convention, seed, ...status }, undefined, 2));
    } else terminal.print(statusText(workspace, status));
    return 0;
  },
};

export default command;

export function statusText({ dataset, convention, seed }: Workspace, status: WorkspaceStatus): string {
  const { trackers, processes, failures, sessions, unreadableLines, commands } = status;
  const missing = trackers.reduce((sum, { planned, done }) => sum + planned - done, 0);
  const rows = trackers.map((one) => [
    one.tracker,
    one.experiment,
    ...[one.planned, one.done, one.failed, one.running].map(String),
  ]);
  return [
    `${dataset.name} (${dataset.path}), convention ${convention}, seed ${seed}`,
    alignColumns([['tracker', 'experiment', 'planned', 'done', 'failed', 'running'], ...rows], [2, 3, 4, 5]),
    ...(processes.length === 0 ? ['no process works here'] : processes.flatMap(processLines)),
    ...(failures.length === 0 ? [] : ['last failures:']),
    ...failures.map(({ at, run, kind, reason }) => `  ${at} ${describeRun(run)}: ${reason} (${kind})`),
    ...(unreadableLines === 0 ? [] : [`${unreadableLines} lines of the journal cannot be read`]),
    `${sessions} commands in the journal, ${missing} runs missing`,
    ...(processes.length === 0 ? commands.map((command) => `to finish: ${command}`) : []),
  ].join('\n');
}

function processLines(process: LiveProcess): string[] {
  const { pid, host, startedAt, runsDone, runsPlanned, failures, workers, at } = process;
  // Of another machine only its last sign is known.
  const sign = lookUp(process) === 'alive' ? '' : `, last sign at ${at} by its clock`;
  const failed = failures === 0 ? '' : `, ${failures} failed`;
  return [
    `process ${pid} on ${host} since ${startedAt}: ${runsDone} of ${runsPlanned} runs${failed}${sign}`,
    ...workers.map((worker) => `  ${workerText(worker)}`),
  ];
}
