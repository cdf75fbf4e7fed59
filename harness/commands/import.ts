import { listOf, requiredPositional, textOf } from './arguments.ts';
import type { Command } from './command.ts';
import { importFlags, importFrom } from './importFlags.ts';

const command: Command = {
  usage: 'SOURCE',
  positionals: [{ name: 'source', describe: 'FOLDER or zip archive of results, of one tracker or many' }],
  flags: {
    trackers: { kind: 'value', describe: 'NAMES of trackers in the source, separated by commas', default: 'all' },
    as: { kind: 'value', describe: 'NAME to store a single tracker under', default: 'its name in the source' },
    ...importFlags,
  },
  examples: [
    { command: 'import results.zip', describe: "Take a challenge's results into the workspace" },
    {
      command: 'import ./results/OTB100/SiamRPN --dataset ./otb --workspace otb-results --as SiamRPN-published',
      describe: 'Take one box a line, found by the names of the sequences',
    },
  ],
  async run(values, terminal) {
    const source = requiredPositional(values, 'source', 'import SOURCE');
    return importFrom(source, { trackers: listOf(values, 'trackers'), as: textOf(values, 'as') }, values, terminal);
  },
};

export default command;
