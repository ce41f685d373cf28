import { DefaultRestOptions, REST } from '@discordjs/rest';
import type { RESTOptions } from '@discordjs/rest';

export interface RestOptions {
  /** The bot's; not needed for answering interactions. */
  token?: string;
  /** Base without the version, `https://discord.com/api` unless told. */
  apiUrl?: string;
  /** Milliseconds until a request is given up, 10,000 unless told. */
  timeoutMs?: number;
  /** Sees every try of every request, for spans and metrics. */
  around?: AroundRequest | undefined;
}

/** `operation` is the method and the route, without ids and without tokens. */
export type AroundRequest = <Result>(
  call: { operation: string },
  request: () => Promise<Result>,
) => Promise<Result>;

/**
 * The one way to make a REST client: API version 10, bounded waiting. The library would hold back all beyond 50 requests a
 * second, answers to interactions too, to which Discord's global limit does not apply; a 429 is waited out all the same.
 */
export function createRest(options: RestOptions = {}): REST {
  const rest = new REST({
    version: '10',
    timeout: options.timeoutMs ?? 10_000,
    retries: 2,
    globalRequestsPerSecond: Infinity,
    ...(options.apiUrl ? { api: options.apiUrl } : {}),
    ...(options.around ? { makeRequest: watched(options.around) } : {}),
  });
  return options.token ? rest.setToken(options.token) : rest;
}

/** The library's own way to make a request, seen by `around`. */
export function watched(around: AroundRequest): RESTOptions['makeRequest'] {
  const request = DefaultRestOptions.makeRequest as RESTOptions['makeRequest'];
  return (url, init) =>
    around({ operation: operationOf(init.method ?? 'GET', url) }, () => request(url, init));
}

/** `PATCH /webhooks/:id/:token/messages/@original`: whatever stands behind an id in these routes is a token. */
function operationOf(method: string, url: string): string {
  const path = decodeURIComponent(new URL(url).pathname).replace(/^.*?\/v\d+(?=\/)/, '');
  const route = path
    .replace(/^\/(webhooks|interactions)\/[^/]+\/[^/]+/, '/$1/:id/:token')
    .replace(/\/\d{15,20}(?=\/|$)/g, '/:id');
  return `${method} ${route}`;
}
