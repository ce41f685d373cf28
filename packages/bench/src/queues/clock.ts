/** Microseconds on the system's monotonic clock: the same in every process of this machine. */
export const nowUs = (): number => Number(process.hrtime.bigint()) / 1000;

/** CPU time of this process, microseconds. */
export function cpuUs(): number {
  const { user, system } = process.cpuUsage();
  return user + system;
}
