import { describe, expect, it } from 'vitest';
import { onFirstInterrupt } from '../../../harness/terminal/interruption.ts';
import { recordingTerminal } from '../recordingTerminal.ts';

describe('onFirstInterrupt(terminal, stop)', () => {
  it('stops at the first Ctrl-C, takes its echo for the same, and ends the process at a later one', () => {
    const { terminal, exits, interrupt, setTimeMs } = recordingTerminal();
    let stops = 0;
    onFirstInterrupt(terminal, () => stops++);
    setTimeMs(5000);
    interrupt();
    interrupt();
    setTimeMs(5999);
    interrupt();
    expect({ stops, exits }).toEqual({ stops: 1, exits: [] });
    setTimeMs(6000);
    interrupt();
    expect({ stops, exits }).toEqual({ stops: 1, exits: [130] });
  });

  it('hears nothing more when it is told to forget', () => {
    const { terminal, interrupt } = recordingTerminal();
    let stops = 0;
    onFirstInterrupt(terminal, () => stops++)();
    interrupt();
    expect(stops).toBe(0);
  });
});
