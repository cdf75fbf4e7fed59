/** @file Which network a tracker has: results of another one are not its own, whatever the settings say. */
import type { NetworkIdentity } from '../results/trackerConfiguration.ts';
import type { BackboneSpec } from '../trackers/network/backbones/backboneSpec.ts';
import type { TrackerConfiguration, TrackerSpecification } from '../trackers/specification/specification.ts';

/**
 * By the labels of those that have one; each backbone's weights are read once.
 * @throws InputError where the weights are missing
 */
export async function networkIdentities(
  trackers: readonly TrackerSpecification[],
  cache: string,
): Promise<ReadonlyMap<string, NetworkIdentity>> {
  const backbones = new Map<string, Required<NetworkIdentity>>();
  const identities = new Map<string, NetworkIdentity>();
  for (const { label, configuration } of trackers) {
    if (configuration === undefined) continue;
    const key = JSON.stringify(configuration.backbone);
    const known = backbones.get(key) ?? (await backboneIdentity(configuration.backbone as BackboneSpec, cache));
    backbones.set(key, known);
    identities.set(label, usedOf(known, configuration));
  }
  return identities;
}

/** Of one tracker. @throws InputError where the weights are missing */
export async function networkIdentity(configuration: TrackerConfiguration, cache: string): Promise<NetworkIdentity> {
  return usedOf(await backboneIdentity(configuration.backbone as BackboneSpec, cache), configuration);
}

function usedOf(backbone: Required<NetworkIdentity>, { online }: TrackerConfiguration): NetworkIdentity {
  return online.normalization === 'none' ? { weights: backbone.weights } : backbone;
}

async function backboneIdentity(backbone: BackboneSpec, cache: string): Promise<Required<NetworkIdentity>> {
  const { describeNormalization, openBackboneNetwork } = await import('../trackers/network/backbones/openBackbone.ts');
  const network = await openBackboneNetwork(backbone, { cache });
  return { weights: network.fingerprint, normalization: await describeNormalization(network, cache) };
}
