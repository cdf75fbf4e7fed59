import { describe, expect, it } from 'vitest';
import { InputError } from '../../../../datasets/inputError.ts';
import { candidates, deviceChooser, pickDevice } from '../../../../trackers/network/engines/chooseEngine.ts';
import { type Device, parseDevice } from '../../../../trackers/network/engines/device.ts';
import type {
  Examination,
  ExaminationRequest,
  Examine,
} from '../../../../trackers/network/engines/probe/examination.ts';

/** A machine on which the given devices work, at so many GFLOP/s. */
function machineWith(speeds: Partial<Record<Device, number>>): {
  readonly examine: Examine;
  readonly requests: ExaminationRequest[];
} {
  const requests: ExaminationRequest[] = [];
  return {
    requests,
    async examine(request): Promise<Examination> {
      requests.push(request);
      const { device } = request;
      const convolution = speeds[device];
      if (convolution === undefined) return { device, works: false, problem: `missing device: ${device}` };
      const computesOn = device === 'tensorflow' ? 'gpu' : device;
      const speed = { convolution, matrixProduct: convolution };
      return { device, works: true, library: `library of ${device}`, computesOn, notes: [`${device} is old`], speed };
    },
  };
}

describe('parseDevice', () => {
  it.each([
    ['auto', 'auto'],
    ['cpu', 'cpu'],
    ['webgpu', 'webgpu'],
    ['tensorflow', 'tensorflow'],
    ['cuda', 'cuda:0'],
    ['cuda:2', 'cuda:2'],
  ])('reads %s as %s', (text, device) => {
    expect(parseDevice(text)).toBe(device);
  });

  it.each(['gpu', 'cuda:', 'cuda:x', 'cuda:-1', 'CPU', ''])('refuses %j and lists what it knows', (text) => {
    expect(() => parseDevice(text)).toThrow(InputError);
    expect(() => parseDevice(text)).toThrow(/unknown device: .*known: auto, cpu, webgpu, cuda, cuda:N, tensorflow/);
  });

  it('suggests the nearest', () => {
    expect(() => parseDevice('webgup')).toThrow('did you mean "webgpu"?');
  });
});

describe('chooseDevice auto', () => {
  it('takes the only device that works, and says what is wrong with each other', async () => {
    const { examine } = machineWith({ cpu: 100 });
    expect(await deviceChooser(examine)('auto')).toEqual({
      device: 'cpu',
      summary: 'cpu (library of cpu): the only one that works of those that auto considers',
      reason:
        'cpu (library of cpu): the only one that works of those that auto considers; cuda:0 failed: missing device: cuda:0; ' +
        'tensorflow failed: missing device: tensorflow; webgpu failed: missing device: webgpu',
    });
  });

  it.each<[Partial<Record<Device, number>>, Device]>([
    [{ cpu: 100, webgpu: 800, 'cuda:0': 9000 }, 'cuda:0'],
    [{ cpu: 100, webgpu: 800, tensorflow: 5000 }, 'tensorflow'],
    [{ cpu: 100, webgpu: 800 }, 'webgpu'],
  ])('takes the fastest of %j: %s', async (speeds, device) => {
    expect(await deviceChooser(machineWith(speeds).examine)('auto')).toMatchObject({ device });
  });

  it('takes the processor where the graphics card is one in name only, and tells both speeds', async () => {
    const { summary } = await deviceChooser(machineWith({ cpu: 100, webgpu: 3 }).examine)('auto');
    expect(summary).toBe('cpu (library of cpu): 100 GFLOP/s in convolutions; webgpu has 3 GFLOP/s');
  });

  it('does not leave the usually faster device for what may be noise', async () => {
    const { examine } = machineWith({ cpu: 130, webgpu: 100 });
    expect(await deviceChooser(examine)('auto')).toMatchObject({ device: 'webgpu' });
  });

  it('tries one device after the other, the usually fastest first, and TensorFlow.js on a graphics card only', async () => {
    const { examine, requests } = machineWith({ cpu: 100 });
    let running = 0;
    await deviceChooser(async (request) => {
      expect(++running).toBe(1);
      await Promise.resolve();
      running--;
      return examine(request);
    })('auto');
    expect(requests.map(({ device }) => device)).toEqual(['cuda:0', 'tensorflow', 'webgpu', 'cpu']);
    expect(requests.find(({ device }) => device === 'tensorflow')).toMatchObject({ gpuOnly: true });
  });

  it('fails with every reason where no device works', async () => {
    const failure = deviceChooser(machineWith({}).examine)('auto');
    await expect(failure).rejects.toThrow(InputError);
    await expect(failure).rejects.toThrow(/^missing device: none works; cuda:0 failed: .*; cpu failed: /);
  });

  it('is made once and remembered', async () => {
    const { examine, requests } = machineWith({ cpu: 100 });
    const choose = deviceChooser(examine);
    expect(await choose('auto')).toBe(await choose('auto'));
    expect(requests).toHaveLength(candidates.length);
  });
});

describe('chooseDevice with a name', () => {
  it('takes the device that was asked for, and passes on what is to be known of it', async () => {
    const { examine, requests } = machineWith({ 'cuda:1': 9000, cpu: 100 });
    expect(await deviceChooser(examine)('cuda:1')).toEqual({
      device: 'cuda:1',
      summary: 'cuda:1 (library of cuda:1): asked for',
      reason: 'cuda:1 (library of cuda:1): asked for; cuda:1 is old',
    });
    expect(requests).toEqual([{ device: 'cuda:1' }]);
  });

  it('fails with what is wrong with it, and takes no other', async () => {
    const { examine } = machineWith({ cpu: 100 });
    await expect(deviceChooser(examine)('webgpu')).rejects.toThrow(new InputError('missing device: webgpu'));
  });

  it('tries no device for a name that is not known', async () => {
    const { examine, requests } = machineWith({ cpu: 100 });
    await expect(deviceChooser(examine)('gpu')).rejects.toThrow('unknown device: "gpu"');
    expect(requests).toEqual([]);
  });
});

describe('pickDevice', () => {
  it('never picks TensorFlow.js on the processor', () => {
    const common = { works: true, notes: [], speed: { convolution: 500, matrixProduct: 500 } } as const;
    const examinations: Examination[] = [
      { ...common, device: 'tensorflow', library: 'tfjs', computesOn: 'cpu' },
      { ...common, device: 'cpu', library: 'onnxruntime', computesOn: 'cpu' },
    ];
    expect(pickDevice(examinations)).toMatchObject({
      device: 'cpu',
      reason: 'cpu (onnxruntime): the only one that works of those that auto considers; tensorflow computes on the cpu',
    });
    expect(pickDevice(examinations.slice(0, 1))).toBeUndefined();
  });
});
