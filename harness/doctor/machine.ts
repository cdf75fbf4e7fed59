import { execFile } from 'node:child_process';
import { arch, availableParallelism, cpus, release, totalmem, type } from 'node:os';
import { promisify } from 'node:util';

export interface Machine {
  readonly system: string;
  readonly processor: string;
  /** That this process may use. */
  readonly cores: number;
  /** That this process may use. */
  readonly memoryBytes: number;
  readonly node: string;
}

export function thisMachine(): Machine {
  // 0 or a number beyond the machine's where no limit is set.
  const limit = process.constrainedMemory() || Number.POSITIVE_INFINITY;
  return {
    system: `${type()} ${release()} ${arch()}`,
    processor: cpus()[0]?.model.trim() ?? 'unknown',
    cores: availableParallelism(),
    memoryBytes: Math.min(totalmem(), limit),
    node: process.version,
  };
}

export interface GraphicsCard {
  readonly name: string;
  readonly driver: string;
  readonly memory: string;
}

/** NVIDIA's cards in the order of their CUDA numbers; none where its driver is not installed. */
export async function nvidiaCards(): Promise<readonly GraphicsCard[]> {
  const query = ['--query-gpu=name,driver_version,memory.total', '--format=csv,noheader'];
  try {
    const { stdout } = await promisify(execFile)('nvidia-smi', query, { timeout: 20_000 });
    return stdout
      .split('\n')
      .filter((line) => line.trim() !== '')
      .map((line) => {
        const [name = '', driver = '', memory = ''] = line.split(',').map((part) => part.trim());
        return { name, driver, memory };
      });
  } catch {
    // The program is part of the driver: without it there is no card to list.
    return [];
  }
}
