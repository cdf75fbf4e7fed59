import type { BackboneSpec } from '../trackers/network/backbones/backboneSpec.ts';
import { parseDevice } from '../trackers/network/engines/device.ts';
import type { NetworkSettings } from '../trackers/online/networkEnvironment.ts';
import type { TrackerSpecification } from '../trackers/specification/specification.ts';
import type { Terminal } from './terminal/terminal.ts';

/**
 * Where the trackers' networks are computed. The device is tried once, and only where a tracker needs it; and so are the
 * weights, so that a missing file is one error and not one of each run.
 * @param device as `--device` says it
 * @throws InputError for a device that does not work, and for weights that are missing
 */
export async function prepareNetworks(
  trackers: readonly TrackerSpecification[],
  { device, cache }: { readonly device: string; readonly cache: string },
  terminal: Terminal,
): Promise<NetworkSettings> {
  const backbones = new Map(
    trackers.flatMap(({ configuration }) =>
      configuration === undefined ? [] : [[JSON.stringify(configuration.backbone), configuration.backbone]],
    ),
  );
  const wanted = parseDevice(device);
  if (backbones.size === 0) return { device: wanted === 'auto' ? 'cpu' : wanted, cache };
  const { openBackboneNetwork } = await import('../trackers/network/backbones/openBackbone.ts');
  for (const backbone of backbones.values()) await openBackboneNetwork(backbone as BackboneSpec, { cache });
  const { chooseDevice } = await import('../trackers/network/engines/chooseEngine.ts');
  const chosen = await chooseDevice(device);
  terminal.say(`networks on ${chosen.summary}`);
  return { device: chosen.device, cache };
}
