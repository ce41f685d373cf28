/**
 * What `work` comes to, or `otherwise` where that takes longer than `ms`; the work goes on. Rejects as the work does. A bare timer:
 * aborting a sleep makes an error with a trace of the stack, which is too much for what every command goes through.
 */
export async function within<Result>(work: Promise<Result>, ms: number, otherwise: Result): Promise<Result> {
  const { promise, resolve } = Promise.withResolvers<Result>();
  const timer = setTimeout(resolve, ms, otherwise);
  try {
    return await Promise.race([work, promise]);
  } finally {
    clearTimeout(timer);
  }
}
