/** @file `npm run presets`: writes docs/presets.md anew, after a preset or a sentence about a setting has changed. */
import { writeFile } from 'node:fs/promises';
import { presetsDocument } from './presetsDocument.ts';

// From dist/bench/presets, where this runs.
await writeFile(new URL('../../../docs/presets.md', import.meta.url), presetsDocument());
