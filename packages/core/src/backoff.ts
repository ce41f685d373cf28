/** Exponential backoff with full jitter; all figures in milliseconds. */
export interface BackoffPolicy {
  initialMs: number;
  maxMs: number;
  /** Growth per attempt, 2 unless told. */
  factor?: number;
}

/** Delay before attempt `attempt` (1 is the first retry), between half and all of the exponential step. */
export function backoffDelay(
  policy: BackoffPolicy,
  attempt: number,
  random: () => number = Math.random,
): number {
  const step = Math.min(policy.maxMs, policy.initialMs * (policy.factor ?? 2) ** Math.max(0, attempt - 1));
  return Math.round(step / 2 + (step / 2) * random());
}
