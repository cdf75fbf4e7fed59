import type { Value } from '../../graph.ts';
import type { GraphBuilder } from '../../graphBuilder.ts';
import { add, div, equal, greater, max, min, mul, type Operand, sub } from '../../operators/arithmetic.ts';
import * as unary from '../../operators/elementwise.ts';
import { logSoftmax, softmax } from '../../operators/softmax.ts';
import type { NodeReader, OperatorReader } from '../nodeReader.ts';
import { dataTypes } from '../protobuf.ts';

const one =
  (build: (b: GraphBuilder, x: Value) => Value): OperatorReader =>
  ({ b, value }) =>
    build(b, value(0));

const two =
  (build: (b: GraphBuilder, x: Operand, y: Operand) => Value): OperatorReader =>
  ({ b, value }) =>
    build(b, value(0), value(1));

/** Sum, Max and Min take any number of inputs. */
const several =
  (build: (b: GraphBuilder, x: Operand, y: Operand) => Value): OperatorReader =>
  ({ b, value, inputCount }) =>
    Array.from({ length: inputCount }, (_, index) => value(index)).reduce((x, y) => build(b, x, y));

const truth =
  (build: (b: GraphBuilder, x: Operand, y: Operand) => Value): OperatorReader =>
  ({ b, value }) => ({ kind: 'truth', value: build(b, value(0), value(1)) });

/** Before version 13 softmax took all axes from the given one on together. */
const softmaxReader =
  (build: (b: GraphBuilder, x: Value, axis: number) => Value): OperatorReader =>
  ({ b, value, number, version }) => {
    const x = value(0);
    const axis = number('axis', version < 13 ? 1 : -1);
    const last = axis === -1 || axis === x.shape.length - 1;
    if (version < 13 && !last)
      throw new RangeError(`axis ${axis} is not the last, which operators of version ${version} flatten`);
    return build(b, x, axis);
  };

/** Limits are inputs since version 11, attributes before. */
function clip({ b, value, real, has, number, version }: NodeReader): Value {
  const limit = (index: number, name: string, whenMissing: number): number => {
    if (version < 11) return number(name, whenMissing);
    return has(index) ? real(index)[0]! : whenMissing;
  };
  const [least, most] = [limit(1, 'min', -Infinity), limit(2, 'max', Infinity)];
  const raised = least === -Infinity ? value(0) : max(b, value(0), least);
  return most === Infinity ? raised : min(b, raised, most);
}

const hardSigmoid = (b: GraphBuilder, x: Value, alpha: number, beta: number): Value =>
  max(b, min(b, add(b, mul(b, x, alpha), beta), 1), 0);

/** Between real types nothing changes, since the graph has one; truth values become 0 and 1. */
function cast({ raw, value, number, node }: NodeReader): Value {
  const to = number('to', 0);
  if (![dataTypes.float, dataTypes.float16, dataTypes.double].some((type) => type === to))
    throw new RangeError(`a cast to the type ${to}`);
  const known = raw(0);
  if (known.kind === 'whole') throw new RangeError(`a cast of whole numbers, ${node.input[0]}`);
  return known.kind === 'truth' ? known.value : value(0);
}

export const elementwiseReaders: Readonly<Record<string, OperatorReader>> = {
  Abs: one(unary.abs),
  Exp: one(unary.exp),
  Log: one(unary.log),
  Neg: one(unary.neg),
  Relu: one(unary.relu),
  Sigmoid: one(unary.sigmoid),
  Sign: one(unary.sign),
  Softplus: one(unary.softplus),
  Sqrt: one(unary.sqrt),
  LeakyRelu: ({ b, value, number }) => unary.leakyRelu(b, value(0), number('alpha', 0.01)),
  PRelu: ({ b, value }) => unary.prelu(b, value(0), value(1)),
  HardSigmoid: ({ b, value, number }) => hardSigmoid(b, value(0), number('alpha', 0.2), number('beta', 0.5)),
  HardSwish: ({ b, value }) => mul(b, value(0), hardSigmoid(b, value(0), 1 / 6, 0.5)),
  Clip: clip,
  Cast: cast,
  Identity: ({ raw }) => raw(0),
  Dropout: ({ raw, has, node }) => {
    if (node.output.length > 1 || has(2)) throw new RangeError('dropout as in training');
    return raw(0);
  },
  Add: two(add),
  Sub: two(sub),
  Mul: two(mul),
  Div: two(div),
  Sum: several(add),
  Max: several(max),
  Min: several(min),
  Greater: truth(greater),
  Equal: truth(equal),
  Less: truth((b, x, y) => greater(b, y, x)),
  Softmax: softmaxReader(softmax),
  LogSoftmax: softmaxReader(logSoftmax),
};
