import { addWeights } from '../../trackers/network/weights/addWeights.ts';
import { requiredPositional } from './arguments.ts';
import type { Command } from './command.ts';
import { cacheFlag, cacheOf, stateText } from './weightsCache.ts';

const usage = 'weights add NAME FILE';

const command: Command = {
  usage: 'NAME FILE',
  positionals: [
    { name: 'name', describe: 'NAME of weights; the verb weights list has them' },
    {
      name: 'file',
      describe: "FILE of those weights, or the archive that they come in; its checksum must be the catalogue's",
    },
  ],
  flags: { cache: cacheFlag },
  examples: [
    {
      command: 'weights add squeezenet ./compressed_SqueezeNet.net',
      describe: 'Take weights from a file, without a connection',
    },
  ],
  async run(values, terminal) {
    const name = requiredPositional(values, 'name', usage);
    const state = await addWeights(name, requiredPositional(values, 'file', usage), { cache: cacheOf(values) });
    terminal.print(`${name}: ${stateText(state)}`);
    for (const { path, state: fileState } of state.files) terminal.say(`${fileState}: ${path}`);
    return 0;
  },
};

export default command;
