import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { doctorCommand, type Examiners } from '../../../harness/commands/doctor.ts';
import type { Diagnosis } from '../../../harness/doctor/diagnosis.ts';
import type { Arguments } from '../../../harness/commands/arguments.ts';
import type { Examination } from '../../../trackers/network/engines/probe/examination.ts';
import { temporaryFolders } from '../../temporaryFolder.ts';
import { recordingTerminal } from '../recordingTerminal.ts';

const program = fileURLToPath(new URL('../../../dist/harness/main.js', import.meta.url));
const temporaryFolder = temporaryFolders();

const card = { name: 'Titan X', driver: '550.1', memory: '12288 MiB' };

/** A machine with cards, on which the processor works and nothing else does. */
const examiners: Examiners = {
  graphicsCards: async () => [],
  examine: async ({ device }): Promise<Examination> => {
    if (device !== 'cpu') return { device, works: false, problem: `missing device: ${device}; buy one` };
    const speed = { convolution: 123.45, matrixProduct: 99 };
    return { device, works: true, library: 'onnxruntime 1', computesOn: 'cpu', notes: ['it is hot'], speed };
  },
};

async function doctor(
  changed: Partial<Examiners> = {},
  flags: readonly string[] = [],
): Promise<{
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}> {
  const { terminal, stdout, stderr } = recordingTerminal();
  const values: Arguments = new Map(flags.map((flag) => [flag, ['true']]));
  const code = await doctorCommand({ ...examiners, ...changed }).run(values, terminal);
  return { code, stdout: stdout(), stderr: stderr() };
}

describe('tracking-loss doctor', () => {
  it('tells the machine, the devices with their speed, what failed and how to get it, and the choice of auto', async () => {
    const { code, stdout, stderr } = await doctor();
    expect(code).toBe(0);
    expect(stdout).toContain(`Node ${process.version}`);
    expect(stdout).toMatch(/^cpu +123 +99 +onnxruntime 1$/m);
    expect(stdout).toContain('webgpu does not work: missing device: webgpu; buy one');
    expect(stdout).toContain('cpu: it is hot');
    expect(stdout).toContain(
      '--device auto takes cpu (onnxruntime 1): the only one that works of those that auto considers',
    );
    expect(stdout).toMatch(/^images +sharp \d/m);
    expect(stdout).toMatch(/^NVIDIA cards +none/m);
    expect(stderr).toBe('trying cuda:0\ntrying tensorflow\ntrying webgpu\ntrying cpu\n');
  });

  it('says of the choice of auto what it was chosen among, where other devices work too', async () => {
    const { stdout } = await doctor({
      examine: async (request, options) =>
        request.device === 'tensorflow'
          ? { device: 'tensorflow', works: true, library: 'tfjs 4', computesOn: 'cpu', notes: [] }
          : examiners.examine(request, options),
    });
    expect(stdout).toMatch(/^tensorflow .*tfjs 4$/m);
    expect(stdout).toMatch(/^--device auto takes cpu .*: the only one that works of those that auto considers$/m);
  });

  it('tries every card', async () => {
    const { stdout, stderr } = await doctor({ graphicsCards: async () => [card, card] });
    expect(stderr).toContain('trying cuda:0\ntrying cuda:1\n');
    expect(stdout).toMatch(/^NVIDIA cards +Titan X, 12288 MiB, driver 550\.1; Titan X/m);
  });

  it('ends with exit code 1 where nothing works', async () => {
    const examine = async ({ device }: { readonly device: Examination['device'] }): Promise<Examination> => ({
      device,
      works: false,
      problem: 'broken',
    });
    const { code, stdout } = await doctor({ examine });
    expect(code).toBe(1);
    expect(stdout).toContain('no device works');
    expect(stdout).not.toContain('auto takes');
    expect(JSON.parse((await doctor({ examine }, ['json'])).stdout)).toMatchObject({ auto: null });
  });

  it('stops at Ctrl-C', async () => {
    const { terminal, stdout, interrupt } = recordingTerminal();
    const tried: string[] = [];
    const command = doctorCommand({
      ...examiners,
      examine: async ({ device }, { signal }) => {
        tried.push(device);
        interrupt();
        return { device, works: false, problem: signal!.aborted ? 'interrupted' : 'not interrupted' };
      },
    });
    expect(await command.run(new Map(), terminal)).toBe(130);
    expect({ tried, stdout: stdout() }).toEqual({ tried: ['cuda:0'], stdout: '' });
  });

  it('says of the cache and the workspace whether they can be written', async () => {
    const folder = await temporaryFolder();
    const file = join(folder, 'file');
    await writeFile(file, '');
    const { terminal, stdout } = recordingTerminal();
    const command = doctorCommand(examiners);
    await command.run(
      new Map([
        ['json', []],
        ['workspace', [join(folder, 'new/one')]],
      ]),
      terminal,
    );
    await command.run(new Map([['workspace', [join(file, 'inside')]]]), terminal);
    const [json, text] = stdout().split('\nprogram ');
    expect((JSON.parse(json!) as Diagnosis).folders).toEqual([
      { purpose: 'cache', path: expect.any(String), problem: null },
      { purpose: 'workspace', path: join(folder, 'new/one'), problem: null },
    ]);
    expect(text).toMatch(/^workspace +.* cannot be written: .*file/m);
  });

  it('as a program prints JSON with the devices of this machine, of which the processor works', async () => {
    const { stdout } = await promisify(execFile)(process.execPath, [program, 'doctor', '--json']);
    const { machine, devices, auto, images } = JSON.parse(stdout) as Diagnosis;
    expect(machine).toMatchObject({ node: process.version, cores: expect.any(Number) });
    expect(devices.map(({ device }) => device)).toEqual(
      expect.arrayContaining(['cuda:0', 'tensorflow', 'webgpu', 'cpu']),
    );
    expect(devices.find(({ device }) => device === 'cpu')).toMatchObject({ works: true });
    for (const device of devices) {
      if (device.works) expect(device.speed!.convolution).toBeGreaterThan(0);
      else expect(device.problem).not.toBe('');
    }
    expect(auto!.reason).toContain(auto!.device);
    expect(images).toMatchObject({ works: true });
  });
});
