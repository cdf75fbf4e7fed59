import type { Image } from '../../datasets/image.ts';

/** Another look at a picture: turned about a point, or mirrored left to right at it. */
export interface Turn {
  /** Clockwise, as seen. */
  readonly degrees: number;
  readonly isMirrored: boolean;
}

/**
 * The picture turned about a point, of the same size; pixels between others are blended, and those that would come from
 * outside are the nearest ones inside.
 * @param centreX,centreY in pixels, where pixel `i` covers `i` to `i + 1`
 */
export function turnedImage(image: Image, centreX: number, centreY: number, { degrees, isMirrored }: Turn): Image {
  const { width, height, channels, data } = image;
  const turned = new Uint8Array(data.length);
  const angle = (degrees / 180) * Math.PI;
  const [cosine, sine] = [Math.cos(angle), Math.sin(angle)];
  const side = isMirrored ? -1 : 1;
  let out = 0;
  for (let row = 0; row < height; row++) {
    const down = row + 0.5 - centreY;
    for (let column = 0; column < width; column++) {
      const right = column + 0.5 - centreX;
      const x = clamp(centreX + side * (cosine * right + sine * down) - 0.5, width - 1);
      const y = clamp(centreY - sine * right + cosine * down - 0.5, height - 1);
      const [left, top] = [Math.floor(x), Math.floor(y)];
      const [across, along] = [x - left, y - top];
      const start = (top * width + left) * channels;
      const next = left < width - 1 ? channels : 0;
      const below = top < height - 1 ? width * channels : 0;
      for (let channel = 0; channel < channels; channel++) {
        const place = start + channel;
        const upper = data[place]! + across * (data[place + next]! - data[place]!);
        const lower = data[place + below]! + across * (data[place + below + next]! - data[place + below]!);
        turned[out++] = Math.round(upper + along * (lower - upper));
      }
    }
  }
  return { width, height, channels, data: turned };
}

function clamp(value: number, highest: number): number {
  return Math.max(0, Math.min(highest, value));
}
