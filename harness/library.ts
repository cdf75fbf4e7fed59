/** @file What `import ... from 'tracking-loss'` gives: the harness as a library, for notebooks and other harnesses. */

export { InputError } from '../datasets/inputError.ts';

// Regions and their overlap.
export {
  boundingBox,
  code,
  corners,
  type Mask,
  type Polygon,
  polygon,
  type Rectangle,
  rectangle,
  type Region,
  type Special,
  special,
} from '../datasets/region.ts';
export { codeAt, regionAt, regionsOf, type Trajectory, trajectory } from '../datasets/trajectory.ts';
export { formatRegion, formatTrajectory, parseRegion, parseTrajectory } from '../datasets/regionText.ts';
export { formatBinaryTrajectory, parseBinaryTrajectory } from '../datasets/regionBinary.ts';
export { analysisBounds, type Bounds, imageBounds, unbounded } from '../datasets/overlap/bounds.ts';
export { type OverlapConvention, overlapConventions, type PixelRuleName } from '../datasets/overlap/convention.ts';
export { overlap } from '../datasets/overlap/overlap.ts';
export { analyticOverlap } from '../datasets/overlap/analyticOverlap.ts';

// Datasets.
export { type Dataset, emptyTag, framesWithTag, type Sequence, tagsOf } from '../datasets/sequence.ts';
export type { Frame, Image } from '../datasets/image.ts';
export { frameAt } from '../datasets/frames.ts';
export { openDataset, type OpenDatasetOptions } from '../datasets/readers/openDataset.ts';
export { type CatalogueDataset, datasetCatalogue } from '../datasets/catalogue/catalogue.ts';
export { type PlanOptions, planDataset } from '../datasets/fetching/planDataset.ts';
export {
  type DownloadDatasetOptions,
  type DownloadedDataset,
  downloadDataset,
} from '../datasets/fetching/downloadDataset.ts';
export { type VerifiedDataset, verifyDataset } from '../datasets/verification/verifyDataset.ts';
export { type SyntheticOptions, writeSyntheticDataset } from '../datasets/synthetic/writeSyntheticDataset.ts';
export { type Random, randomFrom } from '../datasets/random.ts';

// Trackers.
export type { RunIdentity, Tracker, TrackerContext, TrackerEntry, TrackerOutput } from '../trackers/tracker.ts';
export { TrackerCrash } from '../trackers/trackerCrash.ts';
export { trackerDescription, trackerEntry, trackerNames } from '../trackers/registry.ts';
export type { TrackerSpecification } from '../trackers/specification/specification.ts';
export { parseNamedTracker, specificationOf } from '../trackers/specification/parseSpecification.ts';
export { readTrackersFile } from '../trackers/specification/trackersFile.ts';
export { readTrackersIni } from '../trackers/specification/trackersIni.ts';
export { type ServeOptions, serveTracker } from '../trackers/external/serveTracker.ts';
export { networkEnvironment, type NetworkEnvironment } from '../trackers/online/networkEnvironment.ts';

// Experiments.
export { type BaselineParameters, runBaseline, vot2016Baseline } from './experiments/baseline.ts';
export { runUnsupervised } from './experiments/unsupervised.ts';
export { areEqualRepetitions } from './experiments/determinism.ts';
export {
  type Experiment,
  type ExperimentOptions,
  type MakeTracker,
  RunStopped,
  type StopSignal,
} from './experiments/experiment.ts';

// Many runs at once, and their store.
export { planSeries, vot2016Repetitions } from './execution/plan.ts';
export {
  coordinate,
  type CoordinatorOptions,
  type FailedRun,
  type Outcome,
  type RunObserver,
} from './execution/coordinator.ts';
export type { Executor, Failure, Job, JobResult, SeriesPlan } from './execution/job.ts';
export type { JobContext } from './execution/executeJob.ts';
export { inProcessExecutor } from './execution/inProcess.ts';
export { poolExecutor } from './execution/pool.ts';
export { type CrewOptions, crewExecutor } from './execution/crew/crew.ts';
export { planWorkers, type PlannedWorkers, type WorkersRequest } from './execution/planWorkers.ts';
export type { ClaimsOptions } from '../results/claims/claimFiles.ts';
export { type Claims, openClaims } from '../results/claims/claims.ts';
export { type ProcessIdentity, thisProcess } from '../results/claims/processIdentity.ts';
export type { JournalEvent, Ran } from '../results/journal/journalEvent.ts';
export { type JournalSession, readJournal, type ReadJournal } from '../results/journal/readJournal.ts';
export { type Provenance, provenanceOf } from '../results/journal/provenance.ts';
export { type WorkspaceStatus, workspaceStatus } from '../results/journal/workspaceStatus.ts';
export {
  type ExperimentName,
  experimentNames,
  type RunKey,
  type RunOutput,
  type RunSeries,
} from '../results/run.ts';
export {
  confidenceFile,
  findRun,
  logFolder,
  propertyFile,
  resultsFolder,
  type StoredRun,
  storeRun,
  timeFile,
  timeTableFile,
  trajectoryFile,
} from '../results/store.ts';
export { readWorkspace, type Workspace } from '../results/workspace.ts';
export {
  type ImportedTracker,
  type ImportOptions,
  type ImportOutcome,
  importResults,
} from '../results/importing/importResults.ts';
export { type ExportedTracker, type ExportOptions, exportResults } from './exporting/exportResults.ts';

// Measures: pure functions, one a file (docs/metrics.md).
export { baselineOverlaps, frameOverlaps } from '../results/analysis/frameOverlaps.ts';
export { burnInFrames, burnInMask } from '../results/analysis/burnIn.ts';
export { accuracy, accuracyFrames, type AccuracyRun } from '../results/analysis/accuracy.ts';
export { mean, weightedMean } from '../results/analysis/mean.ts';
export { filledFailures, reliability, robustness } from '../results/analysis/robustness.ts';
export {
  expectedAverageOverlap,
  expectedOverlapCurve,
  type ExpectedOverlapRun,
  type ExpectedOverlapSums,
  expectedOverlapSums,
} from '../results/analysis/expectedOverlap.ts';
export { type AveragingInterval, averagingInterval } from '../results/analysis/averagingInterval.ts';
export { adaptedRanks, type RankingEntry, type Ranks, rankTrackers } from '../results/analysis/ranking.ts';
export { signedRankTest } from '../results/analysis/signedRankTest.ts';
export { rankSumTest } from '../results/analysis/rankSumTest.ts';
export { averageOverlap, unsupervisedFrames } from '../results/analysis/averageOverlap.ts';
export { areaUnderCurve, successCurve, successThresholds } from '../results/analysis/successCurve.ts';
export { centerErrorsInPixels, precisionCurve } from '../results/analysis/precision.ts';
export { framesPerSecond } from '../results/analysis/speed.ts';
export { bootstrapInterval, resample } from '../results/analysis/bootstrap.ts';

// Evaluation and reports.
export { evaluateResults, type EvaluateResultsOptions } from '../results/evaluateResults.ts';
export type {
  ConfidenceInterval,
  Evaluation,
  SequenceEvaluation,
  TagEvaluation,
  TrackerCurves,
  TrackerEvaluation,
} from '../results/evaluation.ts';
export { writeReport } from '../reports/writeReport.ts';

// Networks: graphs, their gradients, engines, weights and backbones (docs/networks.md, docs/engines.md).
export { type Tensor, tensor } from '../trackers/network/tensor.ts';
export { batch, type Graph, type Node, type Shape, type Value } from '../trackers/network/graph.ts';
export { type GraphBuilder, graphBuilder } from '../trackers/network/graphBuilder.ts';
export * as operators from '../trackers/network/operators/operators.ts';
export { gradient } from '../trackers/network/gradient/gradient.ts';
export { softmaxLoss } from '../trackers/network/losses/softmaxLoss.ts';
export { infoGainLoss } from '../trackers/network/losses/infoGainLoss.ts';
export { sigmoidLoss } from '../trackers/network/losses/sigmoidLoss.ts';
export { hingeLoss } from '../trackers/network/losses/hingeLoss.ts';
export { sgdStep, updatedParameters } from '../trackers/network/losses/sgd.ts';
export { readOnnx } from '../trackers/network/onnx/readOnnx.ts';
export { writeOnnx } from '../trackers/network/onnx/writeOnnx.ts';
export { importCaffe } from '../trackers/network/weights/caffe/importCaffe.ts';
export { readSafetensors, writeSafetensors } from '../trackers/network/weights/safetensors.ts';
export { fetchWeights } from '../trackers/network/weights/fetchWeights.ts';
export { addWeights } from '../trackers/network/weights/addWeights.ts';
export { listWeights, weightsInfo } from '../trackers/network/weights/cachedWeights.ts';
export type { Engine, Session } from '../trackers/network/engines/engine.ts';
export { chooseEngine } from '../trackers/network/engines/chooseEngine.ts';
export { openEngine } from '../trackers/network/engines/openEngine.ts';
export { openBackbone } from '../trackers/network/backbones/openBackbone.ts';
export { type BackboneName, backboneNames, type BackboneSpec } from '../trackers/network/backbones/backboneSpec.ts';
