/**
 * @file Who does which run, where several processes work in one workspace, on one machine or on many with a shared folder.
 *
 * A claim is a file that only one process can create: `claims/<tracker>/<experiment>/<sequence>_001.claim-N`, with its
 * owner inside. The claim of the highest N holds. A claim whose owner is gone is not removed but outdone: whoever creates
 * N + 1 has the run, which again only one can do. So nobody ever removes what another one has just created.
 *
 * An owner on this machine is gone when its process is (a number that was given to another process is told apart by when
 * that one began). Of an owner elsewhere only its file in `processes/` is seen: it is gone when that has not changed while
 * this process watched it for `staleAfterMs` by a clock that cannot jump. Clocks of different machines are never compared.
 */
import { join } from 'node:path';
import type { RunKey } from '../run.ts';
import { checkedFileName, runFileName } from '../store.ts';
import type { ClaimFiles, Taking } from './claimFiles.ts';

export interface Claims {
  /** Claims a run, unless another process that lives has it. */
  take(run: RunKey): Promise<Taking>;
  /** Whether a claim of this process still holds: one that seemed dead (a machine that slept) may have been outdone. */
  isHeld(run: RunKey): Promise<boolean>;
  release(run: RunKey): Promise<void>;
}

export function claimsFolder(workspace: string): string {
  return join(workspace, 'claims');
}

/** @param files of the process that claims */
export function openClaims(workspace: string, files: ClaimFiles): Claims {
  return {
    take: (run) => files.take(claimBase(workspace, run)),
    isHeld: (run) => files.isHeld(claimBase(workspace, run)),
    release: (run) => files.release(claimBase(workspace, run)),
  };
}

/** Of a claim's file without its number. */
function claimBase(workspace: string, { tracker, experiment, sequence, repetition }: RunKey): string {
  return join(
    claimsFolder(workspace),
    checkedFileName('tracker', tracker),
    experiment,
    runFileName(checkedFileName('sequence', sequence), repetition, '.claim-'),
  );
}
