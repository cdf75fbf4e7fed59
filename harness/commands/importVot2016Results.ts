import { contrastTrackers } from '../../results/published/contrastTrackers.ts';
import { requiredPositional } from './arguments.ts';
import type { Command } from './command.ts';
import { importFlags, importFrom } from './importFlags.ts';

const command: Command = {
  usage: 'ARCHIVE',
  positionals: [
    {
      name: 'archive',
      describe: "ARCHIVE of VOT2016's published results, of all trackers, or a FOLDER or archive of one for each",
    },
  ],
  flags: importFlags,
  examples: [
    {
      command: 'import vot2016-results ./vot2016_results.zip --dataset ./vot2016',
      describe: `Take the paper's contrast trackers: ${contrastTrackers.join(', ')}`,
    },
  ],
  async run(values, terminal) {
    const archive = requiredPositional(values, 'archive', 'import vot2016-results ARCHIVE');
    return importFrom(archive, { named: contrastTrackers }, values, terminal);
  },
};

export default command;
