/** @file What the client says to trackers and takes from them; the trackers are scripts in Python (scripted.py). */
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Frame } from '../../../datasets/image.ts';
import { polygon, rectangle, type Region } from '../../../datasets/region.ts';
import { randomFrom } from '../../../datasets/random.ts';
import { externalConfiguration } from '../../../trackers/external/externalConfiguration.ts';
import { externalTracker } from '../../../trackers/external/externalTracker.ts';
import { outputLog } from '../../../trackers/external/process/outputLog.ts';
import { startSession, type SessionOptions, type TraxSession } from '../../../trackers/external/traxSession.ts';
import { networkEnvironment } from '../../../trackers/online/networkEnvironment.ts';
import type { TrackerContext } from '../../../trackers/tracker.ts';
import { TrackerCrash } from '../../../trackers/trackerCrash.ts';
import { temporaryFolders } from '../../temporaryFolder.ts';
import { type Action, hear, hello, requirePython, say, scripted, state } from './python.ts';

const temporaryFolder = temporaryFolders();

beforeAll(requirePython);

const networks = networkEnvironment({ device: 'cpu', cache: 'none' });

const pixels = { width: 2, height: 1, channels: 3, data: Uint8Array.from([1, 2, 3, 250, 251, 252]) } as const;

function frame(index: number, path = `/frames/${index}.jpg`): Frame {
  return { index, path, image: async () => pixels };
}

/** A session with a scripted tracker, ended whatever happens, and what the tracker heard. */
async function withSession<T>(
  actions: readonly Action[],
  use: (session: TraxSession) => Promise<T>,
  options: Partial<SessionOptions> = {},
): Promise<{ readonly result: T; readonly heard: readonly string[]; readonly log: string }> {
  const folder = await temporaryFolder();
  const record = join(folder, 'heard');
  const log = outputLog(join(folder, 'log'));
  const session = await startSession({
    command: scripted(actions, record),
    env: process.env,
    socket: false,
    log,
    startSeconds: 50,
    replySeconds: 50,
    graceMs: 1000,
    ...options,
  });
  try {
    const result = await use(session);
    await session.end();
    log.close();
    const heard = await readFile(record, 'utf8').catch(() => '');
    return {
      result,
      heard: heard.split('\n').filter(Boolean),
      log: await readFile(join(folder, 'log'), 'utf8').catch(() => ''),
    };
  } finally {
    await session.end();
  }
}

/** Why a scripted tracker crashes. */
async function crashOf(
  actions: readonly Action[],
  use: (session: TraxSession) => Promise<unknown> = async (session) => {
    await session.initialize('file:///1.jpg', rectangle(1, 2, 3, 4), new Map());
    await session.frame('file:///2.jpg');
    await session.frame('file:///3.jpg');
  },
  options: Partial<SessionOptions> = {},
): Promise<TrackerCrash> {
  const crash = await withSession(actions, use, options).then(
    () => undefined,
    (error: unknown) => error,
  );
  if (crash instanceof TrackerCrash) return crash;
  throw new Error(`no crash but ${String(crash)}`);
}

async function isGone(pid: number): Promise<boolean> {
  for (let i = 0; i < 100; i++) {
    try {
      process.kill(pid, 0);
    } catch {
      return true;
    }
    // A process that has ended and whose parent has gone waits for the system to take it away.
    const status = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
    if (/\) Z /.test(status)) return true;
    await wait(50);
  }
  return false;
}

function pidsIn(heard: readonly string[]): number[] {
  return heard.flatMap((line) => (line.startsWith('pid ') ? [Number(line.slice(4))] : []));
}

describe.each([1, 2, 3])('version %i', (version) => {
  it('is initialised with image and region in one message, again in the same process, and told to quit', async () => {
    const { heard } = await withSession([hello(version), { always: [hear, state] }], async (session) => {
      expect(session.hello.version).toBe(version);
      await session.initialize('file:///1.jpg', rectangle(1.25, 2, 3, 4), new Map([['alpha', '1 "x"']]));
      expect(await session.frame('file:///2.jpg')).toEqual({ region: rectangle(1, 2, 3, 4), properties: new Map() });
      await session.initialize('file:///3.jpg', polygon(0, 0, 4, 0, 4, 5), new Map());
    });
    expect(heard).toEqual([
      '@@TRAX:initialize "file:///1.jpg" "1.25,2,3,4" "alpha=1 \\"x\\"" ',
      '@@TRAX:frame "file:///2.jpg" ',
      '@@TRAX:initialize "file:///3.jpg" "0,0,4,5" ',
      '@@TRAX:quit ',
    ]);
  });
});

describe('version 4', () => {
  it('is initialised with the region alone, gets the image as a frame, and is reset before it is initialised again', async () => {
    // It answers frames, not initialize.
    const actions = [hello(4), hear, hear, state, hear, state, hear, hear, hear, state, hear];
    const { heard } = await withSession(actions, async (session) => {
      await session.initialize('file:///1.jpg', rectangle(1, 2, 3, 4), new Map([['alpha', '1']]));
      await session.frame('file:///2.jpg');
      await session.initialize('file:///3.jpg', rectangle(5, 6, 7, 8), new Map());
    });
    expect(heard).toEqual([
      '@@TRAX:initialize "1,2,3,4" ',
      '@@TRAX:frame "file:///1.jpg" "alpha=1" ',
      '@@TRAX:frame "file:///2.jpg" ',
      '@@TRAX:initialize ',
      '@@TRAX:initialize "5,6,7,8" ',
      '@@TRAX:frame "file:///3.jpg" ',
      '@@TRAX:quit ',
    ]);
  });
});

describe('hello', () => {
  it.each<[string, Action, Partial<TraxSession['hello']>]>([
    ['nothing', say('@@TRAX:hello'), { version: 1, regions: new Set(['rectangle']), images: new Set(['path']) }],
    [
      'lists without an end',
      say('@@TRAX:hello trax.region=polygon;mask trax.image=memory'),
      { regions: new Set(['mask', 'polygon']), images: new Set(['memory']) },
    ],
    ["VOT's wrapper", hello(3, '"vot=python" "trax.channels=color;"'), { hasVotWrapper: true }],
    ['a version to come', hello(5), { version: 4, notes: ['it speaks TraX 5; 4 is spoken with it'] }],
    [
      'forms to come',
      say('@@TRAX:hello "trax.region=rectangle;cloud;"'),
      { regions: new Set(['rectangle']), notes: ['its trax.region has cloud, which is not known'] },
    ],
  ])('is read with %s', async (_, greeting, expected) => {
    const { result } = await withSession([greeting, hear], async ({ hello }) => hello);
    expect(result).toMatchObject(expected);
  });

  it.each<[string, Action[], RegExp]>([
    ['depth images', [hello(2, '"trax.channels=color;depth;"'), hear], /invalid trax\.channels: depth/],
    ['regions that nobody knows', [say('@@TRAX:hello "trax.region=cloud;"'), hear], /unknown trax\.region: "cloud"/],
    ['no version', [say('@@TRAX:hello "trax.version=new"'), hear], /invalid trax\.version: "new"/],
    ['an argument', [say('@@TRAX:hello "x"'), hear], /invalid hello: an argument "x"/],
    ['another message', [state, hear], /invalid first message: state, not hello/],
  ])('is refused with %s', async (_, actions, message) => {
    const crash = await crashOf(actions);
    expect(crash.message).toMatch(message);
    expect(crash.atStart).toBe(true);
  });
});

describe('answers', () => {
  it('are read unquoted, escaped, in upper case, as status, and between other lines', async () => {
    const actions = [
      { print: 'loading ' },
      say('weights'),
      hello(1),
      hear,
      say('@@TRAX:STATUS 1,2,3,4'),
      hear,
      say('x @@TRAX:state "9,9,9,9"\n@@TRAX:state "5.5,6,7,8" confidence=0.25 "note=a \\"b\\"\\nc" '),
      hear,
      say('@@TRAX:state "poly:0,0,4,0,4,5" '),
      hear,
    ];
    const { result, log } = await withSession(actions, async (session) => {
      await session.initialize('file:///1.jpg', rectangle(1, 2, 3, 4), new Map());
      return [await session.frame('file:///2.jpg'), await session.frame('file:///3.jpg')];
    });
    expect(result).toEqual([
      {
        region: rectangle(5.5, 6, 7, 8),
        properties: new Map([
          ['confidence', '0.25'],
          ['note', 'a "b"\nc'],
        ]),
      },
      { region: polygon(0, 0, 4, 0, 4, 5), properties: new Map() },
    ]);
    expect(log).toContain('loading weights\n');
    expect(log).toContain('x @@TRAX:state "9,9,9,9"\n');
  });

  it('may come late', async () => {
    const actions = [{ sleep: 0.3 }, hello(2), hear, { sleep: 0.3 }, state, hear, { sleep: 0.3 }, state, hear];
    const { result } = await withSession(actions, async (session) => {
      await session.initialize('file:///1.jpg', rectangle(1, 2, 3, 4), new Map());
      return session.frame('file:///2.jpg');
    });
    expect(result.region).toEqual(rectangle(1, 2, 3, 4));
  });

  it('are found in megabytes of other output', async () => {
    const actions = [{ flood: 3_000_000 }, hello(1), hear, { flood: 3_000_000 }, state, hear, state, hear];
    const { result, log } = await withSession(actions, async (session) => {
      await session.initialize('file:///1.jpg', rectangle(1, 2, 3, 4), new Map());
      return session.frame('file:///2.jpg');
    });
    expect(result.region).toEqual(rectangle(1, 2, 3, 4));
    expect(log.length).toBeLessThan(1.2 * 2 ** 20);
    expect(log).toMatch(/^--- \d+ bytes are left out here$/m);
  });

  it.each<[string, Action[], RegExp]>([
    ['no region', [say('@@TRAX:state ')], /invalid answer to initialize: a state with 0 regions/],
    ['two regions', [say('@@TRAX:state "1,2,3,4" "1,2,3,4"')], /a state with 2 regions/],
    [
      'words for a region',
      [say('@@TRAX:state "left,top"')],
      /invalid region: "left,top" \(the answer to initialize:1\)/,
    ],
    ['five numbers', [say('@@TRAX:state "1,2,3,4,5"')], /5 numbers are neither/],
    ['another hello', [hello(1)], /invalid answer to initialize: hello, where a state is expected/],
    ['quit', [say('@@TRAX:quit "trax.reason=no weights\nat all" ')], /the tracker quit: no weights/],
    [
      'two states at once',
      // In one piece: a second one that came later would be the answer to the next frame.
      [say('@@TRAX:state "1,2,3,4"\n@@TRAX:state "1,2,3,4"')],
      /invalid message: state that nobody asked for/,
    ],
  ])('are refused with %s', async (_, answer, message) => {
    const crash = await crashOf([hello(1), hear, ...answer, { always: [hear] }]);
    expect(crash.message).toMatch(message);
    expect(crash.atStart).toBe(false);
  });

  it('that do not come are said with the time that was given, and whether one was hidden in a line', async () => {
    const silent = await crashOf([hello(1), hear, { error: 'thinking\n' }, { always: [hear] }], undefined, {
      replySeconds: 0.5,
    });
    expect(silent.message).toMatch(
      /^missing answer to initialize: the tracker was silent for 0\.5 s \(.*log\); give it more time with timeoutSeconds; its last words: thinking$/,
    );
    const hidden = await crashOf([hello(1), hear, { print: '50 %' }, state, { always: [hear] }], undefined, {
      replySeconds: 0.5,
    });
    expect(hidden.message).toContain('@@TRAX: stands in its other output, where no message begins');
    const mute = await crashOf([{ always: [hear] }], undefined, { startSeconds: 0.5 });
    expect(mute.message).toMatch(/^missing hello: the tracker was silent for 0\.5 s .*startSeconds; it said nothing$/);
    expect(mute.atStart).toBe(true);
  });
});

describe('a tracker that dies', () => {
  const lastWords = { error: 'Traceback:\n  no cuda\n' };
  it.each<[string, Action[], RegExp]>([
    ['before its hello', [lastWords, { exit: 3 }], /^the tracker ended with exit code 3, before a hello/],
    [
      'after its hello',
      [hello(1), lastWords, { exit: 0 }],
      /^the tracker ended with exit code 0, asked for initialize/,
    ],
    [
      'when it is initialised',
      [hello(1), hear, lastWords, { exit: 1 }],
      /^the tracker ended with exit code 1, asked for initialize/,
    ],
    [
      'in a frame',
      [hello(1), hear, state, hear, lastWords, { die: 'SIGKILL' }],
      /^the tracker was ended by SIGKILL, asked for frame/,
    ],
    [
      'after an answer',
      [hello(1), hear, state, hear, state, lastWords, { die: 'SIGTERM' }],
      /was ended by SIGTERM, asked for frame/,
    ],
    [
      'closing its output',
      [hello(1), hear, state, lastWords, { close: true }, { always: [{ hear: 'deaf' }] }],
      /closed its output/,
    ],
  ])('%s is said with its end and its last words', async (_, actions, message) => {
    const crash = await crashOf(actions);
    expect(crash.message).toMatch(message);
    expect(crash.message).toMatch(/its last words: {3}no cuda$/);
    expect(crash.details).toMatch(/\n\| Traceback:\n\| {3}no cuda$/);
  });

  it('at once, for there is no such program, is said', async () => {
    const crash = await crashOf([], undefined, { command: ['no-such-program'] });
    expect(crash.message).toBe('invalid command: no-such-program cannot be started: ENOENT');
    const nowhere = await crashOf([], undefined, { folder: '/no/such/folder' });
    expect(nowhere.message).toBe('missing folder of the tracker (/no/such/folder)');
  });
});

describe('the end', () => {
  const ready = (session: TraxSession): Promise<void> =>
    session.initialize('file:///1.jpg', rectangle(1, 2, 3, 4), new Map());

  it('terminates a tracker that does not quit, kills one that does not terminate, and all that it has started', async () => {
    const deaf = { always: [{ hear: 'deaf' }, state] };
    const actions = [{ pid: true }, { child: true }, { ignore: 'SIGTERM' }, hello(1), deaf];
    const { heard } = await withSession(actions, ready, { graceMs: 300 });
    const pids = pidsIn(heard);
    expect(pids).toHaveLength(2);
    for (const pid of pids) expect(await isGone(pid)).toBe(true);
  });

  it('ends what a tracker leaves behind that has ended well', async () => {
    const { heard, log } = await withSession([{ child: true }, hello(1), { always: [hear, state] }], ready);
    expect(await isGone(pidsIn(heard)[0]!)).toBe(true);
    expect(log).not.toContain('was ended by');
  });

  it('comes with the end of the thread that started it', async () => {
    const record = join(await temporaryFolder(), 'heard');
    const command = scripted([{ pid: true }, { child: true }, hello(1), { always: [hear] }], record);
    const module = (name: string): string =>
      new URL(`../../../dist/trackers/external/${name}.js`, import.meta.url).href;
    const source = `import { startSession } from ${JSON.stringify(module('traxSession'))};
       import { outputLog } from ${JSON.stringify(module('process/outputLog'))};
       import { parentPort, workerData } from 'node:worker_threads';
       const log = outputLog(undefined);
       await startSession({ command: workerData, env: process.env, socket: false, log, startSeconds: 20, replySeconds: 20 });
       parentPort.postMessage('started');
       setInterval(() => {}, 1000);`;
    const thread = new Worker(new URL(`data:text/javascript,${encodeURIComponent(source)}`), { workerData: command });
    await once(thread, 'message');
    await thread.terminate();
    const pids = pidsIn((await readFile(record, 'utf8')).split('\n'));
    expect(pids).toHaveLength(2);
    for (const pid of pids) expect(await isGone(pid)).toBe(true);
  });

  it('removes the empty folder that it ran in', async () => {
    const { heard } = await withSession([{ report: 'folder' }, hello(1), { always: [hear, state] }], ready);
    const folder = heard[0]!.slice('folder '.length);
    expect(folder).toContain('tracking-loss-trax-');
    await expect(readFile(folder)).rejects.toThrow('ENOENT');
  });
});

describe('a socket', () => {
  it('carries the messages, and the standard streams none', async () => {
    const actions = [hello(1), { print: '@@TRAX:quit\n' }, { always: [hear, state] }];
    const { heard, log } = await withSession(
      actions,
      async (session) => {
        await session.initialize('file:///1.jpg', rectangle(1, 2, 3, 4), new Map());
        expect((await session.frame('file:///2.jpg')).region).toEqual(rectangle(1, 2, 3, 4));
      },
      { socket: true },
    );
    expect(heard).toHaveLength(3);
    expect(log).toContain('@@TRAX:quit');
  });

  it('that nobody connects to is said', async () => {
    const crash = await crashOf([], undefined, {
      socket: true,
      startSeconds: 0.5,
      command: ['sleep', '60'],
      graceMs: 100,
    });
    expect(crash.message).toMatch(/missing hello: the tracker was silent for 0\.5 s/);
  });
});

describe('externalTracker(configuration)', () => {
  const notices: string[] = [];
  const context: TrackerContext = {
    random: randomFrom('test'),
    networks,
    notice: (text) => void notices.push(text),
    run: { experiment: 'baseline', sequence: 'bag', repetition: 2, seed: 7 },
  };

  /** Two targets one after the other, two frames each; what the tracker heard and said. */
  async function twice(
    actions: readonly Action[],
    settings: Record<string, unknown> = {},
    region: Region = rectangle(1, 2, 3, 4),
    path?: string,
    afterFirst: (heard: readonly string[]) => Promise<unknown> = async () => {},
  ): Promise<{ heard: string[]; outputs: unknown[] }> {
    const record = join(await temporaryFolder(), 'heard');
    const entry = externalTracker(
      externalConfiguration({ command: scripted(actions, record), folder: 'temporary', ...settings }),
    );
    const outputs: unknown[] = [];
    const heard = async (): Promise<string[]> => (await readFile(record, 'utf8')).split('\n').filter(Boolean);
    try {
      for (const first of [0, 2]) {
        const tracker = await entry.create(context);
        await tracker.initialize(frame(first, path), region);
        const second = frame(first + 1, path);
        await tracker.prepare?.(second);
        outputs.push(await tracker.track(second));
        await tracker.dispose();
        if (first === 0) await afterFirst(await heard());
      }
    } finally {
      await entry.close();
    }
    return { heard: await heard(), outputs };
  }

  const loop = { always: [hear, state] };

  it('initialises one process again for each target', async () => {
    const { heard } = await twice([{ pid: true }, hello(1), loop]);
    expect(pidsIn(heard)).toHaveLength(1);
    expect(heard.filter((line) => line.includes('initialize'))).toHaveLength(2);
  });

  it.each<[string, Action, Record<string, unknown>]>([
    ["was made with VOT's wrapper", hello(1, '"vot=python"'), {}],
    ['is set to restart', hello(1), { restart: true }],
  ])('starts a process for each target where the tracker %s', async (_, greeting, settings) => {
    const { heard } = await twice([{ pid: true }, greeting, loop], settings);
    expect(new Set(pidsIn(heard)).size).toBe(2);
  });

  it('starts another process when the first has ended between two targets', async () => {
    const actions = [{ pid: true }, hello(1), hear, state, hear, state, { exit: 0 }];
    const { heard } = await twice(actions, {}, rectangle(1, 2, 3, 4), undefined, (heard) => isGone(pidsIn(heard)[0]!));
    expect(new Set(pidsIn(heard)).size).toBe(2);
  });

  it('says how to run a tracker that follows one target and ends', async () => {
    await expect(twice([hello(1), hear, state, hear, state, hear, { exit: 1 }])).rejects.toThrow(
      'the tracker ended with exit code 1, asked for initialize; if it follows one target and ends, set `restart: true`',
    );
  });

  it('gives the arguments, the environment and the folder that are set', async () => {
    const { heard } = await twice(
      [{ report: 'WEIGHTS' }, { report: 'TRAX' }, { report: 'LD_LIBRARY_PATH' }, hello(1), loop],
      {
        arguments: { alpha: 1, mode: 'fast' },
        env: { WEIGHTS: '$HOME/w' },
        libraryFolders: ['/opt/lib'],
      },
    );
    expect(heard[0]).toBe(`WEIGHTS ${process.env['HOME']}/w`);
    expect(heard[1]).toBe('TRAX 1');
    expect(heard[2]).toMatch(/^LD_LIBRARY_PATH (.*:)?\/opt\/lib$/);
    expect(heard[3]).toBe('@@TRAX:initialize "file:///frames/0.jpg" "1,2,3,4" "alpha=1" "mode=fast" ');
  });

  it('tells the run to a tracker that asks for it, and to no other', async () => {
    const { heard } = await twice([hello(1, '"trackingloss.run=1"'), loop]);
    expect(heard[0]).toContain(
      '"trackingloss.experiment=baseline" "trackingloss.sequence=bag" "trackingloss.repetition=2" "trackingloss.seed=7" ',
    );
    expect((await twice([hello(1), loop])).heard[0]).not.toContain('trackingloss');
  });

  it('keeps what the tracker says of a frame, but what has a file of its own', async () => {
    notices.length = 0;
    const answer = say('@@TRAX:state "1,2,3,4" "confidence=high" "mood=a b" "time=3" "trax.x=1" ');
    const { outputs } = await twice([hello(1), { always: [hear, answer] }]);
    expect(outputs[0]).toEqual({
      region: rectangle(1, 2, 3, 4),
      confidence: NaN,
      properties: new Map([['mood', 'a b']]),
    });
    expect(new Set(notices)).toEqual(
      new Set([
        'its confidence is no number in some frames, where it is left out',
        'its property "time" is not kept: the harness has times of its own',
      ]),
    );
  });

  it.each([
    ['path', {}, '"file:///frames/a b.jpg"'],
    ['url', {}, '"file:///frames/a%20b.jpg"'],
    ['memory', {}, `"image:2;1;rgb;${Buffer.from(pixels.data).toString('base64')}"`],
    ['url;memory;path', {}, '"file:///frames/a b.jpg"'],
    ['path;memory', { image: 'memory' }, `"image:2;1;rgb;${Buffer.from(pixels.data).toString('base64')}"`],
  ])('sends images to a tracker that takes %s', async (formats, settings, expected) => {
    const { heard } = await twice(
      [say(`@@TRAX:hello "trax.image=${formats};"`), loop],
      settings,
      rectangle(1, 2, 3, 4),
      '/frames/a b.jpg',
    );
    expect(heard[0]).toBe(`@@TRAX:initialize ${expected} "1,2,3,4" `);
    expect(heard[1]).toBe(`@@TRAX:frame ${expected} `);
  });

  it('refuses a form of images that the tracker does not take', async () => {
    await expect(twice([hello(1), loop], { image: 'memory' })).rejects.toThrow(
      'invalid image: memory, which the tracker does not take; it takes path',
    );
  });
});
