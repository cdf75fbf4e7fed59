import { listWeights } from '../../trackers/network/weights/cachedWeights.ts';
import { alignColumns } from './alignColumns.ts';
import { hasSwitch } from './arguments.ts';
import type { Command } from './command.ts';
import { jsonFlag } from './sharedFlags.ts';
import { cacheFlag, cacheOf, stateText, weightsJson } from './weightsCache.ts';

const command: Command = {
  usage: '',
  flags: { cache: cacheFlag, json: jsonFlag },
  examples: [{ command: 'weights list', describe: 'Say which weights there are, and which of them are here' }],
  async run(values, terminal) {
    const states = await listWeights({ cache: cacheOf(values) });
    if (hasSwitch(values, 'json')) {
      terminal.print(JSON.stringify(states.map(weightsJson), undefined, 2));
      return 0;
    }
    const rows = states.map((state) => [
      state.entry.name,
      stateText(state),
      state.entry.licence,
      state.entry.description,
    ]);
    terminal.print(alignColumns([['weights', 'state', 'licence', 'what they are'], ...rows], []));
    return 0;
  },
};

export default command;
