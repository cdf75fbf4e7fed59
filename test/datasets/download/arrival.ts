import { stat } from 'node:fs/promises';
import { setTimeout as wait } from 'node:timers/promises';

/** Waits until a file has so many bytes: what a server sent has arrived and is written. */
export async function untilSize(path: string, bytes: number): Promise<void> {
  for (;;) {
    const size = (await stat(path).catch(() => undefined))?.size;
    if (size === bytes) return;
    await wait(5);
  }
}
