import cliProgress from 'cli-progress';
import type { Terminal } from './terminal.ts';

/** Bars on a terminal; what stands beside each is in braces in the format. */
export function openBars(stream: NonNullable<Terminal['drawing']>, format: string): cliProgress.MultiBar {
  return new cliProgress.MultiBar(
    {
      stream,
      format,
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
}
