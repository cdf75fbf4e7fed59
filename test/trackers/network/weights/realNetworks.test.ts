import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { imageTensor } from '../../../../trackers/network/backbones/imageTensor.ts';
import type { Session } from '../../../../trackers/network/engines/engine.ts';
import { onnxruntimeEngine } from '../../../../trackers/network/engines/onnxruntime.ts';
import { tensorflowEngine } from '../../../../trackers/network/engines/tensorflow.ts';
import type { Graph } from '../../../../trackers/network/graph.ts';
import { importCaffe } from '../../../../trackers/network/weights/caffe/importCaffe.ts';
import { sharedData } from '../../../sharedData.ts';
import { expectClose } from '../engines/expectClose.ts';
import { type Box, photograph } from '../photograph.ts';
import { decodeYolo, intersectionOverUnion } from './decodeYolo.ts';

const sessions: Session[] = [];
afterAll(async () => {
  for (const session of sessions) await session.dispose();
});

async function sessionOf(graph: Graph): Promise<Session> {
  const engine = await onnxruntimeEngine({ device: 'cpu', threads: 2 });
  const session = await engine.compile(graph);
  sessions.push(session);
  return session;
}

function caffe(path: string): Graph {
  const [prototxtFile, caffemodelFile] = [
    sharedData(`weights/${path}.prototxt`),
    sharedData(`weights/${path}.caffemodel`),
  ];
  return importCaffe({
    prototxt: readFileSync(prototxtFile, 'utf8'),
    prototxtFile,
    caffemodel: readFileSync(caffemodelFile),
    caffemodelFile,
  });
}

const box = (x: number, y: number, width: number, height: number): Box => ({ x, y, width, height });

describe('MobileNetV2-YOLOv3-Nano, a detector trained on PASCAL VOC', () => {
  let detector: Session;
  beforeAll(async () => {
    detector = await sessionOf(caffe('mobilenet_yolo_voc/MobileNetV2-YOLOv3-Nano-voc'));
  });

  /** Where one sees them in the photographs. */
  const objects: Readonly<Record<string, readonly (readonly [string, Box])[]>> = {
    '000004': [
      ['car', box(365, 332, 135, 55)],
      ['car', box(238, 334, 94, 42)],
      ['car', box(24, 316, 62, 50)],
    ],
    '000456': [['bus', box(89, 43, 336, 255)]],
    '000542': [['cat', box(0, 0, 500, 375)]],
    '001150': [
      ['dog', box(165, 105, 265, 270)],
      ['person', box(0, 10, 250, 310)],
    ],
    '001551': [
      ['tvmonitor', box(168, 45, 192, 115)],
      ['chair', box(5, 98, 142, 195)],
    ],
    '001763': [
      ['dog', box(10, 50, 320, 310)],
      ['cat', box(278, 111, 222, 264)],
    ],
    '004545': [
      ['horse', box(200, 75, 255, 290)],
      ['person', box(262, 15, 110, 190)],
      ['car', box(3, 105, 130, 85)],
    ],
  };

  it.each(Object.entries(objects))('finds what there is in photograph %s, where it is', async (name, expected) => {
    const image = await photograph(`voc_demo/${name}.jpg`);
    const input = { height: 320, width: 320, colourOrder: 'RGB', means: [0, 0, 0], scale: 1 / 255 } as const;
    const detections = decodeYolo(await detector.run({ data: imageTensor(image, input) }), image);
    const matching = detections.map((found) =>
      expected.find(([object, place]) => object === found.name && intersectionOverUnion(place, found) > 0.5),
    );
    expect(expected.filter((object) => !matching.includes(object))).toEqual([]);
    // What is surest is right.
    expect(matching[0]).toBeDefined();
  });
});

describe('the three networks of MTCNN', () => {
  const face = box(165, 65, 120, 120);
  const elsewhere = [box(0, 400, 100, 100), box(380, 20, 110, 110), box(300, 300, 100, 100), box(30, 200, 120, 120)];

  it.each([
    ['det1', 12, 0.6],
    ['det2', 24, 0.7],
    ['det3', 48, 0.7],
  ])(
    "%s tells the face of a photograph from the rest of it by its authors' threshold",
    async (name, side, threshold) => {
      const session = await sessionOf(caffe(`mtcnn/${name}`));
      const outputs = await Promise.all([face, ...elsewhere].map((piece) => runTransposed(session, piece, side)));
      const [ofFace, ...ofOthers] = outputs.map(({ prob1 }) => prob1!.data[1]!);
      expect(ofFace).toBeGreaterThan(0.99);
      expect(Math.max(...ofOthers)).toBeLessThan(threshold);
      if (name !== 'det3') return;
      // Five landmarks, first all x, then all y, in parts of the piece; where one sees them in the photograph.
      const numbers = Array.from(outputs[0]!['conv6-3']!.data);
      const seen = [
        [203, 100],
        [247, 103],
        [224, 126],
        [205, 142],
        [245, 145],
      ] as const;
      for (const [index, [x, y]] of seen.entries()) {
        expect(Math.abs(face.x + face.width * numbers[index]! - x)).toBeLessThan(8);
        expect(Math.abs(face.y + face.height * numbers[5 + index]! - y)).toBeLessThan(8);
      }
    },
  );

  /** MTCNN was trained in MATLAB, where columns come first: its pictures lie on their side. */
  async function runTransposed(session: Session, piece: Box, side: number) {
    const image = await photograph('skimage/astronaut.png', piece);
    const input = {
      height: side,
      width: side,
      colourOrder: 'RGB',
      means: [127.5, 127.5, 127.5],
      scale: 1 / 128,
    } as const;
    const { shape, data } = imageTensor(image, input);
    const turned = data.map((_, index) => {
      const [channel, row, column] = [Math.floor(index / side ** 2), Math.floor(index / side) % side, index % side];
      return data[(channel * side + column) * side + row]!;
    });
    return session.run({ data: { shape, data: turned } });
  }
});

describe('both engines', () => {
  it.each(['mobilenet_yolo_voc/MobileNetV2-YOLOv3-Nano-voc', 'mtcnn/det1', 'mtcnn/det2', 'mtcnn/det3'])(
    'give the same outputs of %s',
    async (path) => {
      const graph = caffe(path);
      const [, , height, width] = graph.inputs[0]!.shape as [unknown, number, number, number];
      const input = { height, width, colourOrder: 'RGB', means: [127.5, 127.5, 127.5], scale: 1 / 128 } as const;
      const data = imageTensor(await photograph('voc_demo/004545.jpg'), input);
      const other = await (await tensorflowEngine({ packages: ['@tensorflow/tfjs'] })).compile(graph);
      sessions.push(other);
      const own = await sessionOf(graph);
      expectClose(await own.run({ data }), await other.run({ data }), 1e-4);
    },
  );
});
