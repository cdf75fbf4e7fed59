import { weightsInfo } from '../../trackers/network/weights/cachedWeights.ts';
import { trainedState } from '../../trackers/network/weights/trainedWeights.ts';
import { hasSwitch, requiredPositional } from './arguments.ts';
import type { Command } from './command.ts';
import { jsonFlag } from './sharedFlags.ts';
import { cacheFlag, cacheOf, trainedText, weightsJson, weightsText } from './weightsCache.ts';

const command: Command = {
  usage: 'NAME',
  positionals: [{ name: 'name', describe: 'NAME of weights; the verb weights list has them' }],
  flags: { cache: cacheFlag, json: jsonFlag },
  examples: [{ command: 'weights info squeezenet', describe: 'Say where weights come from and where they are' }],
  async run(values, terminal) {
    const name = requiredPositional(values, 'name', 'weights info NAME');
    const cache = cacheOf(values);
    const isJson = hasSwitch(values, 'json');
    const trained = await trainedState(cache, name);
    if (trained !== undefined) {
      terminal.print(isJson ? JSON.stringify(trained, undefined, 2) : trainedText(trained));
      return 0;
    }
    const state = await weightsInfo(name, { cache });
    terminal.print(isJson ? JSON.stringify(weightsJson(state), undefined, 2) : weightsText(state));
    return 0;
  },
};

export default command;
