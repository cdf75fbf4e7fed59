import type { NamedBackbones } from '../../trackers/specification/overrides.ts';
import type { BackboneSpec } from '../../trackers/network/backbones/backboneSpec.ts';
import { listTrainedWeights } from '../../trackers/network/weights/trainedWeights.ts';

/** The names of trained weights (the verb compress makes them), each for the network that they are for. */
export async function trainedBackbones(cache: string): Promise<NamedBackbones> {
  const trained = await listTrainedWeights(cache);
  return new Map(
    trained.flatMap(({ name, provenance }) =>
      provenance === undefined ? [] : [[name, { name: provenance.student, weights: name } as BackboneSpec]],
    ),
  );
}
