import type { Terminal } from './terminal.ts';

/** npm hands the terminal's own signal on, so one Ctrl-C may come twice. */
const sameKeystrokeMs = 1000;

/**
 * Calls `stop` at the first Ctrl-C, which ends the work at the next frame. A second one a second later or more ends the
 * process at once, for trackers that hang.
 */
export function onFirstInterrupt(terminal: Terminal, stop: () => void): () => void {
  let firstMs: number | undefined;
  return terminal.onInterrupt(() => {
    if (firstMs === undefined) {
      firstMs = terminal.monotonicMs();
      stop();
    } else if (terminal.monotonicMs() - firstMs >= sameKeystrokeMs) terminal.exit(130);
  });
}
