import { InputError } from '../inputError.ts';
import { isOtbGroundTruth } from '../readers/otbSequence.ts';
import { votGroundTruth } from '../readers/votSequence.ts';
import { isLeftover, unpackedBytes } from '../zip/unpack.ts';
import type { ZipArchive } from '../zip/zipArchive.ts';
import type { SequencePlan } from './datasetPlan.ts';

/**
 * The sequences of a dataset that lies in an archive in one piece, such as the vot2016.zip of VOT's older toolkits: the
 * folders that hold a ground truth, in alphabetical order.
 * @throws InputError when there are none, or two of one name
 */
export function bundleSequences(zip: ZipArchive): SequencePlan[] {
  const plans = new Map<string, SequencePlan>();
  for (const root of sequenceRoots(zip)) {
    const name = root.split('/').at(-2);
    if (name === undefined || name === '') {
      throw new InputError(
        'invalid archive: a ground truth lies outside of any folder',
        zip.path,
        'an archive of folders is expected, one a sequence',
      );
    }
    if (name.startsWith('.')) continue;
    if (plans.has(name)) {
      throw new InputError(`invalid archive: two sequences of name ${JSON.stringify(name)}`, zip.path);
    }
    const inside = [...zip.entries.values()].filter(({ fileName }) => fileName.startsWith(root));
    plans.set(name, {
      name,
      archives: [{ label: 'sequence', from: { file: zip.path }, into: '', root, unpackedBytes: unpackedBytes(inside) }],
    });
  }
  if (plans.size === 0) {
    throw new InputError(
      'missing sequences: the archive has no folder with a ground truth',
      zip.path,
      `${votGroundTruth} (VOT) or groundtruth_rect.txt (OTB) is looked for`,
    );
  }
  return [...plans.values()].toSorted((a, b) => (a.name < b.name ? -1 : 1));
}

/** Folders of an archive that hold a ground truth, with a slash at their end; `''` is the archive itself. */
export function sequenceRoots(zip: ZipArchive): string[] {
  const roots = new Set<string>();
  for (const path of zip.entries.keys()) {
    const file = path.slice(path.lastIndexOf('/') + 1);
    if (!isLeftover(path) && (file === votGroundTruth || isOtbGroundTruth(file))) {
      roots.add(path.slice(0, path.length - file.length));
    }
  }
  return [...roots];
}
