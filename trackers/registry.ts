import { unknownName } from '../datasets/unknownName.ts';
import { type ExternalConfiguration, externalName } from './external/externalConfiguration.ts';
import type { MdnetConfiguration } from './mdnet-n/configuration.ts';
import { mdnetName, paperTrackers } from './specification/names.ts';
import type { TrackerSpecification } from './specification/specification.ts';
import type { TrackerEntry } from './tracker.ts';
import type { TrackingLossConfiguration } from './tracking-loss/configuration.ts';

interface Registered extends Pick<TrackerEntry, 'name' | 'description' | 'reads' | 'usesNetworks'> {
  /** Makes an entry of its kind; the tracker's module is loaded when the first one is made. */
  readonly create: (specification: TrackerSpecification) => TrackerEntry['create'];
}

const classic: readonly Registered[] = [
  {
    name: 'kcf',
    description: 'kernelised correlation filter on HOG features, with a scale filter',
    reads: 'pixels',
    usesNetworks: false,
    create: () => async () => (await import('./classic/kcf.ts')).kcfTracker(),
  },
  {
    name: 'ncc',
    description: 'normalised cross-correlation with the first grey template, the baseline of the VOT challenge',
    reads: 'pixels',
    usesNetworks: false,
    create: () => async () => (await import('./classic/ncc.ts')).nccTracker(),
  },
  {
    name: 'Staple',
    description: 'correlation filter on HOG features and colour histograms, with a scale filter',
    reads: 'pixels',
    usesNetworks: false,
    create: () => async () => (await import('./classic/staple/staple.ts')).stapleTracker(),
  },
  {
    name: 'static',
    description: 'the first box for ever: what a tracker that does nothing scores',
    reads: 'path',
    usesNetworks: false,
    create: () => async () => (await import('./classic/static.ts')).staticTracker(),
  },
];

const online: readonly Registered[] = [
  {
    name: mdnetName,
    description: "MDNet without training on videos, the paper's contrast",
    reads: 'pixels',
    usesNetworks: true,
    create: (specification) => async (context) => {
      const { mdnetTracker } = await import('./mdnet-n/mdnetTracker.ts');
      return mdnetTracker(specification.configuration as MdnetConfiguration, context);
    },
  },
  ...Object.entries(paperTrackers).map(
    ([name, { description }]): Registered => ({
      name,
      description,
      reads: 'pixels',
      usesNetworks: true,
      create: (specification) => async (context) => {
        const { trackingLossTracker } = await import('./tracking-loss/trackingLossTracker.ts');
        return trackingLossTracker(specification.configuration as TrackingLossConfiguration, context);
      },
    }),
  ),
];

const registered = [...online, ...classic];

/** Those that can be run by their names, in alphabetical order. */
export function trackerNames(): string[] {
  return registered.map(({ name }) => name).toSorted();
}

/** What an entry of a file may extend: the trackers, and `trax`, a program with its command as a setting. */
export function baseNames(): string[] {
  return [...trackerNames(), externalName].toSorted();
}

/** One line about a tracker. @throws InputError when no tracker has this name */
export function trackerDescription(name: string): string {
  return registeredTracker(name).description;
}

/** What a specification makes. @throws InputError when no tracker has its name */
export function trackerEntry(specification: TrackerSpecification): TrackerEntry {
  if (specification.external !== undefined) return externalEntry(specification.label, specification.external);
  const { create, ...about } = registeredTracker(specification.tracker);
  return { ...about, name: specification.label, create: create(specification) };
}

/** An entry has one process, which its trackers share; it is started with the first. */
function externalEntry(name: string, external: ExternalConfiguration): TrackerEntry {
  let opened: Promise<Required<Pick<TrackerEntry, 'create' | 'close'>>> | undefined;
  const open = async (): NonNullable<typeof opened> =>
    (await import('./external/externalTracker.ts')).externalTracker(external);
  return {
    name,
    description: `TraX: ${external.command.join(' ')}`,
    // What it wants of a frame it says when it has started.
    reads: 'path',
    usesNetworks: false,
    retries: external.retries,
    create: async (context) => (await (opened ??= open())).create(context),
    close: async () => (await opened)?.close(),
  };
}

function registeredTracker(name: string): Registered {
  const found = registered.find((candidate) => candidate.name === name);
  if (found === undefined) throw unknownName('tracker', name, trackerNames());
  return found;
}
