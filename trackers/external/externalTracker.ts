/**
 * @file A tracker that is a program of its own, as a tracker of the harness. Its process lives as long as a run and is
 * initialised again after failures, as VOT's toolkit does it; where it was made with VOT's wrapper, or is set to
 * `restart`, each target gets a new one.
 */
import { delimiter } from 'node:path';
import type { Frame } from '../../datasets/image.ts';
import { TrackerCrash } from '../trackerCrash.ts';
import type { Tracker, TrackerContext, TrackerEntry } from '../tracker.ts';
import { type ExternalConfiguration, temporaryFolder } from './externalConfiguration.ts';
import { type OutputLog, outputLog } from './process/outputLog.ts';
import { encodedImage, type ImageFormat, imageFormats } from './trax/traxImage.ts';
import { startSession, type TraxSession } from './traxSession.ts';
import { runProperties } from './runProperties.ts';

export function externalTracker(configuration: ExternalConfiguration): Required<Pick<TrackerEntry, 'create' | 'close'>> {
  let session: TraxSession | undefined;
  let log: OutputLog | undefined;
  let notice: TrackerContext['notice'] | undefined;

  async function sessionFor(context: TrackerContext): Promise<TraxSession> {
    const isUsable = session?.isAlive === true && !configuration.restart && !session.hello.hasVotWrapper;
    if (session !== undefined && !isUsable) {
      await session.end();
      session = undefined;
    }
    log ??= outputLog(context.logFile);
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
      for (const note of session.hello.notes) context.notice(note);
    }
    return session;
  }

  return {
    async create(context) {
      const opened = await sessionFor(context);
      return overSession(opened, configuration, context, log?.file);
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
  { run, notice }: TrackerContext,
  logFile: string | undefined,
): Tracker {
  const format = imageFormat(session, configuration, logFile);
  const properties = new Map([
    ...Object.entries(configuration.arguments),
    ...(session.hello.wantsRun && run !== undefined ? runProperties(run) : []),
  ]);
  /** Encoding is the harness's work and not on the tracker's clock. */
  let prepared: { readonly frame: Frame; readonly image: string } | undefined;
  let hasToldConfidence = false;

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
      const said = new Map(properties);
      const text = said.get('confidence');
      said.delete('confidence');
      const confidence = text === undefined || text.trim() === '' ? NaN : Number(text);
      if (text !== undefined && Number.isNaN(confidence) && !/^\s*(nan)?\s*$/i.test(text) && !hasToldConfidence) {
        hasToldConfidence = true;
        notice(`its confidence is no number: ${JSON.stringify(text.slice(0, 40))}`);
      }
      return { region, confidence, ...(said.size === 0 ? {} : { properties: said }) };
    },
    // The process is the run's; close() of the entry ends it.
    async dispose() {},
  };
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
  return value.replaceAll(/\$(?:(\w+)|\{([^}]*)\})/g, (text, plain?: string, braced?: string) => own[plain ?? braced!] ?? text);
}
