import { listWeights } from '../../trackers/network/weights/cachedWeights.ts';
import { listTrainedWeights } from '../../trackers/network/weights/trainedWeights.ts';
import { alignColumns } from './alignColumns.ts';
import { hasSwitch } from './arguments.ts';
import type { Command } from './command.ts';
import { jsonFlag } from './sharedFlags.ts';
import { cacheFlag, cacheOf, stateText, trainedSummary, weightsJson } from './weightsCache.ts';

const command: Command = {
  usage: '',
  flags: { cache: cacheFlag, json: jsonFlag },
  examples: [{ command: 'weights list', describe: 'Say which weights there are, and which of them are here' }],
  async run(values, terminal) {
    const cache = cacheOf(values);
    const states = await listWeights({ cache });
    const trained = await listTrainedWeights(cache);
    if (hasSwitch(values, 'json')) {
      terminal.print(JSON.stringify([...states.map(weightsJson), ...trained], undefined, 2));
      return 0;
    }
    const rows = states.map((state) => [
      state.entry.name,
      stateText(state),
      state.entry.licence,
      state.entry.description,
    ]);
    const trainedRows = trained.map((one) => [one.name, one.state, "its images' and teacher's", trainedSummary(one)]);
    const header = ['weights', 'state', 'licence', 'what they are'];
    terminal.print(alignColumns([header, ...rows, ...trainedRows], []));
    return 0;
  },
};

export default command;
