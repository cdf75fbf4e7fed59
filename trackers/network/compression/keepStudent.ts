import { backboneNames } from '../backbones/backboneSpec.ts';
import { storeNormalization } from '../backbones/normalizationFile.ts';
import { openBackboneNetwork } from '../backbones/openBackbone.ts';
import { checkWeights, studentOf } from './students.ts';
import { checkTrainedName, keepTrainedWeights, readTrainedWeights } from '../weights/trainedWeights.ts';

/** @throws InputError for a name that trained weights may not have */
export function checkStudentName(name: string): void {
  checkTrainedName(name, backboneNames);
}

/**
 * Puts a trained student into the cache under a name, with the normalisation of its map, so that it is a backbone.
 * @param bytes of the file of its weights
 * @param file named in errors
 * @returns the path of the weights
 * @throws InputError for a name that is taken, other files, and weights that do not fit the student's network
 */
export async function keepStudent(cache: string, name: string, bytes: Uint8Array, file: string): Promise<string> {
  checkStudentName(name);
  const { weights, provenance, normalization } = readTrainedWeights(bytes, file);
  const student = studentOf(provenance.student);
  checkWeights(student, weights, file);
  const path = await keepTrainedWeights(cache, name, bytes);
  const network = await openBackboneNetwork({ name: student.name, weights: name }, { cache, where: file });
  await storeNormalization(cache, network, normalization);
  return path;
}
