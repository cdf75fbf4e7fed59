/**
 * @file How things look: each sprite gives colour and cover at `u, v`, which are -1 and 1 on the borders of its
 * rectangle (v down). Targets touch all four borders, so that the rectangle's corners are their outline.
 */
import { mix, type Noise, smoothStep } from './noise.ts';

/** Red, green, blue from 0 to 255 and cover from 0 to 1. */
export type Paint = readonly [red: number, green: number, blue: number, cover: number];
export type Sprite = (u: number, v: number, noise: Noise) => Paint;
type Color = readonly [red: number, green: number, blue: number];

export type SpriteName = keyof typeof sprites;

/** Sprites have soft edges of this width in u, v. */
const edge = 0.04;

/** 1 where `distance` is negative (inside), 0 outside, soft between. */
function inside(distance: number, softness = edge): number {
  return 1 - smoothStep(distance / softness + 0.5);
}

/** Distance, in u, v, from a rectangle with round corners; negative inside. */
function roundRectangle(u: number, v: number, halfWidth: number, halfHeight: number, radius: number): number {
  const across = Math.abs(u) - halfWidth + radius;
  const down = Math.abs(v) - halfHeight + radius;
  return Math.hypot(Math.max(across, 0), Math.max(down, 0)) + Math.min(Math.max(across, down), 0) - radius;
}

function disc(u: number, v: number, radius: number): number {
  return Math.hypot(u, v) - radius;
}

/** Lays colours over each other, each with its cover. */
function over(base: Color, ...layers: readonly (readonly [color: Color, cover: number])[]): Color {
  let [red, green, blue] = base;
  for (const [color, cover] of layers) {
    red = mix(red, color[0], cover);
    green = mix(green, color[1], cover);
    blue = mix(blue, color[2], cover);
  }
  return [red, green, blue];
}

function shade([red, green, blue]: Color, factor: number): Color {
  return [red * factor, green * factor, blue * factor];
}

/** From above, driving to the right. */
const car: Sprite = (u, v, noise) => {
  const gloss = 0.86 + 0.2 * noise.fractal(u * 3, v * 3, 3) - 0.12 * Math.abs(v);
  const windscreen = inside(roundRectangle(u - 0.3, v, 0.14, 0.68, 0.1));
  const rearWindow = inside(roundRectangle(u + 0.55, v, 0.1, 0.62, 0.08));
  const sideWindow = inside(roundRectangle(u + 0.12, Math.abs(v) - 0.76, 0.26, 0.07, 0.04));
  const lamp = inside(roundRectangle(u - 0.93, Math.abs(v) - 0.62, 0.05, 0.16, 0.03));
  const tail = inside(roundRectangle(u + 0.95, Math.abs(v) - 0.62, 0.04, 0.18, 0.03));
  const stripe = inside(Math.abs(v) - 0.09) * inside(Math.abs(u - 0.65) - 0.24);
  const color = over(
    shade([186, 38, 32], gloss),
    [[238, 232, 220], stripe],
    [[38, 52, 66], windscreen],
    [[30, 40, 52], Math.max(rearWindow, sideWindow)],
    [[255, 246, 200], lamp],
    [[255, 90, 60], tail],
  );
  return [...color, inside(roundRectangle(u, v, 1, 1, 0.3))];
};

const balloon: Sprite = (u, v, noise) => {
  const envelope = Math.hypot(u, (v + 0.16) / 0.84) - 1;
  const basket = roundRectangle(u, v - 0.9, 0.16, 0.1, 0.04);
  const rope = Math.max(Math.abs(Math.abs(u) - 0.13) - 0.025, Math.abs(v - 0.72) - 0.12);
  const gore = Math.floor(
    (Math.asin(Math.max(-1, Math.min(1, u / Math.sqrt(Math.max(0.05, 1 - v * v))))) * 8) / Math.PI + 8,
  );
  const cloth: Color = gore % 3 === 0 ? [226, 178, 48] : gore % 3 === 1 ? [196, 62, 44] : [44, 88, 150];
  const round = 1.12 - 0.42 * (u + 0.35) ** 2 - 0.2 * (v + 0.3) ** 2 + 0.1 * noise.fractal(u * 4, v * 4, 2);
  const band = inside(Math.abs(v + 0.1) - 0.12);
  const fabric = over(shade(cloth, round), [shade([240, 236, 226], round), band * 0.9]);
  const weave = 0.8 + 0.4 * noise.smooth(u * 20, v * 20);
  const color = inside(envelope) > 0.5 ? fabric : shade([120, 84, 48], weave);
  return [...color, Math.max(inside(envelope), inside(basket), inside(rope))];
};

const book: Sprite = (u, v, noise) => {
  const wear = 0.9 + 0.2 * noise.fractal(u * 5, v * 5, 4);
  const spine = inside(u + 0.86);
  const frame = inside(Math.abs(roundRectangle(u - 0.07, v, 0.78, 0.86, 0.02)) - 0.025);
  const picture = inside(roundRectangle(u - 0.07, v - 0.22, 0.58, 0.44, 0.02));
  const sun = inside(disc(u - 0.3, v - 0.1, 0.17));
  const hills = inside(0.36 + 0.16 * Math.sin(u * 5 + 1) - v);
  const title =
    inside(roundRectangle(u - 0.07, v + 0.62, 0.6, 0.09, 0.02)) * (noise.cell(Math.floor(u * 14), 3) > 0.25 ? 1 : 0);
  const author =
    inside(roundRectangle(u - 0.07, v + 0.4, 0.36, 0.05, 0.02)) * (noise.cell(Math.floor(u * 18), 7) > 0.3 ? 1 : 0);
  const scenery = over([232, 206, 150], [[222, 96, 40], sun], [[62, 104, 66], hills]);
  const color = over(
    [34, 78, 104],
    [scenery, picture],
    [[214, 190, 110], frame],
    [[236, 226, 196], Math.max(title, author)],
    [[22, 46, 62], spine * 0.8],
  );
  return [...shade(color, wear), 1];
};

const ball: Sprite = (u, v, noise) => {
  const radius = Math.hypot(u, v);
  const light = 1.08 - 0.5 * Math.hypot(u + 0.3, v + 0.35) ** 2 + 0.05 * noise.smooth(u * 30, v * 30);
  const seam = Math.min(
    Math.abs(u),
    Math.abs(v),
    Math.abs(Math.hypot(u - 1.15, v) - 0.8),
    Math.abs(Math.hypot(u + 1.15, v) - 0.8),
  );
  const color = over(shade([222, 112, 36], Math.max(0.35, light)), [[44, 26, 18], inside(seam - 0.035)]);
  return [...color, inside(radius - 1)];
};

/** From the side, driving to the right. */
const van: Sprite = (u, v, noise) => {
  const nose = Math.max(roundRectangle(u, v + 0.12, 1, 0.88, 0.16), (u - 0.98) * 0.55 + (-0.1 - v) * 0.45);
  const wheel = Math.min(disc((u - 0.56) * 1.7, v - 0.7, 0.3), disc((u + 0.56) * 1.7, v - 0.7, 0.3));
  const hub = Math.min(disc((u - 0.56) * 1.7, v - 0.7, 0.13), disc((u + 0.56) * 1.7, v - 0.7, 0.13));
  const glass = Math.max(roundRectangle(u - 0.55, v + 0.42, 0.26, 0.26, 0.06), (u - 0.92) * 0.55 + (-0.18 - v) * 0.45);
  const sign = roundRectangle(u + 0.32, v + 0.36, 0.48, 0.3, 0.05);
  const letters = inside(Math.abs(v + 0.36) - 0.14) * (noise.cell(Math.floor(u * 12), 11) > 0.35 ? 1 : 0);
  const dirt = 0.92 + 0.14 * noise.fractal(u * 4, v * 4, 4) - 0.14 * smoothStep((v - 0.2) / 0.6);
  const color = over(
    shade([232, 228, 214], dirt),
    [shade([36, 116, 92], dirt), inside(0.08 - v)],
    [[46, 60, 74], inside(glass)],
    [shade([236, 190, 56], dirt), inside(sign)],
    [[70, 40, 20], letters * inside(sign + 0.06)],
    [[28, 28, 30], inside(wheel)],
    [[168, 168, 170], inside(hub)],
  );
  return [...color, Math.max(inside(nose), inside(wheel))];
};

/** A square kite, which flies on its corner. */
const kite: Sprite = (u, v, noise) => {
  const light: Color = u * v > 0 ? [218, 56, 110] : [238, 214, 84];
  const spar = Math.min(Math.abs(u - v), Math.abs(u + v)) - 0.05;
  const emblem = inside(disc(u, v, 0.34)) - inside(disc(u, v, 0.18));
  const cloth = 0.84 + 0.28 * noise.fractal(u * 2.5, v * 2.5, 3);
  return [...shade(over(light, [[50, 60, 120], emblem], [[90, 50, 36], inside(spar)]), cloth), 1];
};

const clock: Sprite = (u, v, noise) => {
  const radius = Math.hypot(u, v);
  const turn = Math.atan2(v, u);
  const hour = Math.abs(((turn * 6) / Math.PI + 12.5) % 1) - 0.5;
  const mark = inside(Math.abs(hour) - 0.1, 0.06) * inside(Math.abs(radius - 0.68) - 0.09);
  const hand = (angle: number, length: number, width: number): number => {
    const along = u * Math.cos(angle) + v * Math.sin(angle);
    const aside = v * Math.cos(angle) - u * Math.sin(angle);
    return inside(Math.max(Math.abs(aside) - width, along - length, -along - 0.1));
  };
  const rim = inside(0.84 - radius);
  const face = 0.9 + 0.14 * noise.fractal(u * 3, v * 3, 3);
  const color = over(
    shade([236, 230, 210], face),
    [[40, 40, 44], mark],
    [[30, 30, 34], Math.max(hand(-0.9, 0.42, 0.06), hand(0.55, 0.62, 0.04))],
    [shade([146, 96, 44], 0.8 + 0.4 * noise.smooth(turn * 4, 2)), rim],
  );
  return [...color, inside(radius - 1)];
};

/** From above, walking to the right. `tone` and `spots` tell it from its like. */
function beetle(tone: Color, spots: number): Sprite {
  return (u, v, noise) => {
    const body = Math.hypot((u + 0.16) / 0.84, v / 0.82) - 1;
    const head = disc(u - 0.72, v * 0.9, 0.28);
    const leg = Math.max(Math.abs(((u + 0.9) % 0.5) - 0.25) - 0.06, Math.abs(v) - 1, Math.abs(u + 0.15) - 0.6);
    const seam = Math.abs(v) - 0.03;
    let spot = 0;
    for (let i = 0; i < spots; i++) {
      const place = 0.16 - (0.62 * i) / Math.max(1, spots - 1);
      spot = Math.max(spot, inside(disc(u - place, Math.abs(v) - 0.36 - 0.1 * (i % 2), 0.13)));
    }
    const gloss = 0.8 + 0.25 * noise.fractal(u * 4, v * 4, 3) + 0.3 * inside(disc(u - 0.1, v + 0.3, 0.2), 0.3);
    const shell = over(shade(tone, gloss), [[24, 20, 18], Math.max(spot, inside(seam))]);
    const color = over([30, 24, 22], [shell, inside(body)], [[36, 30, 30], inside(head)]);
    return [...color, Math.max(inside(body), inside(head), inside(leg))];
  };
}

const shadow: Sprite = (u, v) => [12, 14, 20, 0.45 * (1 - smoothStep((Math.hypot(u, v) - 0.5) / 0.5))];

/** Taller than any image: a column of concrete. */
const pillar: Sprite = (u, v, noise) => {
  const round = 1 - 0.45 * Math.abs(u + 0.2);
  const grain = 0.8 + 0.4 * noise.fractal(u * 3, v * 40, 4);
  const joint = inside(Math.abs(((v * 6 + 12) % 1) - 0.5) - 0.012, 0.02);
  return [...over(shade([150, 146, 138], round * grain), [[70, 68, 64], joint]), inside(Math.abs(u) - 1, 0.08)];
};

/** Leaves with gaps between them. */
const branch: Sprite = (u, v, noise) => {
  const leaf = noise.fractal(u * 5, v * 5, 3) - 0.42 + 0.25 * (1 - Math.hypot(u, v));
  const tone = 0.55 + 0.8 * noise.fractal(u * 9 + 40, v * 9, 3);
  return [...shade([66, 104, 44], tone), inside(-leaf, 0.05) * inside(Math.hypot(u, v) - 0.98, 0.1)];
};

export const sprites = {
  car,
  balloon,
  book,
  ball,
  van,
  kite,
  clock,
  beetle: beetle([172, 44, 30], 3),
  'beetle-dark': beetle([138, 40, 34], 2),
  'beetle-orange': beetle([186, 78, 26], 3),
  shadow,
  pillar,
  branch,
} as const satisfies Readonly<Record<string, Sprite>>;
