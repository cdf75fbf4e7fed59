import { join } from 'node:path';
import { hasSwitch, textOf } from './arguments.ts';
import type { Command } from './command.ts';
import { evaluationFlags, readEvaluationAndSources } from './readEvaluation.ts';
import { jsonFlag, workspaceOf } from './sharedFlags.ts';

const command: Command = {
  usage: '[--workspace FOLDER | --dataset FOLDER|FILE.json --results FOLDER|ZIP,...] [--out FOLDER]',
  flags: {
    ...evaluationFlags,
    out: { kind: 'value', describe: 'FOLDER to write to', default: "the workspace's folder report" },
    json: jsonFlag,
  },
  examples: [
    { command: 'report', describe: "Write the workspace's report" },
    {
      command: 'report --dataset VOT2018.json --results mine.zip,theirs.zip --out comparison',
      describe: "Compare other people's results",
    },
  ],
  async run(values, terminal) {
    const folder = textOf(values, 'out') ?? join(workspaceOf(values), 'report');
    const { evaluation, dataset, sources, workspace } = await readEvaluationAndSources(values, terminal);
    const { reportDetails } = await import('../reportDetails.ts');
    const details = await reportDetails(
      { dataset, sources, trackers: Object.keys(evaluation.trackers), convention: evaluation.convention },
      workspace,
      terminal,
    );
    const { writeReport } = await import('../../reports/writeReport.ts');
    const report = await writeReport(evaluation, folder, details);
    if (hasSwitch(values, 'json')) terminal.print(JSON.stringify(report, undefined, 2));
    else terminal.print(`${report.files.length} files in ${folder}\n${report.page}`);
    return 0;
  },
};

export default command;
