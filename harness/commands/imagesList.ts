import { formatBytes } from '../../datasets/byteSize.ts';
import { hasImages, imageCatalogue, imagesFolder } from '../../datasets/imageCatalogue.ts';
import { alignColumns } from './alignColumns.ts';
import { hasSwitch } from './arguments.ts';
import type { Command } from './command.ts';
import { jsonFlag } from './sharedFlags.ts';
import { cacheFlag, cacheOf } from './weightsCache.ts';

const command: Command = {
  usage: '',
  flags: { cache: cacheFlag, json: jsonFlag },
  examples: [{ command: 'images list', describe: 'Say which images have a name, and which of them are here' }],
  async run(values, terminal) {
    const cache = cacheOf(values);
    const states = await Promise.all(
      imageCatalogue.map(async (entry) => ({
        ...entry,
        here: (await hasImages(cache, entry)) ? imagesFolder(cache, entry) : null,
      })),
    );
    if (hasSwitch(values, 'json')) {
      terminal.print(JSON.stringify(states, undefined, 2));
      return 0;
    }
    const rows = states.map(({ name, here, images, size, licence, title }) => [
      name,
      here === null ? 'missing' : 'here',
      String(images),
      formatBytes(size),
      licence,
      title,
    ]);
    terminal.print(
      alignColumns([['images', 'state', 'number', 'download', 'licence', 'what they are'], ...rows], [2, 3]),
    );
    return 0;
  },
};

export default command;
