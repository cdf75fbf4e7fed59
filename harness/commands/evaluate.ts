import { readTrackerRecords } from '../../results/trackerRecords.ts';
import { hasSwitch } from './arguments.ts';
import type { Command } from './command.ts';
import { evaluationTable } from './evaluationTable.ts';
import { evaluationFlags, readEvaluation } from './readEvaluation.ts';
import { jsonFlag } from './sharedFlags.ts';

const command: Command = {
  usage: '[--workspace FOLDER | --dataset FOLDER|FILE.json --results FOLDER|ZIP,...]',
  flags: {
    ...evaluationFlags,
    json: jsonFlag,
    curves: { kind: 'switch', describe: 'with --json: the curves, and which trackers differ significantly, too' },
  },
  examples: [
    { command: 'evaluate', describe: "Evaluate the workspace's results" },
    {
      command: 'evaluate --dataset VOT2018.json --results mine.zip,theirs.zip --json',
      describe: "Compare other people's results",
    },
  ],
  async run(values, terminal) {
    const { evaluation, sources } = await readEvaluation(values, terminal);
    if (!hasSwitch(values, 'json')) {
      const records = await readTrackerRecords(sources, Object.keys(evaluation.trackers));
      terminal.print(evaluationTable(evaluation, new Map(records.map(({ tracker, origin }) => [tracker, origin]))));
    } else {
      const { curves: _, significance: __, ...withoutCurves } = evaluation;
      terminal.print(JSON.stringify(hasSwitch(values, 'curves') ? evaluation : withoutCurves, undefined, 2));
    }
    return 0;
  },
};

export default command;
