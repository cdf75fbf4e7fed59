/** @file Where scenes play: each background gives the colour, 0 to 255, of a point of the scene. */
import { mix, type Noise, smoothStep } from './noise.ts';

export type Color = readonly [red: number, green: number, blue: number];
export type Background = (noise: Noise) => (x: number, y: number) => Color;

export type BackgroundName = keyof typeof backgrounds;

function blend(a: Color, b: Color, share: number): Color {
  return [mix(a[0], b[0], share), mix(a[1], b[1], share), mix(a[2], b[2], share)];
}

function shade([red, green, blue]: Color, factor: number): Color {
  return [red * factor, green * factor, blue * factor];
}

/** 1 within `half` of 0, 0 outside, soft over one pixel. */
function band(distance: number, half: number): number {
  return 1 - smoothStep(Math.abs(distance) - half + 0.5);
}

/** Remainder that is never negative. */
function wrap(value: number, period: number): number {
  return value - period * Math.floor(value / period);
}

interface NearPoint {
  /** In cells. */
  readonly distance: number;
  /** The point's own random number. */
  readonly tone: number;
  /** Where the point is, in cells down. */
  readonly y: number;
}

/** The nearest of one random point a cell. */
function nearestPoint(x: number, y: number, noise: Noise): NearPoint {
  const column = Math.floor(x);
  const row = Math.floor(y);
  let nearest = Infinity;
  let [i, j] = [column, row];
  for (let across = column - 1; across <= column + 1; across++) {
    for (let down = row - 1; down <= row + 1; down++) {
      const dx = x - across - noise.cell(across, down);
      const dy = y - down - noise.cell(across + 97, down + 31);
      const squared = dx * dx + dy * dy;
      if (squared < nearest) {
        nearest = squared;
        [i, j] = [across, down];
      }
    }
  }
  return { distance: Math.sqrt(nearest), tone: noise.cell(i + 53, j + 11), y: j + noise.cell(i + 97, j + 31) };
}

/** A road from above, between pavements and lawns. */
const street: Background = (noise) => {
  const road = (x: number, y: number): Color => {
    const patch = noise.smooth(x / 60, y / 30) > 0.72 ? 0.82 : 1;
    const asphalt = shade([104, 104, 108], patch * (0.78 + 0.44 * noise.fractal(x / 9, y / 9, 5)));
    const dash = band(y - 12, 1.5) * band(wrap(x, 56) - 28, 14);
    return blend(asphalt, [226, 224, 212], dash * 0.85);
  };
  const pavement = (x: number, y: number): Color =>
    shade([168, 160, 148], 0.85 + 0.2 * noise.fractal(x / 5, y / 5, 3) - 0.25 * band(wrap(x, 18), 0.7));
  const lawn = (x: number, y: number): Color => {
    const bush = nearestPoint(x / 60, y / 60, noise);
    const isBush = bush.distance < 0.28 && Math.abs(bush.y * 60 - 12) > 94;
    if (isBush) return shade([48, 82, 40], 1 - 1.6 * bush.distance + 0.7 * noise.fractal(x / 6, y / 6, 3) - 0.3);
    return shade([92, 122, 62], 0.6 + 0.8 * noise.fractal(x / 24, y / 24, 5));
  };
  return (x, y) => {
    const fromMiddle = Math.abs(y - 12);
    return (fromMiddle < 58 ? road : fromMiddle < 74 ? pavement : lawn)(x, y);
  };
};

/** Clouds over hills. */
const sky: Background = (noise) => (x, y) => {
  const height = (y + 240) / 480;
  const air = blend([86, 132, 190], [196, 212, 222], height);
  const cloud = smoothStep((noise.fractal(x / 110, y / 70, 5) - 0.47) / 0.18);
  const lit = shade([246, 244, 240], 0.8 + 0.24 * noise.fractal(x / 30, y / 30 + 9, 4));
  const ridge = 62 + 46 * (noise.fractal(x / 120, 3, 3) - 0.5);
  const far = shade([112, 128, 124], 0.8 + 0.4 * noise.fractal(x / 20, y / 20, 4));
  const nearRidge = 100 + 60 * (noise.fractal(x / 90, 40, 3) - 0.5);
  const wood = shade([70, 92, 54], 0.5 + noise.fractal(x / 12, y / 12, 5));
  const hills = blend(far, wood, smoothStep((y - nearRidge) / 3 + 0.5));
  return blend(blend(air, lit, cloud * 0.9), hills, smoothStep((y - ridge) / 2 + 0.5));
};

/** A table top with printed sheets. */
const desk: Background = (noise) => {
  const sheets = Array.from({ length: 7 }, (_, sheet) => ({
    x: (noise.cell(sheet, 71) - 0.5) * 420,
    y: (noise.cell(sheet, 72) - 0.5) * 320,
    cos: Math.cos(noise.cell(sheet, 70) * Math.PI),
    sin: Math.sin(noise.cell(sheet, 70) * Math.PI),
  }));
  return (x, y) => {
    const onTop = sheets.findLastIndex(({ cos, sin, x: sheetX, y: sheetY }) => {
      const [dx, dy] = [x - sheetX, y - sheetY];
      return Math.abs(dx * cos + dy * sin) < 34 && Math.abs(dy * cos - dx * sin) < 46;
    });
    const sheet = sheets[onTop];
    if (sheet === undefined) {
      const grain = noise.fractal(x / 90, y / 5 + 3 * noise.smooth(x / 120, y / 60), 5);
      const plank = 0.92 + 0.16 * noise.cell(0, Math.floor((y + 40) / 110)) - 0.3 * band(wrap(y + 40, 110), 0.8);
      return shade([156, 108, 66], (0.62 + 0.7 * grain) * plank);
    }
    const across = (x - sheet.x) * sheet.cos + (y - sheet.y) * sheet.sin;
    const down = (y - sheet.y) * sheet.cos - (x - sheet.x) * sheet.sin;
    const isInk = noise.smooth(across / 3, onTop * 20 + Math.floor(down / 8)) > 0.4;
    const ink = isInk ? band(wrap(down, 8) - 4, 1) * band(across, 27) * band(down, 40) : 0;
    return blend(shade([230, 226, 214], 0.92 + 0.1 * noise.smooth(x / 20, y / 20)), [60, 60, 80], ink * 0.8);
  };
};

/** A gymnasium's parquet with lines. */
const court: Background = (noise) => (x, y) => {
  const column = Math.floor(x / 14);
  const shift = noise.cell(column, 5) * 70;
  const block = Math.floor((y + shift) / 70);
  const tone = 0.82 + 0.28 * noise.cell(column, block) + 0.18 * (noise.fractal(x / 4, y / 40, 4) - 0.5);
  const joint = Math.max(band(wrap(x, 14), 0.5), band(wrap(y + shift, 70), 0.5));
  const wood = blend(shade([196, 148, 92], tone), [110, 76, 44], joint * 0.6);
  const lines = Math.max(band(Math.hypot(x - 30, y - 10) - 92, 2.5), band(x - 30, 2.5), band(y - 150, 2.5));
  const key = band(x + 150, 50) * band(y + 20, 70) * 0.55;
  return blend(blend(wood, [70, 96, 148], key), [236, 236, 230], lines * 0.9);
};

/** Bricks above a pavement. */
const wall: Background = (noise) => (x, y) => {
  const row = Math.floor(y / 12);
  const along = x + (row % 2) * 14;
  const tone = 0.7 + 0.5 * noise.cell(Math.floor(along / 28), row) + 0.25 * (noise.fractal(x / 6, y / 6, 3) - 0.5);
  const mortar = Math.max(band(wrap(along, 28), 0.9), band(wrap(y, 12), 0.9));
  const bricks = blend(shade([158, 92, 72], tone), [170, 162, 150], mortar * 0.8);
  const window = band(wrap(x + 40, 130) - 65, 24) * band(y + 76, 34);
  const bars = Math.max(band(wrap(x + 40, 130) - 65, 1.5), band(y + 76, 1.5));
  const glass = blend(shade([70, 88, 104], 0.6 + noise.fractal(x / 30, y / 30, 3)), [220, 216, 206], bars);
  const slabs = shade([150, 148, 142], 0.8 + 0.3 * noise.fractal(x / 7, y / 7, 4) - 0.3 * band(wrap(x - y, 44), 0.8));
  return blend(blend(bricks, glass, window), slabs, smoothStep(y - 74));
};

/** Leaves and flowers. */
const garden: Background = (noise) => (x, y) => {
  const leaf = nearestPoint(x / 15, y / 11, noise);
  const depth = 0.5 + 0.75 * leaf.tone - 0.45 * leaf.distance + 0.3 * noise.fractal(x / 70, y / 70, 3);
  const green = shade(blend([70, 110, 46], [128, 140, 66], leaf.tone), depth);
  const flower = nearestPoint(x / 46, y / 46, noise);
  if (flower.distance > 0.17) return green;
  const petals: Color = flower.tone > 0.66 ? [214, 96, 150] : flower.tone > 0.33 ? [226, 206, 96] : [214, 210, 224];
  return blend(
    [150, 110, 40],
    shade(petals, 0.75 + 0.4 * noise.smooth(x / 2, y / 2)),
    smoothStep((flower.distance - 0.03) / 0.05),
  );
};

/** The front of a house with many windows. */
const facade: Background = (noise) => (x, y) => {
  const column = Math.floor(x / 54);
  const row = Math.floor(y / 62);
  const acrossWindow = wrap(x, 54) - 27;
  const downWindow = wrap(y, 62) - 31;
  const plaster = shade([186, 170, 142], 0.84 + 0.3 * noise.fractal(x / 16, y / 16, 5) - 0.12 * band(wrap(y, 62), 2));
  const blind = noise.cell(column, row) * 44 - 22;
  const pane = shade([58, 76, 94], 0.6 + 0.9 * noise.fractal(x / 18, y / 18 + row * 7, 3));
  const cloth: Color = noise.cell(column + 9, row) > 0.5 ? [196, 176, 150] : [140, 70, 60];
  const covered = blend(pane, shade(cloth, 0.9 + 0.2 * Math.sin(x * 1.6)), smoothStep(blind - downWindow));
  const bars = Math.max(band(acrossWindow, 1), band(downWindow + 6, 1));
  const window = blend(covered, [228, 224, 214], bars);
  const frame = band(acrossWindow, 19) * band(downWindow, 25);
  const opening = band(acrossWindow, 16) * band(downWindow, 22);
  return blend(blend(plaster, [232, 228, 216], frame), window, opening);
};

/** Sand with pebbles. */
const sand: Background = (noise) => (x, y) => {
  const grains = shade(
    [196, 172, 130],
    0.6 + 0.35 * noise.fractal(x / 50, y / 50, 4) + 0.45 * noise.fractal(x / 2.5, y / 2.5, 2),
  );
  const pebble = nearestPoint(x / 34, y / 34, noise);
  const size = 0.12 + 0.22 * pebble.tone;
  const stone = blend([118, 108, 98], [150, 96, 72], noise.smooth(x / 40, y / 40 + 80));
  const lit = 1.15 - 0.6 * (pebble.distance / size) + 0.3 * (noise.fractal(x / 4, y / 4, 3) - 0.5);
  return blend(grains, shade(stone, lit), 1 - smoothStep((pebble.distance - size) / 0.04 + 0.5));
};

export const backgrounds = { street, sky, desk, court, wall, garden, facade, sand } as const satisfies Readonly<
  Record<string, Background>
>;
