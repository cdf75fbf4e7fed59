import { trackerDescription, trackerNames } from '../../trackers/registry.ts';
import { hasSwitch } from './arguments.ts';
import type { Command } from './command.ts';
import { jsonFlag } from './sharedFlags.ts';

const command: Command = {
  usage: '',
  flags: { json: jsonFlag },
  examples: [{ command: 'trackers', describe: 'List the trackers that can be run' }],
  async run(values, terminal) {
    const entries = trackerNames().map((name) => ({ name, description: trackerDescription(name) }));
    const width = Math.max(...entries.map(({ name }) => name.length));
    terminal.print(
      hasSwitch(values, 'json')
        ? JSON.stringify(
            entries.map(({ name, description }) => ({ name, description })),
            undefined,
            2,
          )
        : entries.map(({ name, description }) => `${name.padEnd(width)}  ${description}`).join('\n'),
    );
    return 0;
  },
};

export default command;
