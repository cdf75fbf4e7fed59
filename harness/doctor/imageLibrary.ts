/** What decodes frames. */
export type ImageLibrary =
  | { readonly works: true; readonly library: string }
  | { readonly works: false; readonly problem: string };

/** Encodes and decodes four pixels. */
export async function examineImageLibrary(): Promise<ImageLibrary> {
  try {
    const { default: sharp } = await import('sharp');
    const pixels = Buffer.from([255, 0, 0, 0, 255, 0, 0, 0, 255, 255, 255, 255]);
    const image = await sharp(pixels, { raw: { width: 2, height: 2, channels: 3 } })
      .png()
      .toBuffer();
    const decoded = await sharp(image).raw().toBuffer();
    if (!decoded.equals(pixels)) return { works: false, problem: 'sharp decodes an image other than it was encoded' };
    return { works: true, library: `sharp ${sharp.versions.sharp} (libvips ${sharp.versions.vips})` };
  } catch (error) {
    const [firstLine] = (error as Error).message.split('\n');
    return { works: false, problem: `sharp does not load: ${firstLine}; reinstall with npm ci on this machine` };
  }
}
