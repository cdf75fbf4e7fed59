/** A length of time for people: `45 s`, `2 min 05 s`, `3 h 20 min`. */
export function formatDuration(seconds: number): string {
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole} s`;
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${String(whole % 60).padStart(2, '0')} s`;
  const minutes = Math.round(whole / 60);
  return `${Math.floor(minutes / 60)} h ${String(minutes % 60).padStart(2, '0')} min`;
}

/** Seconds that the rest will take if it goes on as before; undefined before anything is done. */
export function secondsLeft(done: number, total: number, elapsedMs: number): number | undefined {
  return done <= 0 ? undefined : ((total - done) * elapsedMs) / done / 1000;
}
