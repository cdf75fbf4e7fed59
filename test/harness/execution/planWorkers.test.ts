import { describe, expect, it } from 'vitest';
import { planWorkers, type WorkersRequest } from '../../../harness/execution/planWorkers.ts';

const request: WorkersRequest = {
  devices: ['cpu'],
  usesNetworks: true,
  mapsBytes: 0.1e9,
  cores: 8,
  availableBytes: 64e9,
};

const devicesOf = (more: Partial<WorkersRequest>): string[] =>
  planWorkers({ ...request, ...more }).workers.map(({ device }) => device);

describe('planWorkers(request)', () => {
  it('has a worker a core on the processor, one a card on cards, or as many as are asked for', () => {
    expect(devicesOf({})).toEqual(Array(8).fill('cpu'));
    expect(devicesOf({ devices: ['cuda:0'] })).toEqual(['cuda:0']);
    expect(devicesOf({ devices: ['cuda:0', 'cuda:1'] })).toEqual(['cuda:0', 'cuda:1']);
    expect(devicesOf({ devices: ['webgpu'] })).toEqual(['webgpu']);
    expect(devicesOf({ workers: 3 })).toHaveLength(3);
  });

  it('deals cards out in turn', () => {
    const devices = ['cuda:0', 'cuda:2'] as const;
    expect(devicesOf({ devices, workersPerDevice: 2 })).toEqual(['cuda:0', 'cuda:2', 'cuda:0', 'cuda:2']);
    expect(devicesOf({ devices, workers: 3 })).toEqual(['cuda:0', 'cuda:2', 'cuda:0']);
  });

  it('has a worker a core, whatever the device, where no tracker has a network', () => {
    expect(devicesOf({ devices: ['cuda:0'], usesNetworks: false })).toHaveLength(8);
  });

  it('has fewer workers where the memory would not do, and says so', () => {
    const planned = planWorkers({ ...request, availableBytes: 4e9 });
    expect(planned.workers).toHaveLength(3);
    expect(planned.notes).toEqual([
      '3 workers in place of 8: 4.00 GB of memory are free, and a worker may need 1.00 GB',
    ]);
    expect(planWorkers({ ...request, availableBytes: 1e8 }).workers).toHaveLength(1);
    expect(planWorkers({ ...request, memoryBytes: 20e9 }).workers).toHaveLength(2);
  });

  it('leaves each worker room for the maps that its trackers keep', () => {
    expect(planWorkers({ ...request, mapsBytes: 1.1e9, availableBytes: 10e9 }).workers).toHaveLength(4);
    expect(planWorkers({ ...request, mapsBytes: 0, availableBytes: 10e9 }).workers).toHaveLength(8);
  });

  it('has as many as are asked for all the same, with a warning', () => {
    const planned = planWorkers({ ...request, workers: 8, availableBytes: 4e9 });
    expect(planned.workers).toHaveLength(8);
    expect(planned.notes[0]).toMatch(/^warning: 4\.00 GB .* 8 workers may be too many/);
  });

  it('bounds each worker by what it was given, else by a fair share of what is free', () => {
    expect(planWorkers({ ...request, memoryBytes: 3e9 }).memoryBytes).toBe(3e9);
    expect(planWorkers(request).memoryBytes).toBe((0.9 * 64e9) / 8);
    expect(planWorkers({ ...request, availableBytes: 1e8 }).memoryBytes).toBe(1e9);
  });
});
