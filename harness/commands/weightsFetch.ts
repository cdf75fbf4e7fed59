import { catalogueEntry } from '../../trackers/network/weights/catalogue.ts';
import { fetchWeights } from '../../trackers/network/weights/fetchWeights.ts';
import { byteAmounts, showProgress } from '../terminal/progress.ts';
import { requiredPositional } from './arguments.ts';
import type { Command } from './command.ts';
import { cacheFlag, cacheOf } from './weightsCache.ts';

const command: Command = {
  usage: 'NAME',
  positionals: [{ name: 'name', describe: 'NAME of weights; the verb weights list has them' }],
  flags: { cache: cacheFlag },
  examples: [
    { command: 'weights fetch squeezenet', describe: 'Download weights; what is here already is not fetched again' },
  ],
  async run(values, terminal) {
    const name = requiredPositional(values, 'name', 'weights fetch NAME');
    const { licence } = catalogueEntry(name);
    const interruption = new AbortController();
    const stopListening = terminal.onInterrupt(() => interruption.abort());
    let current = '';
    let done = 0;
    let received = 0;
    const progress = showProgress(
      terminal,
      'bytes',
      () => done,
      byteAmounts(() => done - received),
    );
    try {
      const { files } = await fetchWeights(name, {
        cache: cacheOf(values),
        signal: interruption.signal,
        progress(file, bytes, total, piece) {
          // Files come one after the other, each with a count of its own.
          received = (file === current ? received : 0) + piece;
          current = file;
          done = bytes;
          progress.update(total ?? bytes, file);
        },
      });
      progress.say(`licence of ${name}: ${licence}`);
      for (const { path } of files) terminal.print(path);
      return 0;
    } catch (error) {
      if (!interruption.signal.aborted) throw error;
      progress.say(`stopped; what came in is kept: npx tracking-loss weights fetch ${name} goes on`);
      return 130;
    } finally {
      progress.stop();
      stopListening();
    }
  },
};

export default command;
