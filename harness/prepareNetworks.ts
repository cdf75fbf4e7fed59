import type { NetworkIdentity } from '../results/trackerConfiguration.ts';
import { type Device, parseDevice } from '../trackers/network/engines/device.ts';
import { keptMapsBytes } from '../trackers/online/keptMaps.ts';
import { defaultBackbone } from '../trackers/specification/overrides.ts';
import type { TrackerSpecification } from '../trackers/specification/specification.ts';
import { networkIdentities } from './networkIdentities.ts';
import type { Terminal } from './terminal/terminal.ts';

/** Said where it was not asked for in so many words: figures of it are none of the paper's trackers. */
const untrained =
  'note: the backbone builtin is a bank of fixed filters, untrained; weights list has trained ones for --backbone';

/** Where networks are computed: on one device or on several of a kind. */
export interface PreparedNetworks {
  readonly devices: readonly Device[];
  readonly cache: string;
  /** Whether any of the trackers has a network. */
  readonly areUsed: boolean;
  /** The most that one of them keeps of its samples' maps. */
  readonly mapsBytes: number;
}

export interface TriedNetworks extends PreparedNetworks {
  /** What the trackers' networks are, by label. */
  readonly identities: ReadonlyMap<string, NetworkIdentity>;
}

/**
 * Where the trackers' networks are computed. Each device is tried once, and only where a tracker needs it; and so are the
 * weights, so that a missing file is one error and not one of each run.
 * @param devices as `--device` says them
 * @throws InputError for a device that does not work, and for weights that are missing
 */
export async function prepareNetworks(
  trackers: readonly TrackerSpecification[],
  { devices, cache }: { readonly devices: readonly string[]; readonly cache: string },
  terminal: Terminal,
): Promise<TriedNetworks> {
  const identities = await networkIdentities(trackers, cache);
  if (identities.size === 0) {
    const named = devices.map(parseDevice).map((device) => (device === 'auto' ? 'cpu' : device));
    return { devices: named, cache, areUsed: false, mapsBytes: 0, identities };
  }
  const { chooseDevice } = await import('../trackers/network/engines/chooseEngine.ts');
  const chosen: Device[] = [];
  for (const name of devices) {
    const { device, summary } = await chooseDevice(name);
    terminal.say(`networks on ${summary}`);
    chosen.push(device);
  }
  if (trackers.some(({ configuration }) => configuration?.backbone === defaultBackbone)) terminal.say(untrained);
  const mapsBytes = Math.max(
    ...trackers.flatMap(({ configuration }) =>
      configuration === undefined ? [] : [keptMapsBytes(configuration.online)],
    ),
  );
  return { devices: chosen, cache, areUsed: true, mapsBytes, identities };
}
