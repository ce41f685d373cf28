import getPort from 'get-port';

/**
 * Starts something on a free port of 127.0.0.1. A port found free can be taken by another process before it is used,
 * so a failed start is tried again on another one.
 */
export async function onFreePort<T>(start: (port: number) => Promise<T>, attempts = 5): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await start(await getPort({ host: '127.0.0.1' }));
    } catch (error) {
      if (attempt >= attempts || !/address already in use|EADDRINUSE|failed to bind/i.test(String(error)))
        throw error;
    }
  }
}
