import { existsSync } from 'node:fs';
import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { outputLog } from '../../../trackers/external/process/outputLog.ts';
import { temporaryFolders } from '../../temporaryFolder.ts';

const temporaryFolder = temporaryFolders();

const newFile = async (): Promise<string> => join(await temporaryFolder(), 'logs/mine/bag_001.log');

describe('outputLog(file)', () => {
  it('keeps what is said, with notes in lines of their own', async () => {
    const file = await newFile();
    const log = outputLog(file);
    log.note('started');
    log.write(Buffer.from('loading'));
    log.note('ended');
    log.close();
    expect(await readFile(file, 'utf8')).toBe('--- started\nloading\n--- ended\n');
  });

  it('makes no file of notes alone, unless it is to be kept', async () => {
    const file = await newFile();
    const silent = outputLog(file);
    silent.note('started');
    silent.close();
    expect(existsSync(file)).toBe(false);
    const kept = outputLog(file);
    kept.note('started');
    kept.keep();
    kept.close();
    expect(await readFile(file, 'utf8')).toBe('--- started\n');
  });

  it('keeps the beginning and the end of much output, and says how much is left out', async () => {
    const file = await newFile();
    const log = outputLog(file, { maximumBytes: 100, tailBytes: 50 });
    for (let i = 0; i < 1000; i++) log.write(Buffer.from(`line ${String(i).padStart(4, '0')}\n`));
    log.close();
    const text = await readFile(file, 'utf8');
    expect(text).toBe(
      `${Array.from({ length: 10 }, (_, i) => `line ${String(i).padStart(4, '0')}\n`).join('')}--- 9850 bytes are left out here\n${Array.from(
        { length: 5 },
        (_, i) => `line ${995 + i + 0}`.replace('line ', 'line 0'),
      )
        .map((line) => `${line}\n`)
        .join('')}`,
    );
  });

  it('tells the last lines, without colours, empty lines and the end of long ones', () => {
    const log = outputLog(undefined);
    log.write(Buffer.from(`first\n\n\u001b[31mred\u001b[0m\r50 %\r100 %\n${'x'.repeat(1000)}\nlast`));
    log.note('ended');
    expect(log.lastLines()).toEqual(['first', 'red', '50 %', '100 %', `${'x'.repeat(400)}...`, 'last']);
  });

  it('says why it cannot write, and goes on', async () => {
    const file = await newFile();
    await mkdir(file, { recursive: true });
    const log = outputLog(file);
    log.write(Buffer.from('a\n'));
    expect(log.problem()).toMatch(/EISDIR/);
    expect(log.lastLines()).toEqual(['a']);
    log.close();
  });
});
