import { counted } from '../../datasets/counted.ts';
import type { Dataset } from '../../datasets/sequence.ts';
import type { ReportFiles } from '../../reports/reportFiles.ts';
import { titleOnData } from '../../reports/reproduction/reproductionTables.ts';
import { publishedTable2 } from '../../results/published/publishedTables.ts';
import type { Reproduction } from '../../results/reproduction/reproduction.ts';
import { backboneNames } from '../../trackers/network/backbones/backboneSpec.ts';
import type { TrackerSpecification } from '../../trackers/specification/specification.ts';
import { vot2016Repetitions } from '../execution/plan.ts';
import { openWorkspace } from '../openWorkspace.ts';
import { type TriedNetworks, prepareNetworks } from '../prepareNetworks.ts';
import { differencesFromPaper, isPapersDataset } from '../reproduction/conditions.ts';
import { figure3Sequences } from '../reproduction/figure3.ts';
import {
  aheadText,
  plannedSeries,
  type RunGroup,
  trackersToRun,
  whatIsAhead,
} from '../reproduction/reproductionRuns.ts';
import { remainingRuns } from '../reproduction/remainingRuns.ts';
import { reproductionText } from '../reproduction/reproductionText.ts';
import { papersBackbones, targetNames, type TargetPlan } from '../reproduction/targets.ts';
import { runExperiments } from '../runExperiments.ts';
import type { ExitCode, Terminal } from '../terminal/terminal.ts';
import { type Arguments, hasSwitch, integerOf, textOf } from './arguments.ts';
import type { Command } from './command.ts';
import { papersPreset, type ReproduceRequest, requestOf } from './reproduceRequest.ts';
import { getRequirements, missingResultsText } from './reproduceRequirements.ts';
import { resumeCommand } from './resumeCommand.ts';
import { datasetFlags, openRunnableDataset } from './runnableDataset.ts';
import { conventionFlag, conventionOf, jsonFlag, seedFlag, sequencesFlag, workspaceFlag } from './sharedFlags.ts';
import { devicesFlag, networkFlags } from './trackerFlags.ts';
import { executionFlags, makeExecutor, plannedWorkers } from './workers.ts';

const papersDataset = publishedTable2().dataset;

const command: Command = {
  usage: `${targetNames.join('|')}|all [--dataset FOLDER|NAME] [--yes]`,
  positionals: [{ name: 'target', describe: `which table or figure: ${targetNames.join(', ')}, or all` }],
  flags: {
    ...datasetFlags,
    dataset: { ...datasetFlags['dataset']!, default: papersDataset },
    yes: { kind: 'switch', describe: 'fetch what is missing and begin the runs without asking' },
    sequences: sequencesFlag,
    repetitions: {
      kind: 'value',
      describe: 'NUMBER of repetitions of the baseline; fewer where the first three are equal',
      default: String(vot2016Repetitions.baseline),
    },
    'unsupervised-repetitions': {
      kind: 'value',
      describe: 'NUMBER of repetitions of the unsupervised experiment',
      default: String(vot2016Repetitions.unsupervised),
    },
    ...networkFlags,
    preset: { ...networkFlags['preset']!, default: papersPreset },
    backbone: {
      kind: 'value',
      describe: `networks, separated by commas: ${backboneNames.join(', ')}; all but table 1 take the first`,
      default: `${papersBackbones('table1').join(',')} for table 1, ${papersBackbones('table2').join()} for the others`,
    },
    student: {
      kind: 'value',
      describe: 'FILE of safetensors with distilled weights of zf-compressed',
      default: 'the weights of zf, not distilled',
    },
    settings: { kind: 'value', describe: 'YAML mapping of further settings of all trackers with networks' },
    device: devicesFlag,
    ...executionFlags,
    seed: seedFlag,
    convention: conventionFlag,
    workspace: workspaceFlag,
    out: { kind: 'value', describe: 'FOLDER to write to', default: "the workspace's folder reproduction" },
    json: jsonFlag,
  },
  examples: [
    { command: 'reproduce all', describe: 'Say what is missing and what it will cost, and ask' },
    { command: 'reproduce table1 --yes', describe: 'Fetch what is missing, run, and set the table beside the paper' },
    {
      command: 'reproduce table2 --dataset ./mine --backbone squeezenet --preset light --repetitions 3',
      describe: 'The same trackers on other data',
    },
  ],
  async run(values, terminal) {
    const request = requestOf(values);
    const { reportFiles } = await import('../../reports/reportFiles.ts');
    const files = reportFiles(request.out);
    const answer: Answer = { texts: [], reproductions: [] };
    let code: ExitCode = 0;
    if (request.plans.length > 0) code = await reproduceFromRuns(request, files, answer, values, terminal);
    if (code === 130) return code;
    if (request.targets.includes('figure2')) {
      const { drawFigure2 } = await import('../reproduction/drawFigures.ts');
      answer.texts.push(await drawFigure2(request.figure2Backbone, request.cache, files));
    }
    if (hasSwitch(values, 'json')) {
      terminal.print(JSON.stringify({ tables: answer.reproductions, files: files.written }, undefined, 2));
    } else if (files.written.length > 0) {
      terminal.print([...answer.texts, `${counted(files.written.length, 'file')} in ${request.out}`].join('\n\n'));
    }
    return code;
  },
};

export default command;

interface Answer {
  readonly texts: string[];
  readonly reproductions: Reproduction[];
}

/** Gets, runs and shows what the targets need. What cannot be had is said, and what is there is shown all the same. */
async function reproduceFromRuns(
  request: ReproduceRequest,
  files: ReportFiles,
  answer: Answer,
  given: Arguments,
  terminal: Terminal,
): Promise<ExitCode> {
  const { plans, folder, repetitions } = request;
  const target = textOf(given, 'target')!;
  const values = new Map(given);
  values.delete('target');
  if (!values.has('dataset')) values.set('dataset', [papersDataset]);
  const agreed = await getRequirements(
    {
      plans,
      backbones: [...new Set(plans.flatMap(({ backbones }) => backbones))],
      hasStudent: request.student !== undefined,
      cache: request.cache,
      repetitions,
      yes: hasSwitch(values, 'yes'),
    },
    values,
    terminal,
  );
  if (agreed === 'left') return 130;
  if (agreed === 'missing') return 1;
  const opened = await openRunnableDataset(`reproduce ${target}`, withYes(values), terminal);
  if (opened === undefined) return 130;
  const { dataset, path } = opened;
  const workspace = await openWorkspace(folder, {
    dataset: { name: dataset.name, path },
    convention: conventionOf(values),
    seed: integerOf(values, 'seed', 0),
  });
  const groups = await runGroups(plans, dataset, { folder, isPart: values.has('sequences') });
  const series = plannedSeries(groups, repetitions);
  let tried: Promise<TriedNetworks> | undefined;
  // Once for the measurement and all groups: a device is tried and said once.
  const networks = (): Promise<TriedNetworks> => {
    tried ??= prepareNetworks(allTrackers(groups), request, terminal);
    return tried;
  };
  const { execution } = request;
  const oneWorker = { ...execution, workers: execution.workers === 0 ? 0 : 1, workersPerDevice: undefined };
  const ahead = await whatIsAhead(
    series,
    { folder, convention: workspace.convention },
    {
      workers: async () => (execution.workers === 0 ? 1 : plannedWorkers(execution, await networks()).workers.length),
      openExecutor: async () => makeExecutor(oneWorker, await networks(), terminal),
    },
  );
  let code: ExitCode = 0;
  if (ahead.remaining.length > 0) {
    terminal.say(aheadText(ahead));
    const begin = await mayBegin(hasSwitch(values, 'yes'), terminal);
    if (begin === undefined) return 130;
    if (!begin) code = 1;
    for (const group of begin ? groups : []) {
      const ended = await runExperiments(
        {
          ...group,
          repetitions: repetitions.baseline,
          unsupervisedRepetitions: repetitions.unsupervised,
          folder,
          workspace,
          resumeCommand: resumeCommand(`reproduce ${target}`, withYes(values)),
          retries: execution.retries,
        },
        async (terminal) => {
          const prepared = await networks();
          return { executor: await makeExecutor(execution, prepared, terminal), networks: prepared.identities };
        },
        terminal,
      );
      if (ended === 130) return ended;
      if (ended !== 0) code = ended;
    }
  }
  const left = await remainingRuns(series, folder, workspace.convention);
  await show(request, { dataset, groups, convention: workspace.convention, left }, files, answer, terminal);
  const imported = missingResultsText(answer.reproductions, folder, path);
  if (imported !== undefined) terminal.say(imported);
  return code;
}

function withYes(values: Arguments): Arguments {
  return new Map([...values, ['yes', ['true']]]);
}

function allTrackers(groups: readonly RunGroup[]): TrackerSpecification[] {
  return [...new Map(groups.flatMap(({ trackers }) => trackers.map((one) => [one.label, one] as const))).values()];
}

/** What each target has to run, in the order of the targets. */
async function runGroups(
  plans: readonly TargetPlan[],
  dataset: Dataset,
  { folder, isPart }: { readonly folder: string; readonly isPart: boolean },
): Promise<RunGroup[]> {
  const groups: RunGroup[] = [];
  for (const plan of plans) {
    const sequences = plan.target === 'figure3' && !isPart ? figure3Sequences(dataset) : dataset.sequences;
    const trackers = await trackersToRun(plan, folder);
    groups.push({ dataset: { ...dataset, sequences }, trackers, experiments: plan.experiments });
  }
  return groups;
}

/** Undefined when the user leaves. */
async function mayBegin(yes: boolean, terminal: Terminal): Promise<boolean | undefined> {
  if (yes) return true;
  if (terminal.ask === undefined) {
    terminal.say('nothing is run: the same command with --yes begins; what is stored is shown');
    return false;
  }
  const answer = await terminal.ask('Begin? [y/N] ');
  return answer === undefined ? undefined : /^\s*y(es)?\s*$/i.test(answer);
}

interface Shown {
  readonly dataset: Dataset;
  readonly groups: readonly RunGroup[];
  readonly convention: 'vot2016' | 'current';
  readonly left: readonly { readonly label: string; readonly runs: number }[];
}

async function show(
  request: ReproduceRequest,
  { dataset, groups, convention, left }: Shown,
  files: ReportFiles,
  answer: Answer,
  terminal: Terminal,
): Promise<void> {
  const { reproduceTable } = await import('../reproduction/reproduceTable.ts');
  const { writeReproduction } = await import('../../reports/reproduction/writeReproduction.ts');
  const { drawFigure3, drawFigure6 } = await import('../reproduction/drawFigures.ts');
  const isPapers = isPapersDataset(dataset);
  const data = { name: dataset.name, isPapersDataset: isPapers, papersDataset };
  for (const [index, plan] of request.plans.entries()) {
    const { target, backbones, rows } = plan;
    const { sequences } = groups[index]!.dataset;
    if (target === 'figure3') {
      const title = titleOnData('Figure 3', { ...data, sequences: dataset.sequences.length });
      const label = rows[0]!.specification!.label;
      answer.texts.push(await drawFigure3(sequences, { folder: request.folder, label, title }, files));
      continue;
    }
    const table = target === 'table1' ? 'table1' : 'table2';
    const differences = differencesFromPaper(
      table,
      { ...request, backbones },
      { repetitions: request.repetitions.baseline, convention },
    );
    const { reproduction, evaluation } = await reproduceTable(
      table,
      plan,
      {
        dataset,
        isPapersDataset: isPapers,
        differences,
        folder: request.folder,
        convention,
        missingRuns: new Map(left.map(({ label, runs }) => [label, runs])),
      },
      terminal,
    );
    if (target === 'figure6') {
      const title = titleOnData('Figure 6', { ...data, sequences: sequences.length });
      answer.texts.push(await drawFigure6(evaluation, title, files));
      continue;
    }
    await writeReproduction(reproduction, files);
    answer.reproductions.push(reproduction);
    answer.texts.push(reproductionText(reproduction));
  }
}
