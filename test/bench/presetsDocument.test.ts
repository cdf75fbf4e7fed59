import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { differingKeys, presetsDocument } from '../../bench/presets/presetsDocument.ts';
import { settingRows } from '../../bench/presets/settingRows.ts';
import { mdnetPreset } from '../../trackers/mdnet-n/presets.ts';
import { backboneNames } from '../../trackers/network/backbones/backboneSpec.ts';
import { presetNames } from '../../trackers/online/presets.ts';
import { paperTrackers } from '../../trackers/specification/names.ts';
import { trackingLossPreset } from '../../trackers/tracking-loss/presets.ts';

describe('docs/presets.md', () => {
  const text = presetsDocument();

  it('is what the presets give', async () => {
    const page = await readFile(new URL('../../docs/presets.md', import.meta.url), 'utf8');
    expect(page, 'docs/presets.md is out of date: `npm run presets` writes it anew').toBe(text);
  });

  it("has the paper's 12, 36, 100 and 196 anchors of zf, and 32 of squeezenet's for first", () => {
    const rows = text.split('\n');
    expect(rows.find((row) => row.startsWith('| `zf` | `paper` |'))).toContain(
      '| 14 x 14 of 171, 16 apart | 12 | 36 | 100 | 196 |',
    );
    expect(rows.find((row) => row.startsWith('| `squeezenet` | `fast` |'))).toContain(
      '| 10 x 10 of 59, 8 apart | 32 | 16 | 64 | 100 | 16 |',
    );
  });

  it('leaves out nothing that differs by tracker, and nothing of MDNet-N that differs by backbone', () => {
    for (const preset of presetNames) {
      const trackers = Object.values(paperTrackers).map((kind) => trackingLossPreset(preset, 'zf', kind));
      const shown = ['strategies', 'loss', 'alpha', 'beta', 'learningRate'];
      expect(differingKeys(trackers).filter((key) => !shown.includes(key))).toEqual([]);
      expect(differingKeys(backboneNames.map((backbone) => mdnetPreset(preset, backbone)))).toEqual([]);
    }
  });
});

describe('settingRows(settings)', () => {
  it('has a row for each number, one for a whole that is null somewhere, and forms as a user gives them', () => {
    const settings = [
      { share: 4 / 14, looks: null, context: { rule: 'factor', factor: 2 } },
      { share: 0.5, looks: { reach: [1, -1] }, context: { rule: 'mdnet', padding: 16 } },
    ];
    expect(settingRows(settings)).toEqual([
      { key: 'share', values: ['0.286 (4/14)', '0.5'] },
      { key: 'looks', values: ['`null`', 'as below'] },
      { key: 'looks.reach', values: ['–', '[1, -1]'] },
      { key: 'context', values: ['{ rule: factor, factor: 2 }', '{ rule: mdnet, padding: 16 }'] },
    ]);
  });
});
