import cliProgress from 'cli-progress';
import { formatBytes } from '../../datasets/byteSize.ts';
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

/** How an amount is written, where it is not a plain number of things. */
export interface Amounts {
  format(amount: number): string;
  /** Of what is done, how much was done before this work began; asked whenever the progress is shown. */
  before(): number;
}

/** Of downloads: bytes, and how many come in a second. */
export function byteAmounts(before: () => number): Amounts {
  return { format: formatBytes, before };
}

/**
 * @param unit what is counted, in the plural
 * @param done how many are done; asked whenever the progress is shown
 * @param amounts when the unit is none of whole things; the rate is shown too
 */
export function showProgress(terminal: Terminal, unit: string, done: () => number, amounts?: Amounts): Progress {
  const startMs = terminal.monotonicMs();
  let total = 0;
  let note = '';
  const count = (): string =>
    amounts === undefined ? `${done()} of ${total} ${unit}` : `${amounts.format(done())} of ${amounts.format(total)}`;
  const timeLeft = (): string => {
    const before = amounts?.before() ?? 0;
    const elapsedMs = terminal.monotonicMs() - startMs;
    const seconds = secondsLeft(done() - before, total - before, elapsedMs);
    const left = seconds === undefined ? 'time left unknown' : `about ${formatDuration(seconds)} left`;
    if (amounts === undefined || elapsedMs <= 0) return left;
    return `${amounts.format(((done() - before) * 1000) / elapsedMs)}/s, ${left}`;
  };
  if (terminal.drawing === undefined) {
    const timer = setInterval(() => {
      if (total > 0) terminal.say(`${count()}, ${note}, ${timeLeft()}`);
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
      format: '{bar} {percentage} % | {count} | {note} | {timeLeft}',
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
  const bar = bars.create(0, 0, { count: count(), note, timeLeft: '' });
  const draw = (): void => {
    bar.setTotal(total);
    bar.update(done(), { count: count(), note, timeLeft: timeLeft() });
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
