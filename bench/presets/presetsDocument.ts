/** @file The text of docs/presets.md: all numbers of all presets, from the code that makes them. */
import type { MdnetConfiguration } from '../../trackers/mdnet-n/configuration.ts';
import { mdnetPreset } from '../../trackers/mdnet-n/presets.ts';
import { type BackboneName, backboneNames, type BackboneSpec } from '../../trackers/network/backbones/backboneSpec.ts';
import { type PresetName, presetNames } from '../../trackers/online/presets.ts';
import { windowSize } from '../../trackers/online/sharedMaps.ts';
import { paperTrackers } from '../../trackers/specification/names.ts';
import { defaultPreset } from '../../trackers/specification/overrides.ts';
import { anchorGrid } from '../../trackers/tracking-loss/anchors.ts';
import type { TrackingLossConfiguration } from '../../trackers/tracking-loss/configuration.ts';
import { trackingLossPreset } from '../../trackers/tracking-loss/presets.ts';
import { centralAnchors, strategyAnchors, strategyNames } from '../../trackers/tracking-loss/strategies.ts';
import { type AnchorMap, backboneMap } from './backboneMaps.ts';
import { mdnetNumbers } from './mdnetNumbers.ts';
import { nothing, settingRows, type SettingRow, userSettings } from './settingRows.ts';
import { paperSource } from './paperSources.ts';
import { settingSentences } from './settingSentences.ts';

/** Of the first table; the second has what others change. */
const shownTracker = 'Ours_softmax';
const shownBackbone: BackboneName = 'squeezenet';

const presetTitles = presetNames.map((preset) => `\`${preset}\``);

/** A network that has no name here, in a file. */
const otherBackbone: BackboneSpec = { onnx: 'net.onnx', layer: 'map', colourOrder: 'RGB', means: [0, 0, 0] };

/** Headings of the first table's parts, each with how the keys of its settings begin; the first that fits. */
const parts: readonly (readonly [heading: string, start: string])[] = [
  ['Shared maps', 'online.maps'],
  ['Candidates', 'online.candidates'],
  ['First frame', 'online.firstFrame'],
  ['Updates', 'online.update'],
  ['Minibatches', 'online.minibatch'],
  ['Failure', 'online.failure'],
  ['Crops and boxes', 'online'],
  ['Parts, losses and heads', ''],
];

/** @throws Error for a setting without a sentence */
export function presetsDocument(): string {
  const own = settingRows(presetNames.map((preset) => userSettings(tracker(shownTracker, preset, shownBackbone))));
  const sections = [
    `# Presets

All numbers of \`--preset ${presetNames.join('|')}\`, default \`${defaultPreset}\`. \`npm run presets\` writes this page from the code (\`bench/presets/\`);
a test fails when it is out of date. Where the numbers of \`tuned\` come from is in [tuning.md](tuning.md).

Keys are those of [settings of one's own](trackers.md#settings-of-ones-own): \`online.candidates.count\` is
\`Ours_softmax{online: {candidates: {count: 128}}}\`. Values in braces are given whole, and so is what a preset has as \`null\`
and others in parts (there the parts are ${nothing}). IoU is intersection over union.`,
    `## The paper's trackers

\`${shownTracker}\` on \`${shownBackbone}\`. Other backbones and other trackers change what the [next](#by-backbone) [two](#by-tracker) tables have, and
nothing else. \`paper\` has the paper's numbers where it says them, else those of MDNet's MATLAB code, else ours; ${nothing} is what neither
the paper nor MDNet has, and is off there.`,
    ...headings(own).map(
      ({ heading, rows }) => `### ${heading}

${markdownTable(
  ['setting', ...presetTitles, "`paper`'s is", 'what it is'],
  rows.map(({ key, values }) => [`\`${key}\``, ...values, paperSource(key), sentenceOf(key)]),
)}`,
    ),
    `## By backbone

The same tracker on each backbone, and how many anchors enter the loss: each strategy's, and the central ones of \`labels: centre\`.
Anchors are those of a crop's map, in \`fast\` of a box's window; sizes are pixels of the backbone's input.

${backboneTable()}`,
    `## By tracker

The parts of each tracker, and the numbers of each of its losses, on every backbone. Several losses are an ensemble.

${trackerTable()}`,
    `## MDNet-N

Beside MDNet's own numbers (Nam and Han, CVPR 2016, and the authors' MATLAB code: HyeonseobNam/MDNet, commit 07c0d06): what MDNet has a
number for, and what is not as in the first table. It is the same on every backbone. \`g\` is a normal deviate, \`w\` and \`h\` are the sides of the
box.

${markdownTable(
  ['setting', 'MDNet', ...presetTitles],
  mdnetRows(own).map(({ key, values }) => [`\`${key}\``, mdnetNumbers.get(key) ?? nothing, ...values]),
)}

MDNet has more that MDNet-N has not: training on videos, dropout of 0.5 behind fc4 and fc5, and the regression of the box; and it
rounds boxes to pixels. MDNet ranks candidates and tells failures by the score of the positive class (fc6[2]) alone, MDNet-N by its
difference to the other class's, which is the log-odds of the target (\`trackers/mdnet-n/mdnetModel.ts\`).`,
  ];
  return `${sections.join('\n\n')}\n`;
}

/** Settings that are not alike in all of these, a key each. */
export function differingKeys(configurations: readonly (TrackingLossConfiguration | MdnetConfiguration)[]): string[] {
  return settingRows(configurations.map(userSettings))
    .filter(({ values }) => new Set(values).size > 1)
    .map(({ key }) => key);
}

function tracker(name: string, preset: PresetName, backbone: BackboneSpec): TrackingLossConfiguration {
  return trackingLossPreset(preset, backbone, paperTrackers[name]!);
}

/** The rows under their headings, in the order in which each heading has its first. */
function headings(rows: readonly SettingRow[]): { readonly heading: string; readonly rows: readonly SettingRow[] }[] {
  const headingOf = ({ key }: SettingRow): string => parts.find(([, start]) => key.startsWith(start))![0];
  return [...new Set(rows.map(headingOf))].map((heading) => ({
    heading,
    rows: rows.filter((row) => headingOf(row) === heading),
  }));
}

function sentenceOf(key: string): string {
  const sentence = settingSentences.get(key);
  if (sentence === undefined) throw new Error(`no sentence for ${key}: write one in bench/presets/settingSentences.ts`);
  return sentence;
}

function backboneTable(): string {
  const names = [...backboneNames, undefined];
  const specOf = (name: BackboneName | undefined): BackboneSpec => name ?? otherBackbone;
  const keys = [
    ...new Set(
      presetNames.flatMap((preset) => differingKeys(names.map((name) => tracker(shownTracker, preset, specOf(name))))),
    ),
  ];
  const rows = names.flatMap((name) => {
    const map = name === undefined ? undefined : backboneMap(name);
    const ofPresets = presetNames.map((preset) => {
      const configuration = tracker(shownTracker, preset, specOf(name));
      const values = new Map(
        settingRows([userSettings(configuration)]).map(({ key, values: [value] }) => [key, value!]),
      );
      return [...keys.map((key) => values.get(key) ?? nothing), ...anchorCells(map, configuration)];
    });
    const title = name === undefined ? 'any other' : `\`${name}\``;
    return alikePresets(ofPresets).map(({ presets, value }) => [title, presets, ...value]);
  });
  return markdownTable(
    [
      'backbone',
      'preset',
      ...keys.map((key) => `\`${key}\``),
      'anchors',
      ...strategyNames.map((name) => `\`${name}\``),
      'central',
    ],
    rows,
  );
}

/** The grid of anchors, the numbers of those of each strategy, and of the central ones where they have labels of their own. */
function anchorCells(map: AnchorMap | undefined, configuration: TrackingLossConfiguration): string[] {
  if (map === undefined) return Array.from({ length: strategyNames.length + 2 }, () => nothing);
  const { online, firstConfidence, labels, centreShare } = configuration;
  const { height, width } = online.maps === null ? map : windowSize({ ...map, channels: 1 }, online.maps);
  const grid = anchorGrid({ ...map, height, width });
  const count = (anchors: Float32Array): string => String(anchors.reduce((sum, one) => sum + one, 0));
  return [
    `${grid.rows} x ${grid.columns} of ${grid.sizeInPixels}, ${grid.strideInPixels} apart`,
    ...strategyNames.map((strategy) => count(strategyAnchors(strategy, grid, firstConfidence))),
    labels === 'centre' ? count(centralAnchors(grid, centreShare)) : nothing,
  ];
}

function trackerTable(): string {
  const branches = Object.keys(paperTrackers).flatMap((name) =>
    paperTrackers[name]!.losses.map((_, index) => ({ name, index })),
  );
  const numbersOf = (preset: PresetName): string[][] =>
    branches.map(({ name, index }) => {
      const { alpha, beta, learningRate } = tracker(name, preset, shownBackbone).branches[index]!;
      return [alpha, beta, learningRate].map(String);
    });
  const columns = alikePresets(presetNames.map(numbersOf));
  return markdownTable(
    [
      'tracker',
      'parts',
      'loss',
      ...columns.flatMap(({ presets }) => ['alpha', 'beta', 'learningRate'].map((key) => `${presets}: \`${key}\``)),
    ],
    branches.map(({ name, index }, row) => {
      const { losses, strategies } = paperTrackers[name]!;
      return [`\`${name}\``, strategies.join('+'), losses[index]!, ...columns.flatMap(({ value }) => value[row]!)];
    }),
  );
}

/** MDNet-N's settings that MDNet has numbers for, or that are not as those of the paper's trackers. */
function mdnetRows(own: readonly SettingRow[]): SettingRow[] {
  const ofOthers = new Map(own.map(({ key, values }) => [key, values.join()]));
  return settingRows(presetNames.map((preset) => userSettings(mdnetPreset(preset, shownBackbone)))).filter(
    ({ key, values }) => mdnetNumbers.has(key) || ofOthers.get(key) !== values.join(),
  );
}

/** Presets of the same value under one title. */
function alikePresets<T>(values: readonly T[]): { readonly presets: string; readonly value: T }[] {
  const groups = new Map<string, { readonly names: string[]; readonly value: T }>();
  values.forEach((value, index) => {
    const key = JSON.stringify(value);
    const group = groups.get(key) ?? { names: [], value };
    group.names.push(presetTitles[index]!);
    groups.set(key, group);
  });
  return [...groups.values()].map(({ names, value }) => ({ presets: names.join(', '), value }));
}

function markdownTable(titles: readonly string[], rows: readonly (readonly string[])[]): string {
  return [titles, titles.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}
