/** A failure with the HTTP status that Lavalink gives it. Anything else thrown by a route becomes a 500. */
export class NodeError extends Error {
  override readonly name = 'NodeError';
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}
