/** @file What is said to a tracker's process, and what it may answer: the client's side of TraX, versions 1 to 4. */
import { InputError } from '../../datasets/inputError.ts';
import type { Region } from '../../datasets/region.ts';
import { parseRegion } from '../../datasets/regionText.ts';
import { TrackerCrash } from '../trackerCrash.ts';
import type { OutputLog } from './process/outputLog.ts';
import { type ProcessOptions, Silence, startProcess, type TrackerProcess } from './process/trackerProcess.ts';
import { type Hello, readHello } from './trax/hello.ts';
import { noProperties, prefix, type TraxMessage } from './trax/traxMessage.ts';
import { convertedRegion, formatTraxRegion } from './trax/traxRegion.ts';

export interface SessionOptions extends ProcessOptions {
  /** For its hello, in seconds. */
  readonly startSeconds: number;
  /** For each answer, in seconds. */
  readonly replySeconds: number;
}

export interface TraxState {
  readonly region: Region;
  readonly properties: ReadonlyMap<string, string>;
}

/** All its methods but `end` reject with a TrackerCrash when the process fails. */
export interface TraxSession {
  readonly hello: Hello;
  readonly isAlive: boolean;
  /** @param image as TraX sends it */
  initialize(image: string, region: Region, properties: ReadonlyMap<string, string>): Promise<void>;
  frame(image: string): Promise<TraxState>;
  end(): Promise<void>;
}

/** Starts a tracker and hears what it is. @throws TrackerCrash when it does not come so far */
export async function startSession(options: SessionOptions): Promise<TraxSession> {
  const { command, log, startSeconds, replySeconds } = options;
  let tracker: TrackerProcess;
  try {
    tracker = await startProcess(options);
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    throw new TrackerCrash(error.message, { details: command.join(' '), atStart: true });
  }
  let hello: Hello;
  try {
    hello = readHello(await tracker.receive(startSeconds * 1000));
  } catch (error) {
    const crash = crashOf(error, 'hello', startSeconds, true);
    await tracker.end();
    throw crash;
  }
  let targets = 0;

  return {
    hello,
    get isAlive() {
      return tracker.isAlive;
    },
    async initialize(image, region, properties) {
      targets++;
      const text = formatTraxRegion(convertedRegion(region, hello.regions));
      if (hello.version < 4) {
        await ask('initialize', { type: 'initialize', arguments: [image, text], properties });
        return;
      }
      checkUnread();
      const initialize = { type: 'initialize', properties: noProperties } as const;
      if (targets > 1) tracker.send({ ...initialize, arguments: [] });
      tracker.send({ ...initialize, arguments: [text] });
      // As in the reference client the image comes with a frame, and the properties with the image.
      await ask('initialize', { type: 'frame', arguments: [image], properties });
    },
    frame: (image) => ask('frame', { type: 'frame', arguments: [image], properties: noProperties }),
    end: () => tracker.end(),
  };

  async function ask(asked: string, message: TraxMessage): Promise<TraxState> {
    checkUnread();
    tracker.send(message);
    let answer: TraxMessage;
    try {
      answer = await tracker.receive(replySeconds * 1000);
    } catch (error) {
      throw crashOf(error, asked, replySeconds, false);
    }
    return stateOf(answer, asked);
  }

  function checkUnread(): void {
    const message = tracker.unread();
    if (message === undefined) return;
    throw crash(message.type === 'quit' ? quitText(message) : `invalid message: ${message.type} that nobody asked for`);
  }

  function stateOf(message: TraxMessage, asked: string): TraxState {
    const { type, arguments: values, properties } = message;
    if (type === 'quit') throw crash(quitText(message));
    if (type !== 'state') throw crash(`invalid answer to ${asked}: ${type}, where a state is expected`);
    if (values.length !== 1) {
      throw crash(`invalid answer to ${asked}: a state with ${values.length} regions, where one is expected`);
    }
    try {
      return { region: parseRegion(values[0]!, `the answer to ${asked}`), properties };
    } catch (error) {
      throw crash((error as Error).message);
    }
  }

  function quitText({ properties }: TraxMessage): string {
    const reason = properties.get('trax.reason') ?? '';
    return `the tracker quit${reason === '' ? '' : `: ${reason.split('\n')[0]}`}`;
  }

  function crashOf(error: unknown, asked: string, seconds: number, atStart: boolean): TrackerCrash {
    const again = asked === 'initialize' && targets > 1;
    const oneTarget = again ? 'if it follows one target and ends, set `restart: true`' : undefined;
    if (error instanceof InputError) return crash(error.message, atStart);
    if (!(error instanceof Silence)) {
      const when = atStart ? 'before a hello' : `asked for ${asked}`;
      return crash(`the tracker ${(error as Error).message}, ${when}`, atStart, oneTarget);
    }
    const inLine = tracker.hidMessage ? `; ${prefix} stands in its other output, where no message begins` : '';
    return crash(
      `missing ${atStart ? 'hello' : `answer to ${asked}`}: the tracker was silent for ${seconds} s${inLine}`,
      atStart,
      [`give it more time with ${atStart ? 'startSeconds' : 'timeoutSeconds'}`, oneTarget].filter(Boolean).join('; '),
    );
  }

  function crash(problem: string, atStart = false, wayOut?: string): TrackerCrash {
    log.keep();
    return new TrackerCrash(problem, {
      where: log.file,
      wayOut: [wayOut, lastWords(log)].filter(Boolean).join('; '),
      details: [command.join(' '), ...log.lastLines().map((line) => `| ${line}`)].join('\n'),
      atStart,
    });
  }
}

function lastWords(log: OutputLog): string {
  const line = log.lastLines().at(-1);
  return line === undefined ? 'it said nothing' : `its last words: ${line}`;
}
