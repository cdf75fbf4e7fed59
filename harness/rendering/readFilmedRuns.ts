import { WrongRequest } from '../../datasets/inputError.ts';
import { analysisBounds } from '../../datasets/overlap/bounds.ts';
import type { OverlapConvention } from '../../datasets/overlap/convention.ts';
import type { Sequence } from '../../datasets/sequence.ts';
import { unknownName } from '../../datasets/unknownName.ts';
import { appearances } from '../../reports/charts/appearance.ts';
import type { FilmedRun } from '../../reports/video/filmFrame.ts';
import { frameOverlaps } from '../../results/analysis/frameOverlaps.ts';
import { parseFrameValues } from '../../results/frameValues.ts';
import { openTrackers } from '../../results/openTrackers.ts';
import { readTrajectory } from '../../results/readTracker.ts';
import type { TrackerFiles } from '../../results/resultsLayout.ts';
import { type ExperimentName, experimentNames } from '../../results/run.ts';

export interface FilmRequest {
  /** Results folders and archives. */
  readonly sources: readonly string[];
  readonly sequence: Sequence;
  /** All that have the run, if left out. */
  readonly trackers: readonly string[] | undefined;
  readonly experiment: ExperimentName;
  readonly repetition: number;
  readonly convention: OverlapConvention;
}

/**
 * The runs that a film shows, in the order of the trackers.
 * @throws WrongRequest for an unknown tracker, and one without the run
 */
export async function readFilmedRuns(request: FilmRequest): Promise<FilmedRun[]> {
  const { sequence, experiment, repetition, trackers } = request;
  const opened = await openTrackers(request.sources);
  try {
    const found = opened.trackers;
    const names = found.map(({ tracker }) => tracker);
    const hasRun = ({ experiments }: TrackerFiles): boolean =>
      experiments[experiment].get(sequence.name)?.runs.has(repetition) ?? false;
    const chosen =
      trackers?.map((name) => {
        const files = found.find(({ tracker }) => tracker === name);
        if (files === undefined) throw unknownName('tracker', name, names, found[0]?.source.path);
        if (!hasRun(files)) throw missingRun(`${name} has no`, request, [files]);
        return files;
      }) ?? found.filter(hasRun);
    if (chosen.length === 0) throw missingRun('no tracker has', request, found);
    const looks = appearances(chosen.map(({ tracker }) => tracker));
    return await Promise.all(
      chosen.map((files) => readRun(files, { ...request, colour: looks.get(files.tracker)!.colour })),
    );
  } finally {
    opened.close();
  }
}

async function readRun(
  { tracker, source, experiments }: TrackerFiles,
  { sequence, experiment, repetition, convention, colour }: FilmRequest & { readonly colour: string },
): Promise<FilmedRun> {
  const files = experiments[experiment].get(sequence.name)!;
  const trajectory = await readTrajectory(source, files.runs.get(repetition)!, sequence);
  const overlaps = frameOverlaps(trajectory, sequence.groundTruth, analysisBounds(sequence), convention);
  const confidence = files.properties.get(repetition)?.find((file) => file.endsWith('_confidence.value'));
  if (confidence === undefined) return { tracker, colour, trajectory, overlaps };
  const confidences = parseFrameValues(
    new TextDecoder().decode(await source.read(confidence)),
    `${source.path}:${confidence}`,
  );
  return { tracker, colour, trajectory, overlaps, confidences };
}

/** Says what there is instead. */
function missingRun(
  who: string,
  { sequence, experiment, repetition }: FilmRequest,
  found: readonly TrackerFiles[],
): WrongRequest {
  const there = experimentNames.flatMap((name) => {
    const repetitions = new Set(
      found.flatMap(({ experiments }) => [...(experiments[name].get(sequence.name)?.runs.keys() ?? [])]),
    );
    const sorted = [...repetitions].toSorted((a, b) => a - b);
    return sorted.length === 0 ? [] : [`${name} repetition ${sorted.join(', ')}`];
  });
  return new WrongRequest(
    `missing results: ${who} ${experiment} repetition ${repetition} of ${sequence.name}`,
    undefined,
    there.length === 0
      ? 'the verb run makes them'
      : `there is ${there.join(' and ')}: say so with --experiment and --repetition`,
  );
}
