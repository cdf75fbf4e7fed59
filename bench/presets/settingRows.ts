import type { MdnetConfiguration } from '../../trackers/mdnet-n/configuration.ts';
import { forms } from '../../trackers/specification/overrides.ts';
import type { TrackingLossConfiguration } from '../../trackers/tracking-loss/configuration.ts';

/** A setting of several configurations side by side. */
export interface SettingRow {
  /** As a user overrides it, its parts joined by dots. */
  readonly key: string;
  /** As a user writes them. */
  readonly values: readonly string[];
}

/** What stands where a configuration has no such setting. */
export const nothing = '–';

/** Settings as a user gives them, of a tracker whose losses, if there are several, have the same numbers. */
export function userSettings(configuration: TrackingLossConfiguration | MdnetConfiguration): Record<string, unknown> {
  const { kind: _kind, backbone: _backbone, ...settings } = configuration;
  if (!('branches' in settings)) return settings;
  const { branches, strategies, ...others } = settings;
  const { alpha, beta, learningRate } = branches[0]!;
  const loss = branches.map((branch) => branch.loss).join('+');
  return { strategies: strategies.join('+'), loss, alpha, beta, learningRate, ...others };
}

/**
 * A row for each setting that has a value of its own; what some configurations have as `null` and others in parts has one
 * row for the whole, too.
 */
export function settingRows(settings: readonly unknown[], key = ''): SettingRow[] {
  const records = settings.filter(isRecord);
  if (records.length === 0 || forms.includes(key.slice(key.lastIndexOf('.') + 1))) {
    return [{ key, values: settings.map(valueText) }];
  }
  const isWholeEverywhere = settings.every((value) => isRecord(value) || value === undefined);
  const whole = { key, values: settings.map((value) => (isRecord(value) ? 'as below' : valueText(value))) };
  const parts = [...new Set(records.flatMap((record) => Object.keys(record)))];
  return [
    ...(isWholeEverywhere ? [] : [whole]),
    ...parts.flatMap((part) =>
      settingRows(
        settings.map((value) => (isRecord(value) ? value[part] : undefined)),
        key === '' ? part : `${key}.${part}`,
      ),
    ),
  ];
}

function valueText(value: unknown): string {
  if (value === undefined) return nothing;
  if (typeof value === 'number') return numberText(value);
  if (Array.isArray(value)) return `[${value.map(valueText).join(', ')}]`;
  if (typeof value === 'string') return value;
  if (!isRecord(value)) return value === null ? '`null`' : JSON.stringify(value);
  const parts = Object.entries(value).map(([key, part]) => `${key}: ${valueText(part)}`);
  return `{ ${parts.join(', ')} }`;
}

/** Shares of a map's cells, of which the paper has 14 a side, as what they are. */
function numberText(value: number): string {
  if (String(value).length <= 6) return String(value);
  const cells = Number((value * 14).toFixed(9));
  return `${value.toPrecision(3)}${Number.isInteger(cells) ? ` (${cells}/14)` : ''}`;
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
