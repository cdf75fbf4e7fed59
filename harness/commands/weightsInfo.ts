import { weightsInfo } from '../../trackers/network/weights/cachedWeights.ts';
import { hasSwitch, requiredPositional } from './arguments.ts';
import type { Command } from './command.ts';
import { jsonFlag } from './sharedFlags.ts';
import { cacheFlag, cacheOf, weightsJson, weightsText } from './weightsCache.ts';

const command: Command = {
  usage: 'NAME',
  positionals: [{ name: 'name', describe: 'NAME of weights; the verb weights list has them' }],
  flags: { cache: cacheFlag, json: jsonFlag },
  examples: [{ command: 'weights info squeezenet', describe: 'Say where weights come from and where they are' }],
  async run(values, terminal) {
    const name = requiredPositional(values, 'name', 'weights info NAME');
    const state = await weightsInfo(name, { cache: cacheOf(values) });
    terminal.print(hasSwitch(values, 'json') ? JSON.stringify(weightsJson(state), undefined, 2) : weightsText(state));
    return 0;
  },
};

export default command;
