/** A filter that learns where the middle of a target is among the cells around it, and finds it in others. */
export interface CorrelationFilter {
  /**
   * Learns that the middle of these features is the target's. The first call sets the model.
   * @param features windowed features, cell rows from the top; lost
   * @param rate weight of this patch in the model
   */
  train(features: Float64Array, rate: number): void;
  /**
   * How well the target's middle fits at each circular displacement (rows down, columns to the right) of the middle.
   * @param features as for `train`; lost
   * @returns `rows` x `columns` values, about 1 for a perfect fit; overwritten by the next call
   */
  respond(features: Float64Array): Float64Array;
}
