import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { WrongRequest } from '../../datasets/inputError.ts';
import { openDataset } from '../../datasets/readers/openDataset.ts';
import type { Sequence } from '../../datasets/sequence.ts';
import type { Picture } from '../../reports/video/videoFrame.ts';
import type { VideoOptions } from '../../reports/video/writeVideo.ts';
import { experimentNames } from '../../results/run.ts';
import { readFilmedRuns } from '../rendering/readFilmedRuns.ts';
import { onFirstInterrupt } from '../terminal/interruption.ts';
import { showProgress } from '../terminal/progress.ts';
import { type Arguments, choiceOf, hasSwitch, integerOf, listOf, requiredPositional, textOf } from './arguments.ts';
import type { Command } from './command.ts';
import { datasetsFlag } from './namedDataset.ts';
import { chooseSources } from './readEvaluation.ts';
import { conventionFlag, workspaceFlag, workspaceOf } from './sharedFlags.ts';
import { UsageError } from './usageError.ts';

const defaultFps = 25;
const defaultExperiment = 'unsupervised';
/** Small frames are enlarged, so that what stands on them can be read; large ones make large files. */
const [narrowest, widest] = [480, 1280];

const command: Command = {
  usage: 'SEQUENCE [--trackers A,B] [--out FILE.webp|FILE.mp4]',
  positionals: [{ name: 'sequence', describe: 'NAME of a sequence that there are results of' }],
  flags: {
    trackers: { kind: 'value', describe: 'NAMES of trackers, separated by commas', default: 'all that have this run' },
    experiment: { kind: 'value', describe: experimentNames.join(' or '), default: defaultExperiment },
    repetition: { kind: 'value', describe: 'NUMBER of the repetition that is shown', default: '1' },
    'side-by-side': { kind: 'switch', describe: 'a picture for each tracker, side by side' },
    from: { kind: 'value', describe: 'NUMBER of the first frame, from 1', default: '1' },
    to: { kind: 'value', describe: 'NUMBER of the last frame', default: "the sequence's last" },
    fps: { kind: 'value', describe: 'NUMBER of frames a second', default: `the sequence's, else ${defaultFps}` },
    width: {
      kind: 'value',
      describe: "PIXELS that a sequence's frame is wide in the film",
      default: `the frame's, ${narrowest} at least and ${widest} at most`,
    },
    out: {
      kind: 'value',
      describe: 'FILE to write: .webp, or .mp4, for which ffmpeg has to be installed',
      default: "render/SEQUENCE.webp in the workspace's folder",
    },
    overwrite: { kind: 'switch', describe: 'write over a file that is there' },
    workspace: workspaceFlag,
    dataset: { kind: 'value', describe: 'FOLDER or NAME of the dataset, with its frames', default: "the workspace's" },
    datasets: datasetsFlag,
    results: {
      kind: 'value',
      describe: 'FOLDERS (of archives, too) or zip archives of results, separated by commas, instead of the workspace',
    },
    convention: conventionFlag,
  },
  examples: [
    { command: 'render bag --trackers kcf,Staple', describe: 'Both boxes and the ground truth on every frame' },
    {
      command: 'render bag --experiment baseline --side-by-side --from 20 --to 80 --out bag.mp4',
      describe: 'A picture for each tracker, with failures',
    },
  ],
  async run(values, terminal) {
    const name = requiredPositional(values, 'sequence', 'render SEQUENCE');
    const trackers = listOf(values, 'trackers');
    const experiment = choiceOf(values, 'experiment', experimentNames) ?? defaultExperiment;
    const repetition = integerOf(values, 'repetition', 1) ?? 1;
    const width = integerOf(values, 'width', 16);
    const fps = integerOf(values, 'fps', 1);
    const sideBySide = hasSwitch(values, 'side-by-side');
    const out = textOf(values, 'out') ?? join(workspaceOf(values), 'render', `${name}.webp`);
    if (existsSync(out) && !hasSwitch(values, 'overwrite')) {
      throw new WrongRequest(`invalid --out: ${out} is there`, undefined, 'give another, or --overwrite');
    }
    const { sources, datasetPath, convention } = await chooseSources(values, terminal);
    const { sequences } = await openDataset(datasetPath, { sequences: [name] });
    const sequence = sequences[0]!;
    requireFrames(sequence);
    const { from, to } = framesOf(values, sequence);
    const runs = await readFilmedRuns({ sources, sequence, trackers, experiment, repetition, convention });

    const { drawVideoFrame, pictureSize, tiled } = await import('../../reports/video/videoFrame.ts');
    const { filmFrame } = await import('../../reports/video/filmFrame.ts');
    const { checkVideo, writeVideo } = await import('../../reports/video/writeVideo.ts');
    const shownWidth = width ?? Math.max(narrowest, Math.min(widest, sequence.width));
    const size = { width: sequence.width, height: sequence.height, shownWidth };
    const columns = sideBySide ? Math.ceil(Math.sqrt(runs.length)) : 1;
    const rows = sideBySide ? Math.ceil(runs.length / columns) : 1;
    const picture = pictureSize(size, sideBySide ? 1 : runs.length);
    const options: VideoOptions = {
      fps: fps ?? Math.round(sequence.fps ?? defaultFps),
      length: to - from + 1,
      width: picture.width * columns,
      height: picture.height * rows,
    };
    await checkVideo(out, options);
    const note = experiment === 'baseline' ? `baseline, repetition ${repetition}` : `repetition ${repetition}`;
    const draw = async (index: number): Promise<Picture> => {
      const frame = filmFrame(sequence, runs, index, note);
      if (!sideBySide) return drawVideoFrame(frame, size);
      const pictures = frame.trackers.map((tracker) => drawVideoFrame({ ...frame, trackers: [tracker] }, size));
      return tiled(await Promise.all(pictures), columns);
    };

    let done = 0;
    let isStopped = false;
    const progress = showProgress(terminal, 'frames', () => done);
    const forgetInterrupt = onFirstInterrupt(terminal, () => {
      isStopped = true;
    });
    async function* pictures(): AsyncGenerator<Picture> {
      for (let index = from - 1; index < to; index++) {
        if (isStopped) throw new Stopped();
        yield await draw(index);
        progress.update(options.length, out);
        done++;
      }
    }
    try {
      await writeVideo(out, pictures(), options);
    } catch (error) {
      if (!(error instanceof Stopped)) throw error;
      progress.say('stopped; nothing is written');
      return 130;
    } finally {
      progress.stop();
      forgetInterrupt();
    }
    terminal.say(`${runs.map(({ tracker }) => tracker).join(', ')} on frames ${from} to ${to} of ${name}`);
    terminal.print(out);
    return 0;
  },
};

export default command;

class Stopped extends Error {}

function requireFrames({ name, framePaths }: Sequence): void {
  if (framePaths !== undefined) return;
  throw new WrongRequest(
    `missing images: sequence ${JSON.stringify(name)} is annotations only`,
    undefined,
    'give with --dataset a folder that has its frames',
  );
}

function framesOf(values: Arguments, { name, length }: Sequence): { readonly from: number; readonly to: number } {
  const from = integerOf(values, 'from', 1) ?? 1;
  const to = integerOf(values, 'to', 1) ?? length;
  if (from <= to && to <= length) return { from, to };
  throw new UsageError(`invalid frames: ${from} to ${to}`, undefined, `${name} has frames 1 to ${length}`);
}
