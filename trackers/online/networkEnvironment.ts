import type { Backbone } from '../network/backbones/backbone.ts';
import type { BackboneSpec } from '../network/backbones/backboneSpec.ts';
import { openBackbone } from '../network/backbones/openBackbone.ts';
import type { Device } from '../network/engines/device.ts';
import type { Engine, Session } from '../network/engines/engine.ts';
import { openEngine } from '../network/engines/openEngine.ts';
import type { Graph } from '../network/graph.ts';

export interface NetworkSettings {
  /** One that works (network/engines/chooseEngine.ts). */
  readonly device: Device;
  /** Of the CPU, a session; default 1. */
  readonly threads?: number;
  /** The folder of weights (network/weights/cacheFolder.ts). */
  readonly cache: string;
}

/**
 * What the trackers of one thread share: the engine, backbones and compiled graphs, each opened when it is first wanted.
 * A tracker is made anew after each failure; what it computes with stays.
 */
export interface NetworkEnvironment {
  /** @throws InputError where the device does not work */
  engine(): Promise<Engine>;
  /** @throws InputError where the backbone or its weights are unknown or missing */
  backbone(spec: BackboneSpec): Promise<Backbone>;
  /** The session of this key, compiled from the graph the first time. Keys tell all different graphs apart. */
  session(key: string, graph: () => Graph): Promise<Session>;
  /**
   * Frees the sessions that nobody has asked for since the last call. Called between runs: those of the run that ended
   * stay for the next one of its tracker, those of trackers before it go, for each tracker has some of its own.
   */
  disposeUnused(): Promise<void>;
  /** Frees all of them. */
  dispose(): Promise<void>;
}

export function networkEnvironment({ device, threads = 1, cache }: NetworkSettings): NetworkEnvironment {
  const engines = new Map<Device, Promise<Engine>>();
  const backbones = new Map<string, Promise<Backbone>>();
  const sessions = new Map<string, Promise<Session>>();
  const asked = new Set<string>();
  const environment: NetworkEnvironment = {
    engine() {
      return remembered(engines, device, async () => (await openEngine(device, { threads })).engine);
    },
    backbone(spec) {
      return remembered(backbones, JSON.stringify(spec), async () =>
        openBackbone(spec, { cache, engine: await environment.engine() }),
      );
    },
    session(key, graph) {
      asked.add(key);
      return remembered(sessions, key, async () => (await environment.engine()).compile(graph()));
    },
    async disposeUnused() {
      const unused = [...sessions.keys()].filter((key) => !asked.has(key));
      asked.clear();
      await disposeOf(unused);
    },
    dispose: () => disposeOf([...sessions.keys()]),
  };
  return environment;

  async function disposeOf(keys: readonly string[]): Promise<void> {
    const opened = await Promise.allSettled(keys.map((key) => sessions.get(key)!));
    for (const key of keys) sessions.delete(key);
    for (const result of opened) if (result.status === 'fulfilled') await result.value.dispose();
  }
}

/** What failed is not kept: the next run tries again. */
function remembered<T>(known: Map<string, Promise<T>>, key: string, make: () => Promise<T>): Promise<T> {
  const found = known.get(key);
  if (found !== undefined) return found;
  const made = make();
  known.set(key, made);
  made.catch(() => known.delete(key));
  return made;
}
