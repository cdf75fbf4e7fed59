import { unknownName } from '../../../datasets/unknownName.ts';

/** Where networks are computed, as `--device` names it: `cpu`, `webgpu`, the N-th CUDA card, or TensorFlow.js's own choice. */
export type Device = 'cpu' | 'webgpu' | `cuda:${number}` | 'tensorflow';

/** What `--device` knows, for its help. */
export const deviceNames = ['auto', 'cpu', 'webgpu', 'cuda', 'cuda:N', 'tensorflow'] as const;

/**
 * @param text `cuda` stands for the first card
 * @throws InputError for a device that is not known
 */
export function parseDevice(text: string): 'auto' | Device {
  if (text === 'auto' || text === 'cpu' || text === 'webgpu' || text === 'tensorflow') return text;
  if (text === 'cuda') return 'cuda:0';
  const card = /^cuda:(\d{1,3})$/.exec(text);
  if (card === null) throw unknownName('device', text, deviceNames);
  return `cuda:${Number(card[1])}`;
}
