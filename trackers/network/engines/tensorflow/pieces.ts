import { numberOf, numbersOf, type Operator } from './operator.ts';

const slice: Operator = ({ tf, node, inputs }) => {
  const x = inputs[0]!;
  const begin = x.order.map(() => 0);
  const end = [...x.tensor.shape];
  const steps = x.order.map(() => 1);
  for (const [index, axis] of numbersOf(node, 'axes').entries()) {
    const along = x.order.indexOf(axis);
    begin[along] = numbersOf(node, 'starts')[index]!;
    end[along] = numbersOf(node, 'ends')[index]!;
    steps[along] = numbersOf(node, 'steps')[index]!;
  }
  const tensor = steps.every((step) => step === 1)
    ? tf.slice(
        x.tensor,
        begin,
        end.map((last, along) => last - begin[along]!),
      )
    : tf.stridedSlice(x.tensor, begin, end, steps);
  return { tensor, order: x.order };
};

const concat: Operator = ({ tf, node, inputs }) => {
  const { order } = inputs[0]!;
  const tensors = inputs.map((input) => input.arranged(order));
  return { tensor: tf.concat(tensors, order.indexOf(numberOf(node, 'axis'))), order };
};

const pad: Operator = ({ tf, node, inputs }) => {
  const x = inputs[0]!;
  const pads = numbersOf(node, 'pads');
  const rank = x.order.length;
  const paddings = x.order.map((axis): [number, number] => [pads[axis]!, pads[axis + rank]!]);
  return { tensor: tf.pad(x.tensor, paddings, numberOf(node, 'value')), order: x.order };
};

export const pieces: Readonly<Record<string, Operator>> = { Slice: slice, Concat: concat, Pad: pad };
