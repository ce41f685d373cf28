/** Something with a life: constructed without side effects, connected by `start`, undone by `stop`. */
export interface Service {
  readonly name: string;
  /** Resolves when the service does its duty; rejects (having cleaned up) when it can't or the signal aborts. */
  start(signal: AbortSignal): Promise<void>;
  /** Idempotent. Waits for what is in hand. */
  stop(): Promise<void>;
}

/**
 * Starts services in order and stops them in reverse. When one fails to start, those already started are stopped
 * and the failure is thrown. `stop` goes through all of them and then throws the failures together.
 */
export function sequence(name: string, services: readonly Service[]): Service {
  const started: Service[] = [];
  const stop = async (): Promise<void> => {
    const failures: unknown[] = [];
    for (let service = started.pop(); service; service = started.pop()) {
      await service.stop().catch((error: unknown) => failures.push(error));
    }
    if (failures.length > 0)
      throw new AggregateError(failures, `${name}: ${failures.length} services failed to stop`);
  };
  return {
    name,
    stop,
    start: async (signal) => {
      for (const service of services) {
        try {
          signal.throwIfAborted();
          await service.start(signal);
          started.push(service);
        } catch (error) {
          await stop().catch(() => undefined);
          throw error;
        }
      }
    },
  };
}
