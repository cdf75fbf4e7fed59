import { mdnetNumbers } from './mdnetNumbers.ts';
import { nothing } from './settingRows.ts';

/** What the paper says itself. */
const ofPaper: ReadonlySet<string> = new Set([
  'strategies',
  'loss',
  'alpha',
  'beta',
  'learningRate',
  'firstConfidence',
  'labels',
  'hiddenChannels',
  'momentum',
  'weightDecay',
  'online.candidates.count',
  'online.candidates.translation',
  'online.candidates.translationClip',
  'online.candidates.scaleStep',
]);

/** What the paper leaves open, and MDNet has not or has otherwise. */
const ours: ReadonlySet<string> = new Set(['reduction', 'online.startBox', 'online.normalization', 'online.failure']);

/** Whose number a setting has in the preset `paper`; nothing for what neither the paper nor MDNet has, which is off. */
export function paperSource(key: string): string {
  if (ofPaper.has(key)) return 'paper';
  if (ours.has(key)) return 'ours';
  return mdnetNumbers.has(key) ? 'MDNet' : nothing;
}
