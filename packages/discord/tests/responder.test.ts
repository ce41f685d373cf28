import { AnankorError } from '@anankor/core';
import { failure, reply } from '@anankor/schemas';
import type { NowPlaying, ReplyRoute } from '@anankor/schemas';
import { afterEach, describe, expect, it } from 'vitest';
import { Acknowledger, createRenderer, createRest, Responder } from '../src/index.ts';
import { scriptedDiscord } from './scripted-discord.ts';
import type { Answer, Heard } from './scripted-discord.ts';

const TOKEN = 'aW50ZXJhY3Rpb24tdG9rZW4tc2VjcmV0';
const route: ReplyRoute = {
  applicationId: '123456789012345678',
  interactionId: '223456789012345678',
  token: TOKEN,
  locale: 'en-US',
};
const webhook = `/api/v10/webhooks/${route.applicationId}/${TOKEN}`;
const original = `${webhook}/messages/@original`;
const session = { sessionId: 's', channelId: '323456789012345678', revision: 1 };
const panel: NowPlaying = {
  session,
  track: {
    title: 'Song',
    author: 'A',
    durationMs: 1,
    uri: null,
    artworkUrl: null,
    isStream: false,
  },
  requesterId: '423456789012345678',
  positionMs: 0,
  paused: true,
  volume: 100,
  loop: 'off',
  queued: 0,
};

const open: { close(): Promise<void> }[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((server) => server.close()));
});

async function against(
  answer: (heard: Heard) => Answer,
  options: { timeoutMs?: number; guard?: () => void } = {},
) {
  const server = await scriptedDiscord(answer);
  open.push(server);
  const rest = createRest({ apiUrl: server.apiUrl, timeoutMs: options.timeoutMs ?? 10_000 });
  const responder = new Responder({
    rest,
    render: createRenderer(),
    ...(options.guard ? { guard: options.guard } : {}),
  });
  const calls = () => server.heard.map(({ method, path }) => `${method} ${path}`);
  return { responder, server, calls };
}
const fine = (): Answer => ({ status: 200, body: { id: '1' } });
const failed = async (work: Promise<unknown>): Promise<AnankorError> => {
  const error = await work.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(AnankorError);
  return error as AnankorError;
};

describe('Responder', () => {
  it('fills the placeholder with a success, without any authorisation but the token', async () => {
    const { responder, server, calls } = await against(fine);
    await responder.respond(route, reply('pause.already', {}));
    expect(calls()).toEqual([`PATCH ${original}`]);
    expect(server.heard[0]?.authorization).toBeUndefined();
    expect(server.heard[0]?.body).toMatchObject({
      allowed_mentions: { parse: [] },
      embeds: [{ description: expect.stringContaining('paused already') }],
    });
  });

  it('withdraws a public placeholder before it tells a failure to the caller alone', async () => {
    const { responder, server, calls } = await against(fine);
    await responder.respond(route, failure('NP'));
    expect(calls()).toEqual([`DELETE ${original}`, `POST ${webhook}`]);
    expect(server.heard[1]?.body).toMatchObject({ flags: 64 });
  });

  it('does the same again after a crash in between', async () => {
    const { responder, calls } = await against(({ method }) =>
      method === 'DELETE' ? { status: 404, body: { code: 10_008, message: 'Unknown Message' } } : fine(),
    );
    await responder.respond(route, failure('NP'));
    expect(calls()).toEqual([`DELETE ${original}`, `POST ${webhook}`]);
  });

  it('fills an ephemeral placeholder with a failure', async () => {
    const { responder, server, calls } = await against(fine);
    await responder.respond({ ...route, deferred: 'ephemeral' }, failure('NP'));
    expect(calls()).toEqual([`PATCH ${original}`]);
    expect(server.heard[0]?.body).not.toHaveProperty('flags');
  });

  it('turns the message of a button into its answer where that is one', async () => {
    const { responder, calls } = await against(fine);
    const update = { ...route, deferred: 'update' as const };
    await responder.respond(update, reply('stop.done', { session, cleared: 1 }));
    await responder.respond(update, reply('pause.already', {}), { panel });
    expect(calls()).toEqual([`PATCH ${original}`, `PATCH ${original}`]);
  });

  it('tells the presser alone what has no place in the message', async () => {
    const { responder, server, calls } = await against(fine);
    const update = { ...route, deferred: 'update' as const };
    await responder.respond(update, reply('pause.already', {}));
    await responder.respond(update, failure('PD'));
    expect(calls()).toEqual([`POST ${webhook}`, `POST ${webhook}`]);
    expect(server.heard.map(({ body }) => (body as { flags?: number }).flags)).toEqual([64, 64]);
  });

  it('speaks the guild’s language where everybody reads it, and the member’s where only they do', async () => {
    const { responder, server } = await against(fine);
    const german: ReplyRoute = { ...route, locale: 'en-US', guildLocale: 'de' };
    const update: ReplyRoute = { ...german, deferred: 'update' };
    const own: ReplyRoute = { ...update, ephemeralMessage: true };
    const pages = reply('nowplaying', panel, 'info');
    await responder.respond(german, reply('pause.already', {}));
    await responder.respond({ ...german, deferred: 'ephemeral' }, reply('pause.already', {}));
    await responder.respond(update, reply('pause.already', {}), { panel });
    await responder.respond(own, reply('pause.already', {}), { panel });
    await responder.respond(update, pages);
    await responder.respond(own, pages);
    await responder.respond(update, failure('SP', { panel }));
    await responder.respond(german, failure('NP'));
    await responder.respond({ ...route, locale: 'de' }, reply('pause.already', {}));
    const said = server.heard
      .filter(({ method }) => method !== 'DELETE')
      .map(({ body }) => (/schon|Angehalten|gerade|Knopf/i.test(JSON.stringify(body)) ? 'de' : 'en-US'));
    expect(said).toEqual(['de', 'en-US', 'de', 'en-US', 'de', 'en-US', 'de', 'en-US', 'en-US', 'de']);
  });

  it('redraws a stale panel, or takes its buttons away', async () => {
    const { responder, server, calls } = await against(fine);
    const update = { ...route, deferred: 'update' as const };
    await responder.respond(update, failure('SP', { panel }));
    await responder.respond(update, failure('SP'));
    expect(calls()).toEqual([`PATCH ${original}`, `POST ${webhook}`, `PATCH ${original}`, `POST ${webhook}`]);
    expect(server.heard[0]?.body).toMatchObject({ embeds: [{ author: { name: 'Paused' } }] });
    expect(server.heard[2]?.body).toEqual({ components: [] });
  });

  it('asks its guard before every call', async () => {
    const { responder, calls } = await against(fine, {
      guard: () => {
        throw new AnankorError('CLAIM_LOST', 'another process owns the token');
      },
    });
    expect((await failed(responder.respond(route, reply('pause.already', {})))).code).toBe('CLAIM_LOST');
    expect(calls()).toEqual([]);
  });

  it('waits out a rate limit', async () => {
    let limited = true;
    const { responder, calls } = await against(() => {
      if (!limited) return fine();
      limited = false;
      return {
        status: 429,
        body: { message: 'slow', retry_after: 0.05, global: false },
        headers: { 'retry-after': '0.05', 'x-ratelimit-scope': 'user' },
      };
    });
    await responder.respond(route, reply('pause.already', {}));
    expect(calls()).toHaveLength(2);
  });
});

describe('an error of Discord', () => {
  it.each([
    [404, 10_062],
    [401, 50_027],
    [404, 10_015],
  ])('%i with code %i is the end of the interaction', async (status, code) => {
    const { responder } = await against(() => ({ status, body: { code, message: 'no' } }));
    const error = await failed(responder.respond(route, reply('pause.already', {})));
    expect([error.code, error.kind, error.details['expired']]).toEqual([
      'DISCORD_REJECTED',
      'permanent',
      true,
    ]);
  });

  it.each([
    [400, 50_035],
    [403, 50_013],
  ])('%i with code %i is a refusal', async (status, code) => {
    const { responder } = await against(() => ({ status, body: { code, message: 'no' } }));
    const error = await failed(responder.respond(route, failure('NP')));
    expect(error.code).toBe('DISCORD_REJECTED');
    expect(error.details).toMatchObject({ status, discordCode: code });
  });

  it('5xx, a silent server and none at all are worth a retry', async () => {
    const broken = await against(() => ({ status: 503 }));
    expect(await failed(broken.responder.respond(route, reply('pause.already', {})))).toMatchObject({
      code: 'DISCORD_UNAVAILABLE',
      details: { status: 503 },
    });
    const silent = await against(() => 'hang', { timeoutMs: 50 });
    expect((await failed(silent.responder.respond(route, reply('pause.already', {})))).code).toBe(
      'DISCORD_UNAVAILABLE',
    );
    await open.splice(0).reduce((before, server) => before.then(() => server.close()), Promise.resolve());
    expect((await failed(broken.responder.respond(route, reply('pause.already', {})))).code).toBe(
      'DISCORD_UNAVAILABLE',
    );
  });

  it('never tells the token', async () => {
    for (const answer of [
      { status: 401, body: { code: 50_027, message: 'x' } },
      { status: 500 },
      { status: 400, body: { code: 1, message: 'x' } },
    ]) {
      const { responder } = await against(() => answer);
      const error = await failed(responder.respond(route, reply('pause.already', {})));
      const said = JSON.stringify([error, error.message, error.stack, error.details, String(error.cause)]);
      expect(said).not.toContain(TOKEN);
    }
  });
});

describe('Acknowledger', () => {
  const acknowledging = async (answer: (heard: Heard) => Answer) => {
    const server = await scriptedDiscord(answer);
    open.push(server);
    const rest = createRest({ apiUrl: server.apiUrl });
    return { server, acknowledger: new Acknowledger({ rest, render: createRenderer(), timeoutMs: 200 }) };
  };

  it('defers, answers and completes', async () => {
    const { acknowledger, server } = await acknowledging(() => ({ status: 204 }));
    for (const deferral of ['public', 'ephemeral', 'update'] as const)
      expect(await acknowledger.defer(route, deferral)).toBe('done');
    await acknowledger.answer(route, failure('NV'));
    const choice = { name: 'a', value: 'b' };
    await acknowledger.choices(
      route,
      Array.from({ length: 30 }, () => choice),
    );
    expect(server.heard.map(({ path }) => path)).toEqual(
      Array.from({ length: 5 }, () => `/api/v10/interactions/${route.interactionId}/${TOKEN}/callback`),
    );
    expect(server.heard.map(({ body }) => body)).toMatchObject([
      { type: 5, data: {} },
      { type: 5, data: { flags: 64 } },
      { type: 6 },
      { type: 4, data: { flags: 64, embeds: [{ description: expect.stringContaining('voice channel') }] } },
      { type: 8, data: { choices: Array.from({ length: 25 }, () => choice) } },
    ]);
  });

  it('knows when somebody was faster, when it is too late, and when nobody hears', async () => {
    const already = await acknowledging(() => ({ status: 400, body: { code: 40_060, message: 'x' } }));
    expect(await already.acknowledger.defer(route, 'public')).toBe('already');
    const late = await acknowledging(() => ({ status: 404, body: { code: 10_062, message: 'x' } }));
    expect(await late.acknowledger.defer(route, 'public')).toBe('expired');
    const silent = await acknowledging(() => 'hang');
    const error = await failed(silent.acknowledger.defer(route, 'public'));
    expect(error.code).toBe('DISCORD_UNAVAILABLE');
    expect(JSON.stringify(error.details)).not.toContain(TOKEN);
  });
});
