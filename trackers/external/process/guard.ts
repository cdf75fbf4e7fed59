/**
 * @file Ends the process groups of trackers when the harness is gone, however it went: a signal, a second Ctrl-C, a
 * worker thread that is ended, a crash, even kill -9. A shell of a few hundred kilobytes holds the reading end of a pipe;
 * whatever ends this thread or process closes the other end, and then the shell ends the groups that are still listed.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import type { Socket } from 'node:net';

const script = `
groups=
while read -r sign group; do
  if [ "$sign" = + ]; then groups="$groups $group"
  else
    rest=
    for other in $groups; do [ "$other" = "$group" ] || rest="$rest $other"; done
    groups=$rest
  fi
done
for group in $groups; do kill -s TERM -- "-$group"; done
[ -z "$groups" ] || sleep 2
for group in $groups; do kill -s KILL -- "-$group"; done
`;

export interface Guard {
  add(processGroup: number): void;
  remove(processGroup: number): void;
}

/** Of this thread: the pipe has to close when the thread ends. */
let shell: ChildProcess | undefined;

/** The guard of this thread, started when it is first wanted. */
export function threadGuard(): Guard {
  return {
    add: (processGroup) => tell(`+ ${processGroup}\n`),
    remove: (processGroup) => tell(`- ${processGroup}\n`),
  };
}

function tell(line: string): void {
  shell ??= startShell();
  shell.stdin!.write(line);
}

function startShell(): ChildProcess {
  const child = spawn('/bin/sh', ['-c', script], { detached: true, stdio: ['pipe', 'ignore', 'ignore'] });
  // Without it trackers still end with their runs; only what ends the harness abruptly may leave them behind.
  child.on('error', () => {});
  child.stdin.on('error', () => {});
  child.unref();
  (child.stdin as Socket).unref();
  return child;
}
