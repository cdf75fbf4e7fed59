/** First and last number of the image files that count, both inclusive. */
export interface FrameRange {
  readonly first: number;
  readonly last: number;
}

/**
 * The part of a sequence's images that its ground truth covers, for OTB's sequences that have more images than
 * regions: the notes of the benchmark's site, in its MATLAB code (jwlim/tracker_benchmark
 * matlab/util/MakeSequenceConfigVer10.m) for David, Football1, Freeman3, Freeman4, and in visionml/pytracking
 * otbdataset.py for all of these. Tiger1's first five frames are left out by OTB-2015 (pytracking `initOmit`); BlurCar1,
 * BlurCar3 and BlurCar4 begin at a later number in every pack seen and are here for packs of the whole video.
 */
const ranges: Readonly<Record<string, FrameRange>> = {
  blurcar1: { first: 247, last: 988 },
  blurcar3: { first: 3, last: 359 },
  blurcar4: { first: 18, last: 397 },
  david: { first: 300, last: 770 },
  diving: { first: 1, last: 215 },
  football1: { first: 1, last: 74 },
  freeman3: { first: 1, last: 460 },
  freeman4: { first: 1, last: 283 },
  tiger1: { first: 6, last: 354 },
};

/** By the name of the sequence's folder, in any case. */
export function otbFrameRange(folderName: string): FrameRange | undefined {
  return ranges[folderName.toLowerCase()];
}
