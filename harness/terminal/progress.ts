import cliProgress from 'cli-progress';
import { formatDuration, secondsLeft } from './duration.ts';
import type { Terminal } from './terminal.ts';

/** Shows how far a long piece of work is: a bar for a person who watches, a line now and then elsewhere. */
export interface Progress {
  /** How much there is to do in all; may grow. `note` is said beside it. */
  update(total: number, note: string): void;
  /** A line above the bar. */
  say(text: string): void;
  stop(): void;
}

const drawEveryMs = 200;
const lineEveryMs = 10_000;

/**
 * @param unit what is counted, in the plural
 * @param done how many are done; asked whenever the progress is shown
 */
export function showProgress(terminal: Terminal, unit: string, done: () => number): Progress {
  const startMs = terminal.now();
  let total = 0;
  let note = '';
  const timeLeft = (): string => {
    const seconds = secondsLeft(done(), total, terminal.now() - startMs);
    return seconds === undefined ? 'time left unknown' : `about ${formatDuration(seconds)} left`;
  };
  if (terminal.drawing === undefined) {
    const timer = setInterval(() => {
      if (total > 0) terminal.say(`${done()} of ${total} ${unit}, ${note}, ${timeLeft()}`);
    }, lineEveryMs);
    return {
      update(newTotal, newNote) {
        total = newTotal;
        note = newNote;
      },
      say: (text) => terminal.say(text),
      stop: () => clearInterval(timer),
    };
  }
  const bars = new cliProgress.MultiBar(
    {
      stream: terminal.drawing,
      format: `{bar} {percentage} % | {value}/{total} ${unit} | {note} | {timeLeft}`,
      barCompleteChar: '█',
      barIncompleteChar: '░',
      barsize: 24,
      hideCursor: true,
      clearOnComplete: true,
      // Ctrl-C is the command's business.
      gracefulExit: false,
      autopadding: true,
    },
    cliProgress.Presets.legacy,
  );
  const bar = bars.create(0, 0, { note, timeLeft: '' });
  const draw = (): void => {
    bar.setTotal(total);
    bar.update(done(), { note, timeLeft: timeLeft() });
  };
  const timer = setInterval(draw, drawEveryMs);
  return {
    update(newTotal, newNote) {
      total = newTotal;
      note = newNote;
      draw();
    },
    say(text) {
      bars.log(`${text}\n`);
      draw();
    },
    stop() {
      clearInterval(timer);
      bars.stop();
    },
  };
}
