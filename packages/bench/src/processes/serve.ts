/** What a process of a bench can be asked for. Arguments and answers are structured clones. */
export type Methods = Record<string, (argument: never) => unknown>;

export interface Request {
  id: number;
  method: string;
  argument: unknown;
}

export type Answer = { id: number; result: unknown } | { id: number; error: string };

/** The process side: answers what its parent asks, and ends when the parent is gone. */
export function serve(methods: Methods): void {
  const send = (answer: Answer): void => {
    process.send?.(answer);
  };
  process.on('message', (request: Request) => {
    const { id, method, argument } = request;
    void (async () => {
      try {
        const run = methods[method];
        if (!run) throw new Error(`No method ${method}`);
        send({ id, result: await run(argument as never) });
      } catch (error) {
        send({ id, error: error instanceof Error ? (error.stack ?? error.message) : String(error) });
      }
    })();
  });
  process.on('disconnect', () => process.exit());
  send({ id: 0, result: 'ready' });
}
