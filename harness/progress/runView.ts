import cliProgress from 'cli-progress';
import type { Terminal } from '../terminal/terminal.ts';
import { listedTrackers, runsText, snapshotLine, speedText, timeLeftText, workerText } from './runLines.ts';
import type { RunSnapshot } from './runStatistics.ts';

/** Shows how far the runs are: a bar and what each worker does for a person who watches, a line now and then elsewhere. */
export interface RunView {
  /** A line above what is drawn, or one of the log. */
  say(text: string): void;
  stop(): void;
}

const drawEveryMs = 250;
/** A log of a week must stay readable. */
const lineEveryMs = { atFirst: 10_000, later: 60_000 };
const atFirstMs = 300_000;

/** Lines that stay free on the terminal. */
const rowsLeftFree = 6;

export function showRuns(terminal: Terminal, snapshot: () => RunSnapshot): RunView {
  return terminal.drawing === undefined ? logRuns(terminal, snapshot) : drawRuns(terminal.drawing, snapshot);
}

function logRuns(terminal: Terminal, snapshot: () => RunSnapshot): RunView {
  const startMs = terminal.monotonicMs();
  let lineMs = startMs;
  // Each look also takes a sample of the speed.
  const timer = setInterval(() => {
    const now = snapshot();
    const nowMs = terminal.monotonicMs();
    const every = nowMs - startMs < atFirstMs ? lineEveryMs.atFirst : lineEveryMs.later;
    if (now.runsPlanned === 0 || nowMs - lineMs < every) return;
    lineMs = nowMs;
    terminal.say(snapshotLine(now));
  }, 1000);
  return { say: (text) => terminal.say(text), stop: () => clearInterval(timer) };
}

function drawRuns(stream: NonNullable<Terminal['drawing']>, snapshot: () => RunSnapshot): RunView {
  const bars = new cliProgress.MultiBar(
    {
      stream,
      format: '{bar} {percentage} % | {runs} | {speed} | {timeLeft}',
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
  const bar = bars.create(0, 0, { runs: '', speed: '', timeLeft: '' });
  const lines: cliProgress.SingleBar[] = [];
  const draw = (): void => {
    const now = snapshot();
    bar.setTotal(now.framesPlanned);
    bar.update(now.framesDone, { runs: runsText(now), speed: speedText(now), timeLeft: timeLeftText(now) });
    const texts = linesBelow(now, (stream.rows ?? 24) - rowsLeftFree);
    while (lines.length < texts.length) lines.push(bars.create(1, 0, { text: '' }, { format: '  {text}' }));
    for (const [index, line] of lines.entries()) line.update(0, { text: texts[index] ?? '' });
  };
  const timer = setInterval(draw, drawEveryMs);
  return {
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

/** Which trackers are how far, and what the workers do; those that have no room are counted. */
function linesBelow({ trackers, workers }: RunSnapshot, room: number): string[] {
  const texts = trackers.length > 1 ? [listedTrackers(trackers)] : [];
  const shown = workers.length <= room - texts.length ? workers.length : Math.max(0, room - texts.length - 1);
  texts.push(...workers.slice(0, shown).map(workerText));
  if (shown < workers.length) texts.push(`and ${workers.length - shown} more workers`);
  return texts;
}
