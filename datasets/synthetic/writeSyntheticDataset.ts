import { randomUUID } from 'node:crypto';
import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import sharp from 'sharp';
import { temporarySuffix, writeFileAtomically } from '../atomicFile.ts';
import { InputError } from '../inputError.ts';
import { openDataset } from '../readers/openDataset.ts';
import type { Polygon } from '../region.ts';
import { formatRegion } from '../regionText.ts';
import type { Dataset } from '../sequence.ts';
import { unknownName } from '../unknownName.ts';
import { renderer } from './renderer.ts';
import { outlineAt, type Scene } from './scene.ts';
import { scenes } from './scenes.ts';
import { sceneTags } from './sceneTags.ts';

export interface SyntheticOptions {
  /** Names the chance in textures, camera shake and sensor noise. 0 when missing. */
  readonly seed?: number;
  /** Names of the scenes to write. All when missing. */
  readonly sequences?: readonly string[];
  /** Frames that are written of each scene at most. All when missing. */
  readonly maxLength?: number;
  /** Called after each frame that is written; sequences that are there already count as written at once. */
  readonly onProgress?: (progress: SyntheticProgress) => void;
}

export interface SyntheticProgress {
  readonly sequence: string;
  /** Frames of all sequences. */
  readonly framesDone: number;
  readonly framesTotal: number;
}

/** Of every frame, in pixels. */
export const syntheticSize = { width: 320, height: 240 } as const;

const framesPerSecond = 25;
const jpegQuality = 90;
const manifestFile = 'synthetic.json';

/** What a written sequence was made from. `version` goes up with every change of what the same parameters give. */
interface Manifest {
  readonly version: number;
  readonly seed: number;
  readonly length: number;
}

const version = 1;

/**
 * Writes the synthetic dataset as VOT packs one, and opens it: eight scenes of 60 to 120 frames with polygons, the five
 * attributes and practical differences (docs/datasets.md). The same options give the same bytes. A sequence appears
 * complete or not at all; one that is there already from the same options is kept, one from others is replaced.
 * @throws InputError for an unknown scene, a length below 2, or a folder in the way that is not this function's work
 */
export async function writeSyntheticDataset(folder: string, options: SyntheticOptions = {}): Promise<Dataset> {
  const { seed = 0, maxLength = Infinity } = options;
  if (!(maxLength >= 2))
    throw new InputError(`invalid length: ${maxLength}`, undefined, 'a sequence has 2 frames or more');
  const root = resolve(folder);
  const chosen = chooseScenes(scenes(seed), options.sequences).map((scene) => ({
    ...scene,
    length: Math.min(scene.length, Math.floor(maxLength)),
  }));
  const framesTotal = chosen.reduce((sum, { length }) => sum + length, 0);
  let framesDone = 0;
  const advance = (scene: Scene, frames: number): void => {
    framesDone += frames;
    options.onProgress?.({ sequence: scene.name, framesDone, framesTotal });
  };
  await mkdir(root, { recursive: true });
  for (const scene of chosen) {
    const target = join(root, scene.name);
    const manifest: Manifest = { version, seed, length: scene.length };
    if (await isComplete(target, manifest)) advance(scene, scene.length);
    else await writeSequence(target, scene, manifest, () => advance(scene, 1));
  }
  await writeFileAtomically(join(root, 'list.txt'), chosen.map(({ name }) => `${name}\n`).join(''));
  return openDataset(root, { sequences: chosen.map(({ name }) => name) });
}

function chooseScenes(all: readonly Scene[], names: readonly string[] | undefined): readonly Scene[] {
  const known = all.map(({ name }) => name);
  for (const name of names ?? []) if (!known.includes(name)) throw unknownName('synthetic sequence', name, known);
  return names === undefined ? all : all.filter(({ name }) => names.includes(name));
}

async function isComplete(folder: string, manifest: Manifest): Promise<boolean> {
  const found = await readFile(join(folder, manifestFile), 'utf8').catch(() => undefined);
  if (found !== manifestText(manifest)) return false;
  const images = await readdir(join(folder, 'color')).catch(() => []);
  return images.length === manifest.length;
}

function manifestText(manifest: Manifest): string {
  return `${JSON.stringify(manifest)}\n`;
}

/** Writes into a folder beside, which takes the target's place when everything is there. */
async function writeSequence(target: string, scene: Scene, manifest: Manifest, onFrame: () => void): Promise<void> {
  await checkReplaceable(target);
  const temporary = join(target, '..', `.${scene.name}.${randomUUID()}${temporarySuffix}`);
  try {
    await mkdir(join(temporary, 'color'), { recursive: true });
    await writeAnnotations(temporary, scene, manifest);
    await writeFrames(join(temporary, 'color'), scene, manifest.seed, onFrame);
    await writeFile(join(temporary, manifestFile), manifestText(manifest));
    await rm(target, { recursive: true, force: true });
    await rename(temporary, target).catch(async (error: unknown) => {
      // Another process may have written the same in the meantime.
      if (!(await isComplete(target, manifest))) throw error;
    });
  } finally {
    await rm(temporary, { recursive: true, force: true });
  }
}

/** Only what this module wrote may be replaced. */
async function checkReplaceable(target: string): Promise<void> {
  const content = await readdir(target).catch((error: NodeJS.ErrnoException) => (error.code === 'ENOENT' ? [] : ['']));
  if (content.length === 0 || content.includes(manifestFile)) return;
  throw new InputError(`invalid folder: ${target} is in the way`, undefined, 'choose another folder for the dataset');
}

async function writeFrames(folder: string, scene: Scene, seed: number, onFrame: () => void): Promise<void> {
  const render = renderer(scene, syntheticSize, seed);
  // One frame is written, on another thread, while the next is drawn.
  let written: Promise<unknown> = Promise.resolve();
  try {
    for (let frame = 0; frame < scene.length; frame++) {
      const { data } = render(frame);
      await written;
      written = sharp(data, { raw: { ...syntheticSize, channels: 3 } })
        .jpeg({ quality: jpegQuality })
        .toFile(join(folder, `${String(frame + 1).padStart(8, '0')}.jpg`));
      onFrame();
    }
    await written;
  } finally {
    // Whatever stopped it, the folder may only go when nobody writes into it any more.
    await written.catch(() => undefined);
  }
}

async function writeAnnotations(folder: string, scene: Scene, { seed, length }: Manifest): Promise<void> {
  const outlines = Array.from({ length }, (_, frame) => outlineAt(scene, frame, syntheticSize));
  const files: Record<string, string> = {
    'groundtruth.txt': outlines.map((outline) => `${formatRegion(outline)}\n`).join(''),
    'practical.value': outlines.map((outline) => `${practicalDifference(outline).toFixed(6)}\n`).join(''),
    sequence: [
      `name=${scene.name}`,
      `fps=${framesPerSecond}`,
      'format=default',
      'channels.color=color/%08d.jpg',
      `width=${syntheticSize.width}`,
      `height=${syntheticSize.height}`,
      `length=${length}`,
      '',
    ].join('\n'),
  };
  for (const [tag, flags] of Object.entries(sceneTags(scene, syntheticSize, seed))) {
    files[`${tag}.tag`] = Array.from(flags, (flag) => `${flag}\n`).join('');
  }
  for (const [name, text] of Object.entries(files)) await writeFile(join(folder, name), text);
}

/**
 * The overlap that a rectangle of the target's size loses when it is one pixel off to the side and one pixel down:
 * about what two annotators differ by, which VOT's practical differences stand for.
 */
function practicalDifference({ points }: Polygon): number {
  const side = (from: number, to: number): number =>
    Math.hypot(points[2 * to]! - points[2 * from]!, points[2 * to + 1]! - points[2 * from + 1]!);
  const [width, height] = [side(0, 1), side(1, 2)];
  const common = (width - 1) * (height - 1);
  return 1 - common / (2 * width * height - common);
}
