import { formatBytes } from '../../datasets/byteSize.ts';
import { counted } from '../../datasets/counted.ts';
import type { Device } from '../../trackers/network/engines/device.ts';

export interface WorkersRequest {
  /** That work: `cpu` alone, `webgpu` or `tensorflow` alone, or one or several cards. */
  readonly devices: readonly Device[];
  /** As asked for; as many as fit when missing. */
  readonly workers?: number | undefined;
  readonly workersPerDevice?: number | undefined;
  /** What a worker may take, as asked for. */
  readonly memoryBytes?: number | undefined;
  /** Whether any of the trackers computes with networks. */
  readonly usesNetworks: boolean;
  /** Of the maps of samples that such a tracker keeps. */
  readonly mapsBytes: number;
  readonly cores: number;
  /** Memory of the machine, or of its container, that is free. */
  readonly availableBytes: number;
}

export interface PlannedWorkers {
  /** In their order; each computes on one device, on the processor with one thread. */
  readonly workers: readonly { readonly device: Device }[];
  /** What each may take; one that takes more is ended, and its run fails. */
  readonly memoryBytes: number;
  /** What a user should know of the choice. */
  readonly notes: readonly string[];
}

/** What a worker needs, the maps of samples apart: measured with ensembles, and with the classic trackers (docs/performance.md). */
const neededBytes = { networks: 0.9e9, without: 300e6 };

/** Some is left to the coordinator and the rest of the machine. */
const usableShare = 0.9;

/**
 * How many workers there are, and on what: one a card, one single-threaded worker a core on the processor, fewer where the
 * memory would not do. Cards are dealt out in turn. Cores that are left over stay idle: with other numbers of threads a
 * network's sums may be added up in another order, and a run must give the same bytes everywhere.
 */
export function planWorkers(request: WorkersRequest): PlannedWorkers {
  const { devices, cores, usesNetworks } = request;
  const isOnProcessor = devices.every((device) => device === 'cpu');
  const asked =
    request.workers ?? (request.workersPerDevice === undefined ? undefined : request.workersPerDevice * devices.length);
  const wanted = asked ?? (isOnProcessor || !usesNetworks ? cores : devices.length);
  const needed = request.memoryBytes ?? (usesNetworks ? neededBytes.networks + request.mapsBytes : neededBytes.without);
  const usable = usableShare * request.availableBytes;
  const fitting = Math.max(1, Math.floor(usable / needed));
  const notes: string[] = [];
  const memory = `${formatBytes(request.availableBytes)} of memory are free, and a worker may need ${formatBytes(needed)}`;
  let count = wanted;
  if (fitting < wanted && asked === undefined) {
    count = fitting;
    notes.push(`${counted(count, 'worker')} in place of ${wanted}: ${memory}`);
  } else if (fitting < wanted) {
    notes.push(`warning: ${memory}: ${wanted} workers may be too many (--workers)`);
  }
  const workers = Array.from({ length: count }, (_, index) => ({ device: devices[index % devices.length]! }));
  // Without a limit of the user's, what each may take is a fair share: a leak must not end the others.
  const memoryBytes = request.memoryBytes ?? Math.max(needed, Math.floor(usable / count));
  return { workers, memoryBytes, notes };
}
