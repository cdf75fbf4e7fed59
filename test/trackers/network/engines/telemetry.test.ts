import { describe, expect, it } from 'vitest';
import { withoutTelemetry } from '../../../../trackers/network/engines/telemetry.ts';

describe('withoutTelemetry(environment)', () => {
  it('turns the reports off unless the user has said something about them', () => {
    const [silent, asked]: NodeJS.ProcessEnv[] = [{}, { ORT_DISABLE_TELEMETRY: '0' }];
    withoutTelemetry(silent!);
    withoutTelemetry(asked!);
    expect(silent).toEqual({ ORT_DISABLE_TELEMETRY: '1' });
    expect(asked).toEqual({ ORT_DISABLE_TELEMETRY: '0' });
  });
});
