import { homedir } from 'node:os';
import { candidates, pickDevice } from '../../trackers/network/engines/chooseEngine.ts';
import type { Device } from '../../trackers/network/engines/device.ts';
import { examineDevice, type ExaminationOptions } from '../../trackers/network/engines/probe/examineDevice.ts';
import type { Examination, ExaminationRequest } from '../../trackers/network/engines/probe/examination.ts';
import { cacheFolder } from '../../trackers/network/weights/cacheFolder.ts';
import { type Diagnosis, diagnosisText, type FolderState } from '../doctor/diagnosis.ts';
import { examineImageLibrary } from '../doctor/imageLibrary.ts';
import { type GraphicsCard, nvidiaCards, thisMachine } from '../doctor/machine.ts';
import { writingProblem } from '../doctor/writableFolder.ts';
import { programName } from '../program.ts';
import { hasSwitch } from './arguments.ts';
import type { Command } from './command.ts';
import { absolutePath, jsonFlag, workspaceFlag, workspaceOf } from './sharedFlags.ts';

/** For each of a device's two figures, so two seconds a device. */
const measureMs = 1000;

/** What the command finds out from the machine. */
export interface Examiners {
  /** Tries a device until the signal ends it. */
  readonly examine: (request: ExaminationRequest, options: ExaminationOptions) => Promise<Examination>;
  readonly graphicsCards: () => Promise<readonly GraphicsCard[]>;
}

export const doctorCommand = ({ examine, graphicsCards }: Examiners): Command => ({
  usage: '',
  flags: { workspace: workspaceFlag, json: jsonFlag },
  examples: [{ command: 'doctor', describe: 'Say what this machine can compute with, how fast, and what is missing' }],
  async run(values, terminal) {
    const interruption = new AbortController();
    const stopListening = terminal.onInterrupt(() => interruption.abort());
    try {
      const [cards, images, folders] = await Promise.all([
        graphicsCards(),
        examineImageLibrary(),
        examineFolders(workspaceOf(values)),
      ]);
      const devices: Examination[] = [];
      // One after the other, since they share the processor.
      for (const device of devicesToTry(cards.length)) {
        terminal.say(`trying ${device}`);
        devices.push(await examine({ device, measureMs }, { signal: interruption.signal }));
        if (interruption.signal.aborted) return 130;
      }
      const considered = devices.filter((one) => candidates.some(({ device }) => device === one.device));
      const diagnosis: Diagnosis = {
        program: programName(),
        machine: thisMachine(),
        graphicsCards: cards,
        devices,
        auto: pickDevice(considered) ?? null,
        images,
        folders,
      };
      terminal.print(hasSwitch(values, 'json') ? JSON.stringify(diagnosis, undefined, 2) : diagnosisText(diagnosis));
      return devices.some(({ works }) => works) ? 0 : 1;
    } finally {
      stopListening();
    }
  },
});

export default doctorCommand({ examine: examineDevice, graphicsCards: nvidiaCards });

/** The candidates of `auto`, and every CUDA card. */
function devicesToTry(cards: number): readonly Device[] {
  const otherCards = Array.from({ length: cards }, (_, card): Device => `cuda:${card}`).slice(1);
  return candidates.flatMap(({ device }) => (device === 'cuda:0' ? [device, ...otherCards] : [device]));
}

async function examineFolders(workspace: string): Promise<readonly FolderState[]> {
  const { env: environment, platform } = process;
  const places = [
    ['cache', cacheFolder({ environment, platform, home: homedir() })],
    ['workspace', absolutePath(workspace)],
  ] as const;
  return Promise.all(
    places.map(async ([purpose, path]) => ({ purpose, path, problem: (await writingProblem(path)) ?? null })),
  );
}
