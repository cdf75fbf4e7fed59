import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { InputError } from '../../datasets/inputError.ts';
import { polygon, type Region, rectangle, special } from '../../datasets/region.ts';
import { formatBinaryTrajectory, parseBinaryTrajectory } from '../../datasets/regionBinary.ts';
import {
  exactFloat32,
  exactNumber,
  formatRegion,
  formatTrajectory,
  parseRegion,
  parseTrajectory,
} from '../../datasets/regionText.ts';
import { regionsOf, trajectory } from '../../datasets/trajectory.ts';
import { sharedData } from '../sharedData.ts';

const parse = (text: string): Region[] => regionsOf(parseTrajectory(text, 'a.txt'));

describe('parseTrajectory(text, where)', () => {
  it('reads codes, rectangles and polygons, one a line', () => {
    expect(parse('1\n10.0000,20.0000,30.0000,40.0000\n2\n0\n1,2,3,4,5,6\n')).toEqual([
      special(1),
      rectangle(10, 20, 30, 40),
      special(2),
      special(0),
      polygon(1, 2, 3, 4, 5, 6),
    ]);
  });
  it('reads TraX prefixes and the Python masks', () => {
    const mask = { type: 'mask', x: 1, y: 2, width: 3, height: 4, runs: [5, 6] };
    expect(parse('rect:1,2,3,4\npoly:1,2,3,4,5,6\nspecial:2\nmask:1,2,3,4,5,6\nm 1,2,3,4,5,6')).toEqual([
      rectangle(1, 2, 3, 4),
      polygon(1, 2, 3, 4, 5, 6),
      special(2),
      mask,
      mask,
    ]);
  });
  it('takes a VOT2013 code NaN,NaN,NaN,-2 as 2 and any other NaN as 0', () => {
    expect(parse('NaN,NaN,NaN,-2\nNaN,NaN,NaN,NaN\n1,2,nan,4\nNaN\nNaN,2,3,4,5,6')).toEqual(
      [2, 0, 0, 0, 0].map(special),
    );
  });
  it('counts an empty line as a frame without a region, except at the end', () => {
    expect(parse('1\n\n1,2,3,4\n\n\n')).toEqual([special(1), special(0), rectangle(1, 2, 3, 4)]);
    expect(parse('')).toEqual([]);
  });
  it('reads commas, tabs, spaces, CRLF, signs, exponents and a byte order mark', () => {
    const expected = [rectangle(-1.5, 2, 3e2, 4)];
    for (const text of [
      '-1.5,2,300,4',
      '-1.5\t2\t300\t4\r\n',
      ' -1.5 2  300 4 ',
      '\ufeff-1.5, +2, 3e2, 4.',
      '-1.5;2;300;04.0',
    ]) {
      expect(parse(text)).toEqual(expected);
    }
  });
  it('gives every decimal number its nearest double', () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ noNaN: true, noDefaultInfinity: true }), { minLength: 4, maxLength: 4 }),
        (numbers) => {
          expect(parse(numbers.join(','))).toEqual([
            rectangle(...(numbers.map((n) => n + 0) as [number, number, number, number])),
          ]);
          const fixed = numbers.map((number) => (number % 1e6).toFixed(4));
          expect(parse(fixed.join(','))).toEqual([
            rectangle(...(fixed.map(Number) as [number, number, number, number])),
          ]);
        },
      ),
    );
  });
  it.each([
    ['1\nfoo,2,3,4\n', 'a.txt:2'],
    ['1,2\n', 'neither'],
    ['1,2,3\n', 'neither'],
    ['1,2,3,4,5\n', 'neither'],
    ['1,,3,4\n', 'is expected'],
    ['1,2,3,\n', 'is expected'],
    ['1.5\n', 'a code is an integer'],
    ['poly:1,2,3,4\n', 'neither'],
    ['1,2,3,4x\n', 'is expected'],
    ['mask:1,2,3\n', 'a mask is'],
  ])('refuses %j, naming the line', (text, message) => {
    expect(() => parse(text)).toThrow(InputError);
    expect(() => parse(text)).toThrow(message);
  });
});

describe('formatRegion(region)', () => {
  it('prints what TraX prints: upstream strings read and printed stay the same', () => {
    const { trax_region_roundtrip: upstream } = JSON.parse(
      readFileSync(sharedData('oracles/literal_cases/cases.json'), 'utf8'),
    ) as { trax_region_roundtrip: { strings: string[] } };
    expect(upstream.strings.length).toBeGreaterThan(3);
    for (const text of upstream.strings) expect(formatRegion(parseRegion(text, 'case'))).toBe(text);
  });
  it('loses nothing beyond the fourth decimal', () => {
    const number = fc.integer({ min: -1e8, max: 1e8 }).map((n) => n / 1e4);
    const region: fc.Arbitrary<Region> = fc.oneof(
      fc.constantFrom(0, 1, 2).map(special),
      fc.tuple(number, number, number, number).map((numbers) => rectangle(...numbers)),
      fc
        .integer({ min: 3, max: 9 })
        .chain((n) => fc.array(number, { minLength: 2 * n, maxLength: 2 * n }))
        .map((points) => polygon(...points)),
    );
    fc.assert(
      fc.property(fc.array(region), (regions) => {
        expect(parse(formatTrajectory(trajectory(regions)))).toEqual(regions);
      }),
    );
  });
});

describe('the Python toolkit’s binary trajectories', () => {
  const regions: Region[] = [
    special(1),
    rectangle(1.5, 2, 3, 4),
    polygon(1, 2, 3, 4, 5, 6),
    { type: 'mask', x: -1, y: 2, width: 3, height: 4, runs: [5, 6] },
    special(2),
  ];
  it('read back as they were written', () => {
    const bytes = formatBinaryTrajectory(trajectory(regions));
    expect(regionsOf(parseBinaryTrajectory(bytes, 'a.bin'))).toEqual(regions);
  });
  it('have the bytes of vot/region/io.py', () => {
    const bytes = formatBinaryTrajectory(trajectory([special(1), rectangle(1, 2, 3, 4)]));
    const expected = '0100' + '02000000' + '00' + '01000000' + '01' + '0000803f' + '00000040' + '00004040' + '00008040';
    expect(Buffer.from(bytes).toString('hex')).toBe(expected);
  });
  it('are refused when cut at any byte, when longer than they say, and of another version', () => {
    const bytes = formatBinaryTrajectory(trajectory(regions));
    for (let length = 0; length < bytes.length; length++) {
      expect(() => parseBinaryTrajectory(bytes.subarray(0, length), 'a.bin')).toThrow(InputError);
    }
    expect(() => parseBinaryTrajectory(Uint8Array.of(...bytes, 0), 'a.bin')).toThrow('1 bytes after 5 regions');
    expect(() => parseBinaryTrajectory(Uint8Array.of(2, ...bytes.subarray(1)), 'a.bin')).toThrow('unknown version');
  });
  it('with a point are refused by name', () => {
    const bytes = Uint8Array.of(1, 0, 1, 0, 0, 0, 4, 0, 0, 0, 0, 0, 0, 0, 0);
    expect(() => parseBinaryTrajectory(bytes, 'a.bin')).toThrow('unknown region: point (a.bin, frame 1)');
  });
});

describe('exactNumber(value), exactFloat32(value)', () => {
  it('write four decimals, and more where those are another number', () => {
    expect([292.23, -1, 0.12345, 1e-7, 1e21].map(exactNumber)).toEqual([
      '292.2300',
      '-1.0000',
      '0.12345',
      '1e-7',
      '1e+21',
    ]);
    expect([292.23, -1, 0.12345, 1e-7, 16777216].map(Math.fround).map(exactFloat32)).toEqual([
      '292.2300',
      '-1.0000',
      '0.12345',
      '1e-7',
      '16777216.0000',
    ]);
  });
  it('are read back as the same number, but for the sign of a zero', () => {
    fc.assert(
      fc.property(
        fc.double({ noNaN: true, noDefaultInfinity: true }),
        fc.float({ noNaN: true, noDefaultInfinity: true }),
        (double, float) => {
          expect(Number(exactNumber(double)) + 0).toBe(double + 0);
          expect(Math.fround(Number(exactFloat32(float))) + 0).toBe(float + 0);
        },
      ),
    );
  });
});
