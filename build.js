// Compiles the TypeScript sources to dist/, puts the data files that they read beside them and makes the command executable.
import { spawnSync } from 'node:child_process';
import { chmodSync, copyFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(fileURLToPath(import.meta.url));
const require = createRequire(import.meta.url);
const compiler = join(dirname(require.resolve('typescript/package.json')), 'bin/tsc');

rmSync(join(root, 'dist'), { recursive: true, force: true });
const { status } = spawnSync(process.execPath, [compiler, '-p', 'tsconfig.build.json'], {
  cwd: root,
  stdio: 'inherit',
});
if (status !== 0) process.exit(status ?? 1);
const dataFiles = [
  'datasets/catalogue/datasets.yaml',
  ...['table1', 'table2', 'figure2'].map((name) => `results/published/${name}.yaml`),
];
for (const file of dataFiles) copyFileSync(join(root, file), join(root, 'dist', file));
chmodSync(join(root, 'dist/harness/main.js'), 0o755);
