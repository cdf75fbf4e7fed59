/**
 * @file The process that tries a device, since a broken driver may end its process without a word. Started with the
 * request as its argument, it sends one examination to its parent and ends.
 */
import { availableParallelism } from 'node:os';
import { openEngine } from '../openEngine.ts';
import type { Examination, ExaminationRequest } from './examination.ts';
import { probe } from './probeNetwork.ts';
import { measureSpeed } from './speed.ts';

async function examine({ device, gpuOnly = false, measureMs }: ExaminationRequest): Promise<Examination> {
  try {
    const { engine, library, notes } = await openEngine(device, { threads: availableParallelism(), gpuOnly });
    const found = await probe(engine);
    if (found !== 'right') {
      const answer = found.answer.join(', ');
      return { device, works: false, problem: `invalid answer of ${library}: ${answer}; update the device's driver` };
    }
    const speed = measureMs === undefined ? undefined : await measureSpeed(engine, measureMs, () => performance.now());
    return { device, works: true, library, computesOn: engine.device, notes, ...(speed && { speed }) };
  } catch (error) {
    return { device, works: false, problem: (error as Error).message };
  }
}

// A parent that has gone wants no answer.
process.on('disconnect', () => process.exit(1));
const examination = await examine(JSON.parse(process.argv[2]!) as ExaminationRequest);
process.send!(examination, () => process.exit(0));
