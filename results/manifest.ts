/**
 * @file The manifests of VOT's archives: `manifest.yml` of the Python toolkit (vot/utilities/cli.py, do_pack) and
 * `manifest.txt` of the MATLAB toolkit, lines of `key=value`.
 */
import { stringify } from 'yaml';

/** The tracker that a manifest of either form names. */
export function identifierIn(manifest: string): string | undefined {
  return /^\s*(?:tracker\.)?identifier\s*[:=]\s*["']?(.+?)["']?\s*$/m.exec(manifest)?.[1];
}

/** The same manifest with another tracker's name; one that names none is left as it is. */
export function withIdentifier(manifest: string, identifier: string): string {
  if (identifierIn(manifest) === identifier) return manifest;
  return manifest
    .replace(/^tracker\.identifier=.*$/m, () => `tracker.identifier=${identifier}`)
    .replace(/^identifier:.*$/m, () => `identifier: ${stringify(identifier).trimEnd()}`);
}

export interface ManifestContent {
  readonly identifier: string;
  /** Milliseconds since 1970. */
  readonly packedAtMs: number;
  /** Program and version. */
  readonly toolkit: string;
  /** The machine's system and the version of Node, as `linux` and `v22.1.0`. */
  readonly platform: string;
  readonly node: string;
  /** What the toolkits do not ask for: the dataset, how overlap was counted, where results of others came from. */
  readonly details: Readonly<Record<string, unknown>>;
}

/** As `vot pack` writes it, with Node in the place of Python. */
export function formatYamlManifest({
  identifier,
  packedAtMs,
  toolkit,
  platform,
  node,
  details,
}: ManifestContent): string {
  return stringify({ identifier, timestamp: archiveTimestamp(packedAtMs), platform, node, toolkit, ...details });
}

/** As toolkit-legacy writes it. */
export function formatTextManifest({ identifier, packedAtMs, toolkit, platform, node }: ManifestContent): string {
  return [
    `toolkit.version=${toolkit}`,
    `tracker.identifier=${identifier}`,
    `timestamp=${new Date(packedAtMs).toISOString().slice(0, 19).replace('T', ' ')}`,
    `platform=${platform}`,
    'environment=node',
    `environment.version=${node}`,
    '',
  ].join('\n');
}

/** A moment (UTC) as the Python toolkit names archives by it: `2016-10-08T09-30-00.000000`. */
export function archiveTimestamp(ms: number): string {
  return new Date(ms).toISOString().replaceAll(':', '-').replace('Z', '000');
}
