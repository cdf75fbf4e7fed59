import { unknownName } from '../../../datasets/unknownName.ts';
import type { Checksum } from '../../../datasets/download/checksum.ts';

/** Weights that can be fetched by name. */
export interface CatalogueEntry {
  readonly name: string;
  readonly description: string;
  readonly licence: string;
  /** Where they were published. */
  readonly origin: string;
  /** Names of the backbones that use them. */
  readonly backbones: readonly string[];
  readonly files: readonly CatalogueFile[];
}

export interface CatalogueFile {
  readonly name: string;
  readonly address: string;
  /** In bytes; undefined where the publisher does not say. */
  readonly size: number | undefined;
  readonly checksum: Checksum;
  /** Of an archive only one member is wanted, and of that only some layers; they are kept as safetensors. */
  readonly conversion?: CatalogueConversion;
}

export interface CatalogueConversion {
  /** Base name of a caffemodel in the archive. */
  readonly member: string;
  /** Layers whose weights are kept, as `<layer>.weight` and `<layer>.bias`. */
  readonly layers: readonly string[];
  /** Name of the file of safetensors. */
  readonly to: string;
}

const zfLayers = ['conv1', 'conv2', 'conv3', 'conv4', 'conv5'];
const yoloSample =
  'https://raw.githubusercontent.com/dog-qiuqiu/MobileNet-Yolo/86c05bfc4e508d54a459a469faecc35a113454c1/darknet2caffe/sample';

export const catalogue: readonly CatalogueEntry[] = [
  {
    name: 'squeezenet',
    description: 'SqueezeNet v1.0, trained on ImageNet, pruned and coded in 8 bits',
    licence: 'BSD-2-Clause',
    origin: 'https://github.com/songhan/SqueezeNet-Deep-Compression',
    backbones: ['squeezenet'],
    files: [
      {
        name: 'compressed_SqueezeNet.net',
        address:
          'https://raw.githubusercontent.com/songhan/SqueezeNet-Deep-Compression/fb13faa2cf121ced9999f8a9d538ec6c56084733/compressed_SqueezeNet.net',
        size: 675_763,
        checksum: { algorithm: 'sha256', hex: 'e4ab6960ae8cd81505e1c2136921201507e930966c53deaf15862a395b3a3261' },
      },
    ],
  },
  {
    name: 'mobilenet-yolo',
    description: 'MobileNetV2-YOLOv3-Nano, a detector trained on PASCAL VOC',
    licence: 'YOLO licence, version 2 (do whatever you want with it)',
    origin: 'https://github.com/dog-qiuqiu/MobileNet-Yolo',
    backbones: ['mobilenet-yolo'],
    files: [
      {
        name: 'MobileNetV2-YOLOv3-Nano-voc.prototxt',
        address: `${yoloSample}/MobileNetV2-YOLOv3-Nano-voc.prototxt`,
        size: 41_075,
        checksum: { algorithm: 'sha256', hex: 'a976e82255f20c9c011c901ef8babd32c7871f568f9b05857d7255c494345247' },
      },
      {
        name: 'MobileNetV2-YOLOv3-Nano-voc.caffemodel',
        address: `${yoloSample}/MobileNetV2-YOLOv3-Nano-voc.caffemodel`,
        size: 3_102_331,
        checksum: { algorithm: 'sha256', hex: '6e86e5997dc7eba602db4253f3652ecdf2b135d6563ac896b2e44e260bfa0ae6' },
      },
    ],
  },
  {
    name: 'zf',
    description: 'ZF of Faster R-CNN, a detector trained on PASCAL VOC 2007; the archive has 695 MB, 15 MB are kept',
    licence: 'MIT',
    origin: 'https://github.com/rbgirshick/py-faster-rcnn',
    backbones: ['zf', 'zf-compressed'],
    files: [
      {
        name: 'faster_rcnn_models.tgz',
        address: 'https://dl.dropboxusercontent.com/s/o6ii098bu51d139/faster_rcnn_models.tgz?dl=1',
        size: undefined,
        checksum: { algorithm: 'md5', hex: 'ac116844f66aefe29587214272054668' },
        conversion: { member: 'ZF_faster_rcnn_final.caffemodel', layers: zfLayers, to: 'zf.safetensors' },
      },
    ],
  },
  {
    name: 'zf-imagenet',
    description: 'ZF trained on ImageNet, from which Faster R-CNN starts; of a large archive 15 MB are kept',
    licence: 'MIT',
    origin: 'https://github.com/rbgirshick/py-faster-rcnn',
    backbones: ['zf', 'zf-compressed'],
    files: [
      {
        name: 'imagenet_models.tgz',
        address: 'https://dl.dropbox.com/s/gstw7122padlf0l/imagenet_models.tgz?dl=1',
        size: undefined,
        checksum: { algorithm: 'md5', hex: 'ed34ca912d6782edfb673a8c3a0bda6d' },
        conversion: { member: 'ZF.v2.caffemodel', layers: zfLayers, to: 'zf-imagenet.safetensors' },
      },
    ],
  },
];

/** @throws InputError for a name that is not in the catalogue */
export function catalogueEntry(name: string, entries: readonly CatalogueEntry[] = catalogue): CatalogueEntry {
  const entry = entries.find((candidate) => candidate.name === name);
  if (entry !== undefined) return entry;
  throw unknownName(
    'weights',
    name,
    entries.map((candidate) => candidate.name),
  );
}
