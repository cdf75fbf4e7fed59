/**
 * Keeps onnxruntime from telling Microsoft what it runs, and from the files that it keeps for that in the user's cache
 * and temporary folders: its builds for Linux and macOS do so from 1.29 on (microsoft/onnxruntime, pull request 27379),
 * on Windows it is the system's to send. What the user has set stands. It has to be called before onnxruntime is loaded,
 * and in a process's main thread: what a worker thread changes in its environment does not reach native code.
 */
export function withoutTelemetry(environment: NodeJS.ProcessEnv): void {
  environment['ORT_DISABLE_TELEMETRY'] ??= '1';
}
