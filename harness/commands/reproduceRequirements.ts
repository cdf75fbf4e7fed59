/** @file What a reproduction needs that is not here: said with the commands that get it, or got. */
import { catalogueDataset } from '../../datasets/catalogue/catalogue.ts';
import type { Reproduction } from '../../results/reproduction/reproduction.ts';
import { costOf } from '../reproduction/costAhead.ts';
import { missingWeights, type Requirement } from '../reproduction/requirements.ts';
import { studentBackbone, type TargetPlan } from '../reproduction/targets.ts';
import type { Terminal } from '../terminal/terminal.ts';
import { type Arguments, requiredTextOf, textOf } from './arguments.ts';
import { downloadCommand, hasSequences, locateDataset } from './namedDataset.ts';
import { shellQuote } from './shellQuote.ts';

export interface RequirementsRequest {
  readonly plans: readonly TargetPlan[];
  readonly backbones: readonly string[];
  /** Whether the student's weights are given. */
  readonly hasStudent: boolean;
  readonly cache: string;
  readonly repetitions: { readonly baseline: number; readonly unsupervised: number };
  /** Whether everything may be fetched without asking. */
  readonly yes: boolean;
}

/**
 * Sees to it that the weights are here and that the dataset may be fetched, which the caller does.
 * @returns `left` when the user leaves or stops a download, `missing` when something is not here and may not be fetched
 */
export async function getRequirements(
  { plans, backbones, hasStudent, cache, repetitions, yes }: RequirementsRequest,
  values: Arguments,
  terminal: Terminal,
): Promise<'here' | 'left' | 'missing'> {
  const { path, source } = await locateDataset(requiredTextOf(values, 'dataset'), values);
  const missing: Requirement[] = [];
  if (source !== undefined && !(await hasSequences(path))) {
    missing.push({
      problem: `missing dataset: ${source}`,
      command: downloadCommand(source, { values, folder: path }),
    });
  }
  const needed = backbones.filter((backbone) => !(hasStudent && backbone === studentBackbone));
  const weights = await missingWeights(needed, cache);
  for (const name of weights)
    missing.push({ problem: `missing weights: ${name}`, command: fetchCommand(name, values) });
  if (missing.length === 0) return 'here';
  for (const { problem, command } of missing) terminal.say(`${problem}; "${command}" fetches it`);
  if (source !== undefined) terminal.say(roughCost(source, plans, repetitions));
  if (!yes) {
    if (terminal.ask === undefined) {
      terminal.say('nothing is done: the same command with --yes fetches what is missing and begins');
      return 'missing';
    }
    const answer = await terminal.ask('Fetch what is missing? [y/N] ');
    if (answer === undefined) return 'left';
    if (!/^\s*y(es)?\s*$/i.test(answer)) return 'missing';
  }
  const { default: fetchWeights } = await import('./weightsFetch.ts');
  for (const name of weights) {
    const cacheFlag = textOf(values, 'cache');
    const words = new Map([['name', [name]], ...(cacheFlag === undefined ? [] : [['cache', [cacheFlag]] as const])]);
    // Its paths are no figures of this command.
    const code = await fetchWeights.run(words, { ...terminal, print: (text) => terminal.say(text) });
    if (code !== 0) return 'left';
  }
  return 'here';
}

function fetchCommand(name: string, values: Arguments): string {
  const cache = textOf(values, 'cache');
  return shellQuote([
    'npx',
    'tracking-loss',
    'weights',
    'fetch',
    name,
    ...(cache === undefined ? [] : ['--cache', cache]),
  ]);
}

/** What the runs will be at most on a dataset that is not here yet; their pace is not known before it is. */
function roughCost(
  source: string,
  plans: readonly TargetPlan[],
  repetitions: RequirementsRequest['repetitions'],
): string {
  const { sequences, frames } = catalogueDataset(source);
  if (sequences === null || frames === null) return `ahead: the size of ${source} is not known`;
  const labels = new Map<string, { label: string; runs: number; frames: number }>();
  for (const { target, rows, experiments } of plans) {
    if (target === 'figure3') continue;
    for (const { specification } of rows) {
      for (const experiment of specification === undefined ? [] : experiments) {
        const label = `${specification!.label} ${experiment}`;
        labels.set(label, {
          label,
          runs: sequences * repetitions[experiment],
          frames: frames * repetitions[experiment],
        });
      }
    }
  }
  const cost = costOf([...labels.values()], () => undefined, 1);
  return `ahead: at most ${cost.runs} runs, ${cost.frames} frames; how long is measured when all is here`;
}

/** Which of the challenge's results table 2 lacks, and the command that takes them. */
export function missingResultsText(
  reproductions: readonly Reproduction[],
  workspace: string,
  dataset: string,
): string | undefined {
  const rows = reproductions.flatMap(({ rows, table }) => (table === 'table2' ? rows : []));
  const missing = rows.filter(({ origin, backbone }) => origin === 'missing' && backbone === null);
  if (missing.length === 0) return undefined;
  const command = shellQuote([
    'npx',
    'tracking-loss',
    'import',
    'vot2016-results',
    'ARCHIVE',
    '--dataset',
    dataset,
    '--workspace',
    workspace,
  ]);
  return `missing results: ${missing.map(({ key }) => key).join(', ')}; "${command}" takes them from the challenge's archive of VOT2016`;
}
