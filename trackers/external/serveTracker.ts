/**
 * @file A tracker of ours as a tracker that others run: the server's side of TraX. It says hello, and then a region for
 * each frame, until it is told to quit or its input ends.
 */
import type { Readable, Writable } from 'node:stream';
import type { Frame } from '../../datasets/image.ts';
import { InputError } from '../../datasets/inputError.ts';
import { type Random, randomFrom } from '../../datasets/random.ts';
import { boundingBox, type Region } from '../../datasets/region.ts';
import { parseRegion } from '../../datasets/regionText.ts';
import type { Tracker, TrackerContext, TrackerEntry, TrackerOutput } from '../tracker.ts';
import { readRunProperties } from './runProperties.ts';
import { runWanted, type TraxVersion } from './trax/hello.ts';
import { type SentImage, sentImage } from './trax/sentImage.ts';
import { formatMessage, noProperties, prefix, type TraxMessage } from './trax/traxMessage.ts';
import { traxReader } from './trax/traxReader.ts';
import { formatTraxRegion } from './trax/traxRegion.ts';

export interface ServeOptions {
  readonly entry: TrackerEntry;
  readonly version: TraxVersion;
  /** Of its chance, where the client does not say which run it is in. */
  readonly seed: number;
  readonly networks: TrackerContext['networks'];
  readonly input: Readable;
  readonly output: Writable;
  /** Hears in one line what a user should know. */
  readonly say: (text: string) => void;
}

/**
 * Serves one client. Chance is that of the run whose identity comes with `initialize` (runProperties.ts), as if the
 * harness ran the tracker itself; without one it is seeded once.
 * @returns when the client has quit or gone
 * @throws InputError when the client or the tracker does what cannot be; the client is told to quit, and why
 */
export async function serveTracker(options: ServeOptions): Promise<void> {
  const { output } = options;
  await rehearse(options);
  const server = serverOf(options);
  await write(output, helloOf(options));
  try {
    for await (const message of messagesOf(options.input, options.say)) {
      if (message.type === 'quit') break;
      const answer = await server.answer(message);
      if (answer !== undefined) await write(output, answer);
    }
  } catch (error) {
    const reason = (error as Error).message.split('\n')[0]!;
    const properties = new Map([['trax.reason', reason]]);
    // A client that has gone hears nothing.
    await write(output, { type: 'quit', arguments: [], properties }).catch(() => undefined);
    throw error;
  } finally {
    await server.dispose();
  }
}

/** Loads all that the tracker needs, before a client's clock runs and where a failure is not a run's. */
async function rehearse({ entry, networks, say }: ServeOptions): Promise<void> {
  const tracker = await entry.create({ random: randomFrom('rehearsal'), networks, notice: say });
  await tracker.dispose();
}

function helloOf({ entry: { name, description }, version }: ServeOptions): TraxMessage {
  const properties = new Map([
    ['trax.version', String(version)],
    ['trax.region', 'rectangle;polygon;'],
    ['trax.image', 'path;url;memory;buffer;'],
    ...(version >= 2 ? ([['trax.channels', 'color;']] as const) : []),
    ['trax.name', name],
    ['trax.description', description],
    ['trax.family', 'tracking-loss'],
    [runWanted, '1'],
  ]);
  return { type: 'hello', arguments: [], properties };
}

function serverOf({ entry, version, seed, networks, say }: ServeOptions): {
  answer(message: TraxMessage): Promise<TraxMessage | undefined>;
  dispose(): Promise<void>;
} {
  let tracker: Tracker | undefined;
  /** Of version 4: a target that begins with the next image. */
  let coming: { readonly region: Region; readonly properties: ReadonlyMap<string, string> } | undefined;
  let frames = 0;
  let chance: { readonly run: string; readonly random: Random } | undefined;

  /** One source for all targets of a run, as in the harness. */
  function chanceOf(properties: ReadonlyMap<string, string>): Random {
    const run = readRunProperties(properties);
    const parts = run === undefined ? ['trax', seed] : [run.experiment, run.sequence, run.repetition, run.seed];
    const name = JSON.stringify(parts);
    if (chance?.run !== name) chance = { run: name, random: randomFrom(entry.name, ...parts) };
    return chance.random;
  }

  async function forget(): Promise<void> {
    const forgotten = tracker;
    tracker = undefined;
    await forgotten?.dispose();
  }

  async function initialize(
    image: SentImage,
    region: Region,
    properties: ReadonlyMap<string, string>,
  ): Promise<TraxMessage> {
    await forget();
    const context = { random: chanceOf(properties), networks, notice: say };
    const made = await entry.create(context);
    tracker = made;
    const frame = frameOf(image);
    await made.prepare?.(frame);
    await made.initialize(frame, region);
    return stateOf({ region: region.type === 'special' ? region : boundingBox(region), confidence: NaN });
  }

  async function track(image: SentImage): Promise<TraxMessage> {
    if (tracker === undefined) throw new InputError('invalid message: a frame before initialize');
    const frame = frameOf(image);
    await tracker.prepare?.(frame);
    return stateOf(await tracker.track(frame));
  }

  function frameOf(image: SentImage): Frame {
    return { index: frames++, path: image.path, image: () => image.image() };
  }

  return {
    async answer({ type, arguments: values, properties }) {
      if (type === 'initialize') {
        // Clients before version 4 send the image with the region, whatever version was offered to them.
        if (values.length === 2) return initialize(sentImage(values[0]!), regionOf(values[1]!), properties);
        if (version < 4 || values.length > 1) throw wrongNumber(type, values.length);
        if (values.length === 0) {
          coming = undefined;
          await forget();
          return undefined;
        }
        if (coming !== undefined || tracker !== undefined) {
          throw new InputError('invalid message: a second object, where this tracker follows one');
        }
        coming = { region: regionOf(values[0]!), properties };
        return undefined;
      }
      if (type !== 'frame') throw new InputError(`invalid message: ${type} from a client`);
      if (values.length !== 1) throw wrongNumber(type, values.length);
      if (coming === undefined) return track(sentImage(values[0]!));
      const { region, properties: given } = coming;
      coming = undefined;
      return initialize(sentImage(values[0]!), region, new Map([...given, ...properties]));
    },
    dispose: forget,
  };
}

function wrongNumber(type: string, count: number): InputError {
  return new InputError(`invalid message: ${type} with ${count} arguments`);
}

function regionOf(text: string): Region {
  return parseRegion(text, 'initialize');
}

function stateOf({ region, confidence, properties = noProperties }: TrackerOutput): TraxMessage {
  const said = Number.isNaN(confidence) ? properties : new Map([['confidence', String(confidence)], ...properties]);
  return { type: 'state', arguments: [formatTraxRegion(region)], properties: said };
}

/** Messages as they come, until the input ends. Everything else in it is passed over; what begins as a message is said. */
async function* messagesOf(input: Readable, say: (text: string) => void): AsyncGenerator<TraxMessage> {
  let messages: TraxMessage[] = [];
  const reader = traxReader({
    onMessage: (message) => void messages.push(message),
    onText: unknownMessages((line) => say(`note: passed over, no message that is known: ${line}`)),
  });
  for await (const bytes of input) {
    reader.push(bytes as Uint8Array);
    const read = messages;
    messages = [];
    yield* read;
  }
  reader.end();
  yield* messages;
}

const shownLetters = 80;

/** Hears each line once that begins as a message and is none, from the pieces of all that is none. */
function unknownMessages(tell: (line: string) => void): (bytes: Uint8Array) => void {
  const told = new Set<string>();
  let line = '';
  return (bytes) => {
    const lines = `${line}${new TextDecoder().decode(bytes)}`.split('\n');
    line = lines.pop()!.slice(0, shownLetters);
    for (const text of lines.map((whole) => whole.trim().slice(0, shownLetters))) {
      if (!text.startsWith(prefix) || told.has(text)) continue;
      told.add(text);
      tell(text);
    }
  };
}

function write(output: Writable, message: TraxMessage): Promise<void> {
  return new Promise((resolve, reject) => {
    output.write(formatMessage(message), (error) => (error ? reject(error) : resolve()));
  });
}
