/**
 * @file A tracker that is a program of its own, as a tracker of the harness. Its process lives as long as a run and is
 * initialised again after failures, as VOT's toolkit does it; where it was made with VOT's wrapper, or is set to
 * `restart`, each target gets a new one.
 */
import { delimiter } from 'node:path';
import type { Frame } from '../../datasets/image.ts';
import { TrackerCrash } from '../trackerCrash.ts';
import type { RunIdentity, Tracker, TrackerContext, TrackerEntry } from '../tracker.ts';
import { type ExternalConfiguration, temporaryFolder } from './externalConfiguration.ts';
import { type OutputLog, outputLog } from './process/outputLog.ts';
import { encodedImage, type ImageFormat, imageFormats } from './trax/traxImage.ts';
import { keyPattern } from './trax/traxMessage.ts';
import { startSession, type TraxSession } from './traxSession.ts';
import { runProperties } from './runProperties.ts';

export function externalTracker(
  configuration: ExternalConfiguration,
): Required<Pick<TrackerEntry, 'create' | 'close'>> {
  let session: TraxSession | undefined;
  let log: OutputLog | undefined;
  /** A run that is done again goes on in the same file. */
  let hadLog = false;
  let notice: TrackerContext['notice'] | undefined;
  /** What the user was told: once a run is enough. */
  const told = new Set<string>();

  async function sessionFor(context: TrackerContext): Promise<TraxSession> {
    const isUsable = session?.isAlive === true && !configuration.restart && !session.hello.hasVotWrapper;
    if (session !== undefined && !isUsable) {
      await session.end();
      session = undefined;
    }
    log ??= outputLog(context.logFile, { append: hadLog });
    hadLog = true;
    notice = context.notice;
    if (session === undefined) {
      const { startSeconds, timeoutSeconds, command, folder, socket } = configuration;
      session = await startSession({
        command,
        ...(folder === temporaryFolder ? {} : { folder }),
        env: environment(configuration),
        socket,
        log,
        startSeconds: startSeconds ?? timeoutSeconds,
        replySeconds: timeoutSeconds,
      });
    }
    return session;
  }

  return {
    async create(context) {
      const opened = await sessionFor(context);
      const tell = (text: string): void => {
        if (!told.has(text)) context.notice(text);
        told.add(text);
      };
      for (const note of opened.hello.notes) tell(note);
      return overSession(opened, configuration, context.run, tell, log?.file);
    },
    async close() {
      await session?.end();
      session = undefined;
      const problem = log?.problem();
      if (problem !== undefined) notice?.(`its output could not be kept: ${problem}`);
      log?.close();
      log = undefined;
    },
  };
}

function overSession(
  session: TraxSession,
  configuration: ExternalConfiguration,
  run: RunIdentity | undefined,
  tell: (text: string) => void,
  logFile: string | undefined,
): Tracker {
  const format = imageFormat(session, configuration, logFile);
  const properties = new Map([
    ...Object.entries(configuration.arguments),
    ...(session.hello.wantsRun && run !== undefined ? runProperties(run) : []),
  ]);
  /** Encoding is the harness's work and not on the tracker's clock. */
  let prepared: { readonly frame: Frame; readonly image: string } | undefined;
  async function imageOf(frame: Frame): Promise<string> {
    const image = prepared?.frame === frame ? prepared.image : await encodedImage(frame, format);
    prepared = undefined;
    return image;
  }

  return {
    async prepare(frame) {
      prepared = { frame, image: await encodedImage(frame, format) };
    },
    async initialize(frame, region) {
      await session.initialize(await imageOf(frame), region, properties);
    },
    async track(frame) {
      const { region, properties } = await session.frame(await imageOf(frame));
      const kept = keptProperties(properties, tell);
      return {
        region,
        confidence: confidenceOf(properties, tell),
        ...(kept.size === 0 ? {} : { properties: kept }),
      };
    },
    // The process is the run's; close() of the entry ends it.
    async dispose() {},
  };
}

/** NaN where it says none, or what is no number. */
function confidenceOf(properties: ReadonlyMap<string, string>, tell: (text: string) => void): number {
  const text = properties.get('confidence')?.trim() ?? '';
  if (text === '' || /^nan$/i.test(text)) return NaN;
  const confidence = Number(text);
  if (Number.isNaN(confidence)) tell('its confidence is no number in some frames, where it is left out');
  return confidence;
}

/** Each has a file beside the trajectory: names of other files there are not a tracker's to give. */
const ownNames: readonly string[] = ['confidence', 'time'];

const propertiesAtMost = 32;

function keptProperties(
  properties: ReadonlyMap<string, string>,
  tell: (text: string) => void,
): ReadonlyMap<string, string> {
  if (properties.has('time')) tell('its property "time" is not kept: the harness has times of its own');
  const others = [...properties].filter(
    ([name]) => keyPattern.test(name) && !name.startsWith('trax.') && !ownNames.includes(name.toLowerCase()),
  );
  if (others.length > propertiesAtMost) tell(`of its properties of a frame the first ${propertiesAtMost} are kept`);
  return new Map(others.slice(0, propertiesAtMost));
}

function imageFormat(
  { hello }: TraxSession,
  { image, command }: ExternalConfiguration,
  logFile: string | undefined,
): ImageFormat {
  if (image === undefined) return imageFormats.find((format) => hello.images.has(format))!;
  if (hello.images.has(image)) return image;
  throw new TrackerCrash(`invalid image: ${image}, which the tracker does not take`, {
    where: logFile,
    wayOut: `it takes ${[...hello.images].join(', ')}`,
    details: command.join(' '),
    atStart: true,
  });
}

/** The environment that a tracker gets: the harness's own, and what is set for it. */
export function environment(
  { env, libraryFolders }: ExternalConfiguration,
  own: NodeJS.ProcessEnv = process.env,
): NodeJS.ProcessEnv {
  const set = Object.entries(env).map(([name, value]) => [name, expanded(value, own)] as const);
  const merged: NodeJS.ProcessEnv = { ...own, ...Object.fromEntries(set) };
  if (libraryFolders.length === 0) return merged;
  const before = merged['LD_LIBRARY_PATH'];
  return {
    ...merged,
    LD_LIBRARY_PATH: [...(before === undefined || before === '' ? [] : [before]), ...libraryFolders].join(delimiter),
  };
}

/** `$NAME` and `${NAME}` as Python's os.path.expandvars reads them: a name that is not set stays as it stands. */
function expanded(value: string, own: NodeJS.ProcessEnv): string {
  return value.replaceAll(
    /\$(?:(\w+)|\{([^}]*)\})/g,
    (text, plain?: string, braced?: string) => own[plain ?? braced!] ?? text,
  );
}
