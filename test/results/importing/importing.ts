import { type ImportOptions, type ImportOutcome, importResults } from '../../../results/importing/importResults.ts';

/** Imports with what tests do not care about filled in. */
export function importInto(
  workspace: string,
  source: string,
  options: Partial<ImportOptions> = {},
): Promise<ImportOutcome> {
  return importResults({
    source,
    workspace,
    skipDamaged: false,
    madeBy: 'tracking-loss test',
    nowMs: Date.UTC(2016, 9, 8),
    isStopped: () => false,
    ...options,
  });
}
