import { readFile } from 'node:fs/promises';
import { extname } from 'node:path';
import { WrongRequest } from '../../datasets/inputError.ts';
import { keepStudent } from '../../trackers/network/compression/keepStudent.ts';
import { saysProvenance } from '../../trackers/network/weights/trainedWeights.ts';
import { addWeights } from '../../trackers/network/weights/addWeights.ts';
import { requiredPositional } from './arguments.ts';
import type { Command } from './command.ts';
import { cacheFlag, cacheOf, stateText } from './weightsCache.ts';

const usage = 'weights add NAME FILE';

const command: Command = {
  usage: 'NAME FILE',
  positionals: [
    { name: 'name', describe: 'NAME of weights; the verb weights list has them; of trained weights any' },
    {
      name: 'file',
      describe:
        "FILE of those weights, or the archive that they come in; its checksum must be the catalogue's; or a file that the verb compress wrote",
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
    const file = requiredPositional(values, 'file', usage);
    const cache = cacheOf(values);
    if (await isTrainedFile(file)) {
      const path = await keepStudent(cache, name, await readFile(file), file);
      terminal.print(`${name}: cached`);
      terminal.say(`cached: ${path}`);
      return 0;
    }
    const state = await addWeights(name, file, { cache });
    terminal.print(`${name}: ${stateText(state)}`);
    for (const { path, state: fileState } of state.files) terminal.say(`${fileState}: ${path}`);
    return 0;
  },
};

export default command;

/** Whether a file holds weights that the verb compress has trained. */
async function isTrainedFile(file: string): Promise<boolean> {
  if (extname(file) !== '.safetensors') return false;
  const bytes = await readFile(file).catch(() => {
    throw new WrongRequest(`missing file: ${file}`);
  });
  return saysProvenance(bytes, file);
}
