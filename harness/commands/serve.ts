import { traxVersions } from '../../trackers/external/trax/hello.ts';
import { prepareNetworks } from '../prepareNetworks.ts';
import { choiceOf, integerOf, requiredTextOf } from './arguments.ts';
import type { Command } from './command.ts';
import { defaultsOf, deviceOf, networkFlags, readNamed, specified } from './trackerFlags.ts';
import { UsageError } from './usageError.ts';
import { cacheOf } from './weightsCache.ts';

const newest = traxVersions.at(-1)!;

const command: Command = {
  usage: '--tracker NAME',
  flags: {
    tracker: { kind: 'value', describe: 'NAME of the tracker, with settings in braces' },
    'trax-version': {
      kind: 'value',
      describe: `version of the protocol: ${traxVersions.join(', ')}`,
      default: String(newest),
    },
    seed: {
      kind: 'value',
      describe: 'NUMBER that all chance comes from, unless the client says which run it is in',
      default: 'drawn, and said',
    },
    ...networkFlags,
  },
  examples: [
    {
      command: 'serve --tracker Ours_ensemble --preset light',
      describe: "Be a tracker that VOT's toolkit runs: this is the command in its trackers.ini",
    },
  ],
  async run(values, terminal) {
    const text = requiredTextOf(values, 'tracker');
    const [named, ...others] = await readNamed(text);
    if (named === undefined || others.length > 0) {
      throw new UsageError(`invalid tracker: ${text}`, '--tracker', 'one is expected, as trackers.yaml:NAME');
    }
    const specification = await specified(named, await defaultsOf(values), 'tracker');
    const wanted = choiceOf(values, 'trax-version', traxVersions.map(String));
    const version = traxVersions.find((known) => String(known) === wanted) ?? newest;
    const given = integerOf(values, 'seed', 0);
    const device = deviceOf(values);
    const seed = given ?? Math.floor(Math.random() * 2 ** 32);
    const prepared = await prepareNetworks([specification], { devices: [device], cache: cacheOf(values) }, terminal);
    const { networkEnvironment } = await import('../../trackers/online/networkEnvironment.ts');
    const { trackerEntry } = await import('../../trackers/registry.ts');
    const { openTraxStreams } = await import('../../trackers/external/traxStreams.ts');
    const { serveTracker } = await import('../../trackers/external/serveTracker.ts');
    const networks = networkEnvironment({ device: prepared.devices[0]!, cache: prepared.cache });
    const streams = await openTraxStreams(process.env);
    if (process.stdin.isTTY && streams.isStandard) terminal.say('a client of TraX is expected on standard input');
    const entry = trackerEntry(specification);
    // The others have no chance.
    if (given === undefined && entry.usesNetworks) terminal.say(`seed ${seed}`);
    try {
      await serveTracker({ entry, version, seed, networks, ...streams, say: (line) => terminal.say(line) });
    } finally {
      await entry.close?.();
      streams.close();
      await networks.dispose();
    }
    return 0;
  },
};

export default command;
