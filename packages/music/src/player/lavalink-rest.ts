import { AnankorError } from '@anankor/core';
import type { NodeOptions } from './node-options.ts';

export interface RestOptions {
  node: NodeOptions;
  /** Upper bound of a call, milliseconds. A node whose voice connection hangs never answers. */
  timeoutMs: number;
  /** Sees every call, for spans and metrics. `operation` holds no id. */
  around?: AroundCall | undefined;
  /** The node answered 401 or 403. */
  onRefused?: (() => void) | undefined;
}

export type AroundCall = <Result>(
  call: { operation: string; node: string },
  request: () => Promise<Result>,
) => Promise<Result>;

export interface RestAnswer {
  status: number;
  body: unknown;
}

/**
 * Lavalink's REST interface. Needs the password alone, no socket. The client library's own is not used: it reads answers
 * of 400 and 500 as results, and a failed search as an empty one (docs/adr/0020).
 */
export class LavalinkRest {
  readonly #options: RestOptions;
  readonly #base: string;
  readonly #underWay = new Set<AbortController>();

  constructor(options: RestOptions) {
    const { host, port, secure } = options.node;
    this.#options = options;
    this.#base = `${secure ? 'https' : 'http'}://${host}:${port}/v4/`;
  }

  get name(): string {
    return this.#options.node.name;
  }

  /**
   * Answers of 2xx and 404; any other is LAVALINK_REQUEST, or LAVALINK_REFUSED for a wrong password. LAVALINK_UNAVAILABLE: no whole
   * answer came, and where `details.reached` is false the node never had the request.
   */
  async call(
    method: 'GET' | 'PATCH' | 'DELETE',
    path: string,
    body?: unknown,
    timeoutMs = this.#options.timeoutMs,
  ): Promise<RestAnswer> {
    const { around, node } = this.#options;
    const request = (): Promise<RestAnswer> => this.#call(method, path, body, timeoutMs);
    return around ? around({ operation: operationOf(method, path), node: node.name }, request) : request();
  }

  /** The node is known to be gone: nobody waits for its answers any longer. The calls under way are LAVALINK_UNAVAILABLE. */
  abandon(): void {
    for (const call of this.#underWay) call.abort();
  }

  async #call(
    method: 'GET' | 'PATCH' | 'DELETE',
    path: string,
    body: unknown,
    timeoutMs: number,
  ): Promise<RestAnswer> {
    const { node } = this.#options;
    const details = { node: node.name, method, path: withoutQuery(path) };
    const call = new AbortController();
    const timer = setTimeout(() => call.abort(new DOMException('no answer', 'TimeoutError')), timeoutMs);
    this.#underWay.add(call);
    const answer = await fetch(new URL(path, this.#base), {
      method,
      headers: {
        authorization: node.password,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      redirect: 'error',
      signal: call.signal,
    })
      .then(async (response): Promise<RestAnswer> => ({
        status: response.status,
        body: parse(await response.text()),
      }))
      .catch((cause: unknown) => {
        throw new AnankorError('LAVALINK_UNAVAILABLE', `the Lavalink node ${node.name} does not answer`, {
          details: {
            ...details,
            timedOut: cause instanceof DOMException && cause.name === 'TimeoutError',
            reached: !isUnreached(cause),
          },
          cause,
        });
      })
      .finally(() => {
        clearTimeout(timer);
        this.#underWay.delete(call);
      });
    const { status } = answer;
    if ((status >= 200 && status < 300) || status === 404) return answer;
    if (status === 401 || status === 403) {
      this.#options.onRefused?.();
      throw new AnankorError('LAVALINK_REFUSED', `the Lavalink node ${node.name} refuses the password`, {
        details,
      });
    }
    throw new AnankorError('LAVALINK_REQUEST', `the Lavalink node ${node.name} answered ${status}`, {
      details: { ...details, status, answer: messageOf(answer.body) },
    });
  }
}

/** Such as `PATCH player`, `GET players`, `PATCH session`, `GET loadtracks`. */
function operationOf(method: string, path: string): string {
  const [first = '', session, players, guild] = withoutQuery(path).split('/');
  if (session === undefined) return `${method} ${first}`;
  if (players === undefined || players === '') return `${method} session`;
  return `${method} ${guild === undefined ? 'players' : 'player'}`;
}

/** Queries of users are no business of an error's. */
function withoutQuery(path: string): string {
  return path.split('?')[0] ?? path;
}

/** Of a connection that never came about. */
const unreached = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'UND_ERR_CONNECT_TIMEOUT',
]);

function isUnreached(thrown: unknown): boolean {
  const cause = thrown instanceof Error ? thrown.cause : null;
  const code = typeof cause === 'object' && cause !== null && 'code' in cause ? cause.code : null;
  return typeof code === 'string' && unreached.has(code);
}

function parse(text: string): unknown {
  try {
    return text === '' ? null : JSON.parse(text);
  } catch {
    return null;
  }
}

/** The `message` of one of Lavalink's error bodies. */
export function messageOf(body: unknown): string | null {
  const message = typeof body === 'object' && body !== null && 'message' in body ? body.message : null;
  return typeof message === 'string' ? message : null;
}
