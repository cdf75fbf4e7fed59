import { InputError } from '../../../datasets/inputError.ts';
import { unknownName } from '../../../datasets/unknownName.ts';
import type { BackboneNetwork } from '../backbones/backbone.ts';
import type { BackboneName } from '../backbones/backboneSpec.ts';
import { finishBackbone } from '../backbones/finishBackbone.ts';
import { type ZfArchitecture, zf, zfCompressed, zfGraph, zfInput } from '../backbones/zf.ts';
import { sizeOf, type Tensor, tensor } from '../tensor.ts';

/** A network that can be trained: its weights' shapes, and the network that they make. */
export interface Student {
  readonly name: BackboneName;
  /** By name, in the order of the layers. */
  readonly shapes: ReadonlyMap<string, readonly number[]>;
  /** @param checksum of the weights, for the fingerprint */
  network(weights: ReadonlyMap<string, Tensor>, checksum: string): BackboneNetwork;
}

const students: readonly Student[] = [zfStudent('zf-compressed', zfCompressed), zfStudent('zf', zf)];

export const studentNames: readonly string[] = students.map(({ name }) => name);

/** @throws InputError for a name that is not known */
export function studentOf(name: string): Student {
  const found = students.find((student) => student.name === name);
  if (found === undefined) throw unknownName('student', name, studentNames);
  return found;
}

function zfStudent(name: BackboneName, { inputSize, layers, ...others }: ZfArchitecture): Student {
  const shapes = new Map<string, readonly number[]>();
  layers.forEach(({ name, channels, kernel }, index) => {
    shapes.set(`${name}.weight`, [channels, layers[index - 1]?.channels ?? 3, kernel, kernel]);
    shapes.set(`${name}.bias`, [channels]);
  });
  return {
    name,
    shapes,
    network(weights, checksum) {
      const graph = zfGraph({ ...others, inputSize, layers }, weights, { height: inputSize, width: inputSize });
      return finishBackbone({ name, graph, input: zfInput, weights: checksum });
    },
  };
}

/** The network with zeros for weights: what a training graph is built on, where they are inputs. */
export function emptyNetwork(student: Student): BackboneNetwork {
  const zeros = [...student.shapes].map(
    ([name, shape]) => [name, tensor(shape, new Float32Array(sizeOf(shape)))] as const,
  );
  return student.network(new Map(zeros), 'none');
}

/**
 * What makes a pair of networks impossible.
 * @throws InputError when their maps differ in size, or the teacher's input is no square
 */
export function checkPair(teacher: BackboneNetwork, student: BackboneNetwork): void {
  const size = ({ map }: BackboneNetwork): string => `${map.height}x${map.width}x${map.channels}`;
  if (size(teacher) !== size(student)) {
    throw new InputError(
      `invalid teacher: the map of ${teacher.name} is ${size(teacher)}, that of ${student.name} ${size(student)}`,
      undefined,
      'the two must be equal; the verb weights list and docs/networks.md say what there is',
    );
  }
  const { height, width } = teacher.input;
  if (height === width) return;
  throw new InputError(`invalid teacher: the input of ${teacher.name} is ${height}x${width}, no square`);
}

/**
 * @param file named in errors
 * @throws InputError when a weight is missing, too many or of another shape
 */
export function checkWeights({ name, shapes }: Student, weights: ReadonlyMap<string, Tensor>, file: string): void {
  const listed = (all: ReadonlyMap<string, readonly number[]>): string =>
    [...all]
      .map(([weight, shape]) => `${weight} ${shape.join('x')}`)
      .toSorted()
      .join(', ');
  const given = listed(new Map([...weights].map(([weight, { shape }]) => [weight, shape])));
  if (given === listed(shapes)) return;
  throw new InputError(`invalid weights of ${name}: ${given || 'none'}`, file, `expected: ${listed(shapes)}`);
}
