import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import sharp from 'sharp';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Image } from '../../../datasets/image.ts';
import { boundingBox, type Region } from '../../../datasets/region.ts';
import { randomFrom } from '../../../datasets/random.ts';
import { serveTracker } from '../../../trackers/external/serveTracker.ts';
import type { TraxVersion } from '../../../trackers/external/trax/hello.ts';
import { networkEnvironment } from '../../../trackers/online/networkEnvironment.ts';
import type { TrackerEntry } from '../../../trackers/tracker.ts';
import { temporaryFolders } from '../../temporaryFolder.ts';
import { python, requirePython } from './python.ts';

const temporaryFolder = temporaryFolders();

/** What the trackers of an entry were shown, and were asked to do. */
interface Seen {
  readonly images: Image[];
  readonly regions: Region[];
  readonly chances: number[];
  disposed: number;
}

/** Says where it began, two pixels to the right for each frame; its confidence is chance. */
function movingEntry(seen: Seen): TrackerEntry {
  return {
    name: 'moving',
    description: 'a "tracker" of the tests',
    reads: 'pixels',
    usesNetworks: false,
    async create({ random }) {
      let box = { x: 0, y: 0, width: 0, height: 0 };
      return {
        async initialize(frame, region) {
          seen.images.push(await frame.image());
          seen.regions.push(region);
          if (region.type !== 'special') box = boundingBox(region);
        },
        async track(frame) {
          seen.images.push(await frame.image());
          box = { ...box, x: box.x + 2 };
          const confidence = random.uniform();
          seen.chances.push(confidence);
          return { region: { type: 'rectangle', ...box }, confidence };
        },
        async dispose() {
          seen.disposed++;
        },
      };
    },
  };
}

/** What a client that says all this at once is told, line by line, and what the tracker saw. */
async function served(
  lines: readonly string[],
  version: TraxVersion = 3,
): Promise<{
  readonly said: readonly string[];
  readonly notes: readonly string[];
  readonly seen: Seen;
  readonly error?: Error;
}> {
  const notes: string[] = [];
  const seen: Seen = { images: [], regions: [], chances: [], disposed: 0 };
  const [input, output] = [new PassThrough(), new PassThrough()];
  input.end(lines.map((line) => `${line}\n`).join(''));
  const said = text(output);
  const networks = networkEnvironment({ device: 'cpu', cache: 'none' });
  const say = (line: string): void => void notes.push(line);
  const serving = serveTracker({ entry: movingEntry(seen), version, seed: 1, networks, input, output, say });
  const error = await serving.then(
    () => undefined,
    (error: unknown) => error as Error,
  );
  output.end();
  return { said: (await said).split('\n').filter(Boolean), notes, seen, ...(error === undefined ? {} : { error }) };
}

it('serveTracker(options) says once what begins as a message and is none, and nothing of other lines', async () => {
  const unknown = '@@TRAX:pause "5"';
  const { notes, said } = await served(['hello?', unknown, unknown, '@@TRAX:frame"x"', '@@TRAX:quit ']);
  expect(said).toHaveLength(1);
  expect(notes).toEqual(
    [unknown, '@@TRAX:frame"x"'].map((line) => `note: passed over, no message that is known: ${line}`),
  );
});

const pixel = `image:1;1;gray8;${Buffer.from([7]).toString('base64')}`;

describe('serveTracker(options)', () => {
  it('says hello with what it takes', async () => {
    const taken = '"trax.region=rectangle;polygon;" "trax.image=path;url;memory;buffer;"';
    const about =
      '"trax.name=moving" "trax.description=a \\"tracker\\" of the tests" "trax.family=tracking-loss" "trackingloss.run=1" ';
    expect((await served([], 1)).said).toEqual([`@@TRAX:hello "trax.version=1" ${taken} ${about}`]);
    expect((await served([], 4)).said).toEqual([
      `@@TRAX:hello "trax.version=4" ${taken} "trax.channels=color;" ${about}`,
    ]);
  });

  it('answers initialize with the region that it starts from, and each frame with a region and a confidence', async () => {
    const lines = [
      `@@TRAX:initialize "${pixel}" "10,20,30,40"`,
      `@@TRAX:frame "${pixel}"`,
      'noise',
      `@@TRAX:initialize "${pixel}" "1,1,4,1,4,5"`,
      `@@TRAX:frame "${pixel}"`,
      '@@TRAX:quit',
      `@@TRAX:frame "${pixel}"`,
    ];
    const { said, seen, error } = await served(lines);
    expect(error).toBeUndefined();
    expect(said.slice(1)).toEqual([
      '@@TRAX:state "10,20,30,40" ',
      `@@TRAX:state "12,20,30,40" "confidence=${seen.chances[0]}" `,
      '@@TRAX:state "1,1,3,4" ',
      `@@TRAX:state "3,1,3,4" "confidence=${seen.chances[1]}" `,
    ]);
    expect(seen.regions[1]).toEqual({ type: 'polygon', points: [1, 1, 4, 1, 4, 5] });
    expect(seen.disposed).toBe(3);
  });

  it('takes the image with a frame in version 4, and forgets its target at an empty initialize', async () => {
    const lines = [
      '@@TRAX:initialize "10,20,30,40"',
      `@@TRAX:frame "${pixel}"`,
      `@@TRAX:frame "${pixel}"`,
      '@@TRAX:initialize',
      '@@TRAX:initialize "mask:1,2,3,4,0,12"',
      `@@TRAX:frame "${pixel}"`,
    ];
    const { said, error } = await served(lines, 4);
    expect(error).toBeUndefined();
    expect(said.slice(1).map((line) => line.split('"')[1])).toEqual(['10,20,30,40', '12,20,30,40', '1,2,3,4']);
  });

  it('understands an older client that was offered version 4', async () => {
    const { said } = await served([`@@TRAX:initialize "${pixel}" "10,20,30,40"`, `@@TRAX:frame "${pixel}"`], 4);
    expect(said.slice(1).map((line) => line.split('"')[1])).toEqual(['10,20,30,40', '12,20,30,40']);
  });

  it('draws the chance of the run that the client is in, and goes on with it after a failure', async () => {
    const initialize = (sequence: string): string =>
      `@@TRAX:initialize "${pixel}" "1,1,4,4" "trackingloss.experiment=baseline" "trackingloss.sequence=${sequence}" "trackingloss.repetition=2" "trackingloss.seed=5"`;
    const frame = `@@TRAX:frame "${pixel}"`;
    const lines = [initialize('bag'), frame, initialize('bag'), frame, initialize('car'), frame];
    const { seen } = await served(lines);
    const bag = randomFrom('moving', 'baseline', 'bag', 2, 5);
    const car = randomFrom('moving', 'baseline', 'car', 2, 5);
    expect(seen.chances).toEqual([bag.uniform(), bag.uniform(), car.uniform()]);
    // In version 4 properties come with the frame, as from the reference client, or with the region.
    const second = ['@@TRAX:initialize "1,1,4,4"', `${frame} ${initialize('bag').split('"1,1,4,4" ')[1]!}`, frame];
    expect((await served(second, 4)).seen.chances).toEqual([randomFrom('moving', 'baseline', 'bag', 2, 5).uniform()]);
    expect((await served([`@@TRAX:initialize "${pixel}" "1,1,4,4"`, frame])).seen.chances).toEqual([
      randomFrom('moving', 'trax', 1).uniform(),
    ]);
  });

  it.each<[string, string[], TraxVersion, RegExp]>([
    ['a frame before initialize', [`@@TRAX:frame "${pixel}"`], 3, /a frame before initialize/],
    ['a region alone in version 3', ['@@TRAX:initialize "1,2,3,4"'], 3, /initialize with 1 arguments/],
    ['two images', [`@@TRAX:initialize "${pixel}" "${pixel}" "1,2,3,4"`], 4, /initialize with 3 arguments/],
    ['a second object', ['@@TRAX:initialize "1,2,3,4"', '@@TRAX:initialize "1,2,3,4"'], 4, /a second object/],
    ['words for a region', [`@@TRAX:initialize "${pixel}" "here"`], 3, /invalid region: "here"/],
    [
      'an image that is not there',
      ['@@TRAX:initialize "file:///no/such.jpg" "1,2,3,4"'],
      3,
      /missing image \(\/no\/such\.jpg\)/,
    ],
    [
      'pixels that are too few',
      ['@@TRAX:initialize "image:2;2;rgb;AAAA" "1,2,3,4"'],
      3,
      /invalid image: 3 bytes of 2x2 rgb/,
    ],
    ['an unknown form', ['@@TRAX:initialize "ftp://x/1.jpg" "1,2,3,4"'], 3, /unknown form of image: ftp:/],
    ['a state', ['@@TRAX:state "1,2,3,4"'], 3, /state from a client/],
  ])('quits at %s, and says why', async (_, lines, version, message) => {
    const { said, error } = await served(lines, version);
    expect(error?.message).toMatch(message);
    expect(said).toHaveLength(2);
    expect(said[1]).toMatch(/^@@TRAX:quit "trax\.reason=.*" $/);
    expect(said[1]!.replaceAll('\\"', '"')).toMatch(message);
  });

  it('takes images in every form', async () => {
    const folder = await temporaryFolder();
    const file = join(folder, 'a b.png');
    const rgb = Uint8Array.from([1, 2, 3, 250, 251, 252]);
    await sharp(rgb, { raw: { width: 2, height: 1, channels: 3 } })
      .png()
      .toFile(file);
    const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64');
    const content = await readFile(file);
    const server = createServer((request, response) => {
      response.statusCode = request.url === '/1.png' ? 200 : 404;
      response.end(content);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    const forms = [
      file,
      `file:${file}`,
      `file://${file}`,
      `file://${file.replaceAll(' ', '%20')}`,
      `http://127.0.0.1:${port}/1.png`,
      `image:2;1;rgb;${base64(rgb)}`,
      `data:image/png;${base64(content)}`,
      `data:image/png;base64;${base64(content)}`,
      `data:image/png;base64,${base64(content)}`,
    ];
    const { seen, error } = await served([
      ...forms.map((form) => `@@TRAX:initialize "${form}" "0,0,1,1"`),
      `@@TRAX:frame "image:2;1;gray8;${base64(Uint8Array.from([1, 2]))}"`,
      `@@TRAX:frame "image:2;1;gray16;${base64(Uint8Array.from([255, 1, 0, 2]))}"`,
    ]);
    expect(error).toBeUndefined();
    for (const image of seen.images.slice(0, forms.length)) {
      expect(image).toEqual({ width: 2, height: 1, channels: 3, data: rgb });
    }
    const grey = { width: 2, height: 1, channels: 1, data: Uint8Array.from([1, 2]) };
    expect(seen.images.slice(forms.length)).toEqual([grey, grey]);
    const missing = await served([`@@TRAX:initialize "http://127.0.0.1:${port}/2.png" "0,0,1,1"`]);
    expect(missing.error?.message).toContain('missing image: HTTP status 404');
    await new Promise((resolve) => server.close(resolve));
  });
});

describe('tracking-loss serve', () => {
  beforeAll(requirePython);

  it.each(['streams', 'socket'])('is a tracker for a client in Python, over %s', async (way) => {
    const image = join(await temporaryFolder(), 'a.png');
    await sharp({ create: { width: 40, height: 30, channels: 3, background: '#123' } })
      .composite([{ input: { create: { width: 8, height: 6, channels: 3, background: '#fed' } }, left: 12, top: 9 }])
      .png()
      .toFile(image);
    const program = fileURLToPath(new URL('../../../dist/harness/main.js', import.meta.url));
    const client = `
import json, os, socket, subprocess, sys
given = json.load(sys.stdin)
env = dict(os.environ)
if given["way"] == "socket":
    server = socket.create_server(("127.0.0.1", 0))
    env["TRAX_SOCKET"] = str(server.getsockname()[1])
process = subprocess.Popen(given["command"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=env)
says, hears = process.stdin, process.stdout
if given["way"] == "socket":
    connection = server.accept()[0]
    says, hears = connection.makefile("wb"), connection.makefile("rb")
heard = [hears.readline().decode()]
for line in given["lines"]:
    says.write((line + "\\n").encode())
    says.flush()
    if not line.startswith("@@TRAX:quit"):
        heard.append(hears.readline().decode())
print(json.dumps({"heard": heard, "rest": hears.read().decode(), "code": process.wait(20)}))
`;
    const given = {
      way,
      command: [process.execPath, program, 'serve', '--tracker', 'ncc', '--trax-version', '2', '--seed', '1'],
      lines: [`@@TRAX:initialize "file://${image}" "12,9,8,6"`, `@@TRAX:frame "file://${image}"`, '@@TRAX:quit'],
    };
    const { heard, rest, code } = JSON.parse(python(client, JSON.stringify(given))) as Record<string, unknown>;
    expect(heard).toEqual([
      expect.stringMatching(/^@@TRAX:hello "trax\.version=2" /),
      '@@TRAX:state "12,9,8,6" \n',
      expect.stringMatching(/^@@TRAX:state "12,9,8,6" "confidence=[\d.]+" \n$/),
    ]);
    expect({ rest, code }).toEqual({ rest: '', code: 0 });
  });
});
