import { claimsTable, reproductionTable, verdictMarks } from '../../reports/reproduction/reproductionTables.ts';
import type { Reproduction } from '../../results/reproduction/reproduction.ts';
import { tableText } from '../commands/tableText.ts';

/** A reproduced table and the verdicts on the paper's claims, as lines for people. */
export function reproductionText(reproduction: Reproduction): string {
  const table = reproductionTable(reproduction);
  const claims = reproduction.claims.map(
    ({ claim, verdict, reason }) => `${verdictMarks[verdict]} ${verdict}: ${claim}\n    ${reason}`,
  );
  return [table.title, tableText(table), ...table.notes, '', `${claimsTable(reproduction).title}:`, ...claims].join(
    '\n',
  );
}
