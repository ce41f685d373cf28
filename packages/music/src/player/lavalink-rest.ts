import { AnankorError } from '@anankor/core';
import type { NodeOptions } from './node-options.ts';

export interface RestOptions {
  node: NodeOptions;
  /** Upper bound of a call, milliseconds. A node whose voice connection hangs never answers. */
  timeoutMs: number;
}

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

  constructor(options: RestOptions) {
    const { host, port, secure } = options.node;
    this.#options = options;
    this.#base = `${secure ? 'https' : 'http'}://${host}:${port}/v4/`;
  }

  get name(): string {
    return this.#options.node.name;
  }

  /** Answers of 2xx and 404; any other is LAVALINK_REQUEST, or LAVALINK_REFUSED for a wrong password. */
  async call(method: 'GET' | 'PATCH' | 'DELETE', path: string, body?: unknown): Promise<RestAnswer> {
    const { node, timeoutMs } = this.#options;
    const details = { node: node.name, method, path: withoutQuery(path) };
    const answer = await fetch(new URL(path, this.#base), {
      method,
      headers: {
        authorization: node.password,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      redirect: 'error',
      signal: AbortSignal.timeout(timeoutMs),
    })
      .then(async (response): Promise<RestAnswer> => ({
        status: response.status,
        body: parse(await response.text()),
      }))
      .catch((cause: unknown) => {
        throw new AnankorError('LAVALINK_UNAVAILABLE', `the Lavalink node ${node.name} does not answer`, {
          details: { ...details, timedOut: cause instanceof DOMException && cause.name === 'TimeoutError' },
          cause,
        });
      });
    const { status } = answer;
    if ((status >= 200 && status < 300) || status === 404) return answer;
    if (status === 401 || status === 403)
      throw new AnankorError('LAVALINK_REFUSED', `the Lavalink node ${node.name} refuses the password`, {
        details,
      });
    throw new AnankorError('LAVALINK_REQUEST', `the Lavalink node ${node.name} answered ${status}`, {
      details: { ...details, status, answer: messageOf(answer.body) },
    });
  }
}

/** Queries of users are no business of an error's. */
function withoutQuery(path: string): string {
  return path.split('?')[0] ?? path;
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
