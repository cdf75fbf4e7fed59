import { join } from 'node:path';
import type { ExitCode, Terminal } from '../terminal/terminal.ts';
import { type Arguments, hasSwitch, listOf, rangeOf, textOf } from './arguments.ts';
import type { Command } from './command.ts';
import { evaluationFlags, readEvaluation } from './readEvaluation.ts';
import { conventionOf, jsonFlag, workspaceOf } from './sharedFlags.ts';
import { tableText } from './tableText.ts';
import { UsageError } from './usageError.ts';

const command: Command = {
  usage:
    '[--workspace FOLDER | --dataset FOLDER|FILE.json --results FOLDER|ZIP,... | --compare FOLDER FOLDER] [--out FOLDER]',
  positionals: [{ name: 'other', describe: 'with --compare: FOLDER of the other workspace' }],
  flags: {
    ...evaluationFlags,
    compare: {
      kind: 'value',
      describe: 'FOLDER OTHER: two workspaces, whose common trackers are set side by side',
    },
    out: {
      kind: 'value',
      describe: 'FOLDER to write to',
      default: "the workspace's folder report; with --compare the other workspace's folder comparison",
    },
    json: jsonFlag,
  },
  examples: [
    { command: 'report', describe: "Write the workspace's report" },
    {
      command: 'report --dataset VOT2018.json --results mine.zip,theirs.zip --out comparison',
      describe: "Compare other people's results",
    },
    {
      command: 'report --compare workspace-2016 workspace-2018',
      describe: 'Set the trackers of two workspaces side by side',
    },
  ],
  async run(values, terminal) {
    if (values.has('compare') || values.has('other')) return compare(values, terminal);
    const folder = textOf(values, 'out') ?? join(workspaceOf(values), 'report');
    const { checkReportFolder } = await import('../../reports/replacedReport.ts');
    await checkReportFolder(folder);
    const { evaluation, dataset, sources, workspace } = await readEvaluation(values, terminal);
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

/** What makes no sense of two workspaces, which know their datasets and results. */
const flagsOfOne = ['workspace', 'dataset', 'datasets', 'results', 'workers'];

async function compare(values: Arguments, terminal: Terminal): Promise<ExitCode> {
  const example = 'as in --compare before after';
  const [first, second, ...more] = [...(values.get('compare') ?? []), ...(values.get('other') ?? [])];
  if (!values.has('compare')) throw new UsageError(`unknown argument: ${JSON.stringify(first)}`, undefined, example);
  if (first === undefined || second === undefined || more.length > 0 || first === '' || second === '') {
    throw new UsageError('invalid --compare: two workspaces are expected', undefined, example);
  }
  const excess = flagsOfOne.find((flag) => values.has(flag));
  if (excess !== undefined) throw new UsageError(`invalid flags: --compare and --${excess}`, undefined, 'give one');
  const out = textOf(values, 'out') ?? join(second, 'comparison');
  const { compareWorkspaces } = await import('../comparison/compareWorkspaces.ts');
  const comparison = await compareWorkspaces(
    first,
    second,
    {
      trackers: listOf(values, 'trackers'),
      sequences: listOf(values, 'sequences'),
      convention: conventionOf(values),
      interval: rangeOf(values, 'interval', 1),
    },
    terminal,
  );
  const { writeComparison } = await import('../../reports/comparison/writeComparison.ts');
  const { comparisonTables, settingsTable } = await import('../../reports/comparison/comparisonTables.ts');
  const { intervalDifference } = await import('../../results/comparison/comparison.ts');
  const differing = intervalDifference(comparison);
  if (differing !== undefined) terminal.say(`warning: ${differing}`);
  const files = await writeComparison(comparison, out);
  if (hasSwitch(values, 'json')) terminal.print(JSON.stringify(comparison, undefined, 2));
  else {
    const said = new Set<string>();
    const tables = comparisonTables(comparison).map((table) => {
      // A note stands under the first of the tables that have it.
      const notes = table.notes.filter((note) => !said.has(note));
      for (const note of notes) said.add(note);
      return [table.title, tableText(table), ...notes].join('\n');
    });
    const settings = settingsTable(comparison);
    const differing = settings.rows.length === 0 ? 'Nothing differs in the settings.' : tableText(settings);
    terminal.print([...tables, `${settings.title}:\n${differing}`, `${files.length} files in ${out}`].join('\n\n'));
  }
  return 0;
}
