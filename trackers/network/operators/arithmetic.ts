import type { Value } from '../graph.ts';
import type { GraphBuilder } from '../graphBuilder.ts';
import { broadcastShapes, invalidOperator } from '../shape.ts';

/** Two values element by element, broadcast by NumPy's rule; a number stands for the scalar constant. */
export type Operand = Value | number;

export const add = (b: GraphBuilder, x: Operand, y: Operand): Value => binary(b, 'Add', x, y);
export const sub = (b: GraphBuilder, x: Operand, y: Operand): Value => binary(b, 'Sub', x, y);
export const mul = (b: GraphBuilder, x: Operand, y: Operand): Value => binary(b, 'Mul', x, y);
export const div = (b: GraphBuilder, x: Operand, y: Operand): Value => binary(b, 'Div', x, y);
export const max = (b: GraphBuilder, x: Operand, y: Operand): Value => binary(b, 'Max', x, y);
export const min = (b: GraphBuilder, x: Operand, y: Operand): Value => binary(b, 'Min', x, y);

/** 1 where x > y, else 0: a mask in single precision (ONNX's truth values are cast). */
export const greater = (b: GraphBuilder, x: Operand, y: Operand): Value => binary(b, 'Greater', x, y);
/** 1 where x = y, else 0, as `greater`. */
export const equal = (b: GraphBuilder, x: Operand, y: Operand): Value => binary(b, 'Equal', x, y);

function binary(b: GraphBuilder, operator: string, x: Operand, y: Operand): Value {
  const [left, right] = [x, y].map((operand) => (typeof operand === 'number' ? b.scalar(operand) : operand)) as [
    Value,
    Value,
  ];
  const shape = broadcastShapes(left.shape, right.shape);
  if (shape === undefined) throw invalidOperator(operator, 'the shapes do not broadcast', [left, right]);
  return b.node(operator, [left, right], shape);
}
