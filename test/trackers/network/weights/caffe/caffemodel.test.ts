import { readFileSync } from 'node:fs';
import protobuf from 'protobufjs/light.js';
import { describe, expect, it } from 'vitest';
import { readCaffemodel } from '../../../../../trackers/network/weights/caffe/caffemodel.ts';
import { sharedData } from '../../../../sharedData.ts';
import { writeCaffemodel } from './writeCaffemodel.ts';

const refusal = (bytes: Uint8Array): string => {
  try {
    readCaffemodel(bytes, 'net.caffemodel');
  } catch (error) {
    return (error as Error).message;
  }
  return 'accepted';
};
const layers = {
  conv1: [
    { shape: [2, 1, 1, 3], data: [1, 2, 3, 4, 5, 6] },
    { shape: [2], data: [0.5, -0.5] },
  ],
};

describe('readCaffemodel(bytes, file)', () => {
  it("reads the blobs of today's layers and of old ones, with four dimensions, in single and double precision", () => {
    const weight = { shape: [2, 1, 1, 3], data: Float32Array.of(1, 2, 3, 4, 5, 6) };
    const bias = Float32Array.of(0.5, -0.5);
    for (const doubles of [false, true]) {
      const today = readCaffemodel(writeCaffemodel(layers, { doubles }), 'f');
      expect([...today]).toEqual([['conv1', { blobs: [weight, { shape: [2], data: bias }] }]]);
      const old = readCaffemodel(writeCaffemodel(layers, { doubles, old: true }), 'f');
      expect([...old]).toEqual([['conv1', { blobs: [weight, { shape: [1, 1, 1, 2], data: bias }] }]]);
    }
  });

  it('reads bytes as Caffe itself writes them: field numbers and packed floats of caffe.proto', () => {
    // By hand: layer (100) { name (1), blobs (7) { shape (7) { dim (1), packed }, data (5), packed } }.
    const shape = protobuf.Writer.create().uint32(10).fork().int64(2).ldelim().finish();
    const data = protobuf.Writer.create().fork().float(1.5).float(-2).ldelim().finish();
    const blob = Buffer.concat([Buffer.of(58), Buffer.of(shape.length), shape, Buffer.of(42), data]);
    const layer = protobuf.Writer.create().uint32(10).string('l').uint32(58).bytes(blob).finish();
    const net = protobuf.Writer.create().uint32(10).string('net').uint32(802).bytes(layer).finish();
    expect(readCaffemodel(net, 'f').get('l')!.blobs).toEqual([{ shape: [2], data: Float32Array.of(1.5, -2) }]);
  });

  it("reads a real model: the layers and shapes that MTCNN's prototxt says", () => {
    const path = sharedData('weights/mtcnn/det1.caffemodel');
    const weights = readCaffemodel(readFileSync(path), path);
    const shapes = [...weights].map(([name, { blobs }]) => [name, ...blobs.map(({ shape }) => shape.join('x'))]);
    expect(shapes).toEqual([
      ['conv1', '10x3x3x3', '10'],
      ['PReLU1', '10'],
      ['conv2', '16x10x3x3', '16'],
      ['PReLU2', '16'],
      ['conv3', '32x16x3x3', '32'],
      ['PReLU3', '32'],
      ['conv4-1', '2x32x1x1', '2'],
      ['conv4-2', '4x32x1x1', '4'],
    ]);
  });

  it('refuses what is no caffemodel, is cut off, or has numbers that do not fill their shape', () => {
    expect(refusal(new Uint8Array())).toContain('invalid caffemodel: it has no layers (net.caffemodel)');
    expect(refusal(Buffer.from('name: "net"\nlayer { }'))).toMatch(/^invalid caffemodel: /);
    const whole = writeCaffemodel(layers);
    expect(refusal(whole)).toBe('accepted');
    for (let length = 0; length < whole.length; length++) {
      expect(refusal(whole.subarray(0, length))).toMatch(/^invalid (caffemodel|blob): .*(cut off|damaged)/);
    }
    expect(refusal(writeCaffemodel({ conv1: [{ shape: [3, 3], data: [1, 2] }] }))).toBe(
      'invalid blob: 2 numbers for the shape 3x3 (net.caffemodel, layer conv1, blob 0); the file is cut off or damaged',
    );
  });

  it('refuses two layers of one name, and the form of 2013', () => {
    const twice = Buffer.concat([writeCaffemodel(layers), writeCaffemodel(layers)]);
    expect(refusal(twice)).toContain('two layers of name "conv1"');
    const ancient = protobuf.Writer.create().uint32(18).fork().uint32(10).bytes(Buffer.from('xyz')).ldelim().finish();
    expect(refusal(ancient)).toContain("Caffe's upgrade_net_proto_binary");
  });
});
