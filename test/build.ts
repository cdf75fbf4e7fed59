import { execFileSync } from 'node:child_process';

/** Tests of the command line and of the worker pool run the compiled program, so it is compiled first. */
export default function build(): void {
  execFileSync(process.execPath, ['build.js'], { stdio: 'inherit' });
}
