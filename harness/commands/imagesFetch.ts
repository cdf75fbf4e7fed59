import { formatBytes } from '../../datasets/byteSize.ts';
import { catalogueImages, fetchImages } from '../../datasets/imageCatalogue.ts';
import { byteAmounts, showProgress } from '../terminal/progress.ts';
import { requiredPositional } from './arguments.ts';
import type { Command } from './command.ts';
import { cacheFlag, cacheOf } from './weightsCache.ts';

const command: Command = {
  usage: 'NAME',
  positionals: [{ name: 'name', describe: 'NAME of images; the verb images list has them' }],
  flags: { cache: cacheFlag },
  examples: [{ command: 'images fetch voc2012', describe: "Download the images of the paper's compression" }],
  async run(values, terminal) {
    const entry = catalogueImages(requiredPositional(values, 'name', 'images fetch NAME'));
    const interruption = new AbortController();
    const stopListening = terminal.onInterrupt(() => interruption.abort());
    let done = 0;
    let received = 0;
    const progress = showProgress(
      terminal,
      'bytes',
      () => done,
      byteAmounts(() => done - received),
    );
    try {
      progress.say(`${entry.title}: ${formatBytes(entry.size)}, licence: ${entry.licence}`);
      const folder = await fetchImages(entry, {
        cache: cacheOf(values),
        signal: interruption.signal,
        progress(bytes, total, piece) {
          received += piece;
          done = bytes;
          progress.update(total ?? entry.size, entry.name);
        },
      });
      terminal.print(folder);
      return 0;
    } catch (error) {
      if (!interruption.signal.aborted) throw error;
      progress.say(`stopped; what came in is kept: npx tracking-loss images fetch ${entry.name} goes on`);
      return 130;
    } finally {
      progress.stop();
      stopListening();
    }
  },
};

export default command;
