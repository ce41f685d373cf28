import type { DiscordSimulator, SimulatedApplication } from '../src/index.ts';

export interface RestAnswer {
  status: number;
  contentType: string | null;
  /** Parsed JSON; undefined for 204. Any of Discord's bodies. */
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- tests look at parts of many shapes
  body: any;
}

/** Calls REST as an application does, without a library between. */
export function restClient(
  discord: DiscordSimulator,
  app: SimulatedApplication,
): (method: string, path: string, body?: unknown) => Promise<RestAnswer> {
  return async (method, path, body) => {
    const isForm = body instanceof FormData;
    const response = await fetch(`${discord.restUrl}/v10${path}`, {
      method,
      headers: {
        authorization: `Bot ${app.token}`,
        ...(body === undefined || isForm ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined
        ? {}
        : { body: isForm ? body : typeof body === 'string' ? body : JSON.stringify(body) }),
    });
    const text = await response.text();
    return {
      status: response.status,
      contentType: response.headers.get('content-type'),
      body: text === '' ? undefined : JSON.parse(text),
    };
  };
}
