export interface Fault {
  /** HTTP method; any without it. */
  method?: string;
  /** Path below /api/v10, as called (tokens as `:token`), or a pattern for it. */
  route: string | RegExp;
  /** Only this application's requests. */
  applicationId?: string;
  /** Answer instead of the route's own; without it the request is only delayed. */
  status?: number;
  /** Requests it hits; once by default. */
  times?: number;
  /** Seconds told by a 429. */
  retryAfter?: number;
  scope?: 'user' | 'global' | 'shared';
  /** Milliseconds to wait before anything is done. */
  delayMs?: number;
}

/** Failures that a test ordered. */
export class Faults {
  #pending: { fault: Fault; left: number }[] = [];

  /** Takes effect for the next matching requests; the returned function withdraws it. */
  inject(fault: Fault): () => void {
    const entry = { fault, left: fault.times ?? 1 };
    this.#pending.push(entry);
    return () => {
      this.#pending = this.#pending.filter((other) => other !== entry);
    };
  }

  take(method: string, route: string, applicationId: string | undefined): Fault | undefined {
    const entry = this.#pending.find(
      ({ fault }) =>
        (fault.method === undefined || fault.method === method) &&
        (fault.applicationId === undefined || fault.applicationId === applicationId) &&
        (typeof fault.route === 'string' ? fault.route === route : fault.route.test(route)),
    );
    if (!entry) return undefined;
    entry.left -= 1;
    if (entry.left <= 0) this.#pending = this.#pending.filter((other) => other !== entry);
    return entry.fault;
  }
}
