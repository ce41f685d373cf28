import { REST } from '@discordjs/rest';

export interface RestOptions {
  /** The bot's; not needed for answering interactions. */
  token?: string;
  /** Base without the version, `https://discord.com/api` unless told. */
  apiUrl?: string;
  /** Milliseconds until a request is given up, 10,000 unless told. */
  timeoutMs?: number;
}

/** The one way to make a REST client: API version 10, bounded waiting. */
export function createRest(options: RestOptions = {}): REST {
  const rest = new REST({
    version: '10',
    timeout: options.timeoutMs ?? 10_000,
    retries: 2,
    ...(options.apiUrl ? { api: options.apiUrl } : {}),
  });
  return options.token ? rest.setToken(options.token) : rest;
}
