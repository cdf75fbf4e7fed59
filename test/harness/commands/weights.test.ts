import { copyFile, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { runCommandLine } from '../../../harness/commandLine.ts';
import { sharedData } from '../../sharedData.ts';
import { temporaryFolders } from '../../temporaryFolder.ts';
import { recordingTerminal } from '../recordingTerminal.ts';

const temporaryFolder = temporaryFolders();
const squeezenet = 'weights/squeezenet/compressed_SqueezeNet.net';

async function weights(...words: readonly string[]) {
  const { terminal, stdout, stderr } = recordingTerminal();
  const code = await runCommandLine(['weights', ...words], terminal);
  return { code, stdout: stdout(), stderr: stderr() };
}

describe('tracking-loss weights', () => {
  it('lists what can be fetched, takes a file, and then has it', async () => {
    const cache = await temporaryFolder();
    const before = await weights('list', '--cache', cache);
    expect(before.stdout).toMatch(/^squeezenet +missing +BSD/m);
    const added = await weights('add', 'squeezenet', sharedData(squeezenet), '--cache', cache);
    expect(added).toMatchObject({ code: 0, stdout: 'squeezenet: cached\n' });
    const [first] = JSON.parse((await weights('list', '--cache', cache, '--json')).stdout) as {
      name: string;
      isComplete: boolean;
      files: { path: string; state: string; bytes: number }[];
    }[];
    expect(first).toMatchObject({ name: 'squeezenet', isComplete: true, files: [{ state: 'cached', bytes: 675763 }] });
    // What is there is not fetched again: this needs no connection.
    const fetched = await weights('fetch', 'squeezenet', '--cache', cache);
    expect(fetched).toMatchObject({ code: 0, stdout: `${first!.files[0]!.path}\n` });
    expect(fetched.stderr).toContain('licence of squeezenet: BSD-2-Clause');
  });
  it('says where weights come from, and that a cached file is damaged', async () => {
    const cache = await temporaryFolder();
    await weights('add', 'squeezenet', sharedData(squeezenet), '--cache', cache);
    const path = join(cache, 'weights/squeezenet/compressed_SqueezeNet.net');
    const bytes = await readFile(path);
    bytes[1000]! ^= 1;
    await writeFile(path, bytes);
    const { stdout } = await weights('info', 'squeezenet', '--cache', cache);
    expect(stdout).toContain(`damaged: ${path}`);
    expect(stdout).toContain('sha256: e4ab6960ae8cd81505e1c2136921201507e930966c53deaf15862a395b3a3261');
    expect(stdout).toContain('licence: BSD-2-Clause');
  });
  it('refuses a file of other bytes, and leaves the cache as it was', async () => {
    const cache = await temporaryFolder();
    const other = join(cache, 'other.net');
    await copyFile(sharedData('README.md'), other);
    const { code, stderr } = await weights('add', 'squeezenet', other, '--cache', cache);
    expect(code).toBe(1);
    expect(stderr).toMatch(
      /invalid weights: none of the files of squeezenet, sha256 .*expected: compressed_SqueezeNet.net/,
    );
    expect((await weights('info', 'squeezenet', '--cache', cache)).stdout).toContain('missing: ');
  });
  it('names the nearest name, and what is missing', async () => {
    expect(await weights('fetch', 'squeeznet')).toMatchObject({ code: 2 });
    expect((await weights('info', 'squeeznet')).stderr).toContain('did you mean "squeezenet"?');
    expect(await weights('add', 'squeezenet')).toMatchObject({ code: 2 });
    expect((await weights('add', 'squeezenet')).stderr).toContain('missing file');
    expect((await weights('--help')).stdout).toContain('tracking-loss weights fetch');
  });
});
