import type { Device } from '../device.ts';
import type { Speed } from './speed.ts';

/** What to find out about a device. */
export interface ExaminationRequest {
  readonly device: Device;
  /** Of TensorFlow.js: whether only a graphics card will do; default false. */
  readonly gpuOnly?: boolean;
  /** How long its speed is measured, for each of the two figures; default not at all. */
  readonly measureMs?: number;
}

export type Examination = WorkingDevice | FailedDevice;

export interface WorkingDevice {
  readonly device: Device;
  readonly works: true;
  /** The library that computes, with its version. */
  readonly library: string;
  /** The engine's own name for where it computes: `gpu` or `cpu` for TensorFlow.js, else the device. */
  readonly computesOn: string;
  /** What is not as fast as it could be, in words. */
  readonly notes: readonly string[];
  readonly speed?: Speed;
}

export interface FailedDevice {
  readonly device: Device;
  readonly works: false;
  /** What failed and how to get it. */
  readonly problem: string;
}

/** Tries a device. Never rejects: what goes wrong is part of the answer. */
export type Examine = (request: ExaminationRequest) => Promise<Examination>;
