import { afterEach, beforeEach, expect, test } from 'vitest';
import { DiscordSimulator } from '../src/index.ts';
import type { SimulatedApplication, SimulatedGuild, SimulatedMember } from '../src/index.ts';

const redirectUri = 'http://127.0.0.1:1/callback';
let discord: DiscordSimulator;
let app: SimulatedApplication;
let guild: SimulatedGuild;
let ada: SimulatedMember;

beforeEach(async () => {
  discord = await DiscordSimulator.start();
  app = discord.createApplication({ name: 'dashboard', redirectUris: [redirectUri] });
  guild = discord.createGuild({ name: 'Lounge', bots: [app] });
  ada = guild.createMember({ name: 'ada', permissions: ['ManageGuild'], locale: 'de' });
});

afterEach(() => discord.stop());

interface Answer {
  status: number;
  body: Record<string, unknown>;
}

async function token(fields: Record<string, string>, authorization?: string): Promise<Answer> {
  const response = await fetch(`${discord.restUrl}/v10/oauth2/token`, {
    method: 'POST',
    headers: authorization === undefined ? {} : { authorization },
    body: new URLSearchParams(fields),
  });
  return { status: response.status, body: (await response.json()) as Record<string, unknown> };
}

async function ask(path: string, bearer: unknown): Promise<Answer> {
  const headers = { authorization: `Bearer ${String(bearer)}` };
  const response = await fetch(`${discord.restUrl}/v10${path}`, { headers });
  return { status: response.status, body: (await response.json()) as Record<string, unknown> };
}

const client = (): Record<string, string> => ({
  client_id: app.applicationId,
  client_secret: app.clientSecret,
});

test('a member consents, the code becomes a token once, the token tells of her, and is revoked', async () => {
  const code = ada.authorise(app, { scopes: ['identify', 'guilds'], redirectUri });
  const fields = { ...client(), grant_type: 'authorization_code', code, redirect_uri: redirectUri };
  const granted = await token(fields);
  expect(granted).toMatchObject({
    status: 200,
    body: { token_type: 'Bearer', expires_in: 604_800, scope: 'identify guilds' },
  });
  expect(await token(fields)).toMatchObject({ status: 400, body: { error: 'invalid_grant' } });
  const { access_token: bearer, refresh_token: refresh } = granted.body;
  expect((await ask('/users/@me', bearer)).body).toMatchObject({ id: ada.id, locale: 'de' });
  expect((await ask('/users/@me/guilds', bearer)).body).toMatchObject([{ id: guild.id, owner: false }]);
  expect((await ask('/oauth2/@me', bearer)).body).toMatchObject({
    scopes: ['identify', 'guilds'],
    user: { id: ada.id },
  });
  expect((await ask(`/users/@me/guilds/${guild.id}/member`, bearer)).body.code).toBe(50001);
  const basic = `Basic ${Buffer.from(`${app.applicationId}:${app.clientSecret}`).toString('base64')}`;
  const renewed = await token({ grant_type: 'refresh_token', refresh_token: String(refresh) }, basic);
  expect(renewed.status).toBe(200);
  await fetch(`${discord.restUrl}/v10/oauth2/token/revoke`, {
    method: 'POST',
    body: new URLSearchParams({ ...client(), token: String(renewed.body.access_token) }),
  });
  expect((await ask('/users/@me', renewed.body.access_token)).status).toBe(401);
});

test('what is refused: a wrong secret, a redirect elsewhere, an unknown grant', async () => {
  const wrong = { ...client(), client_secret: 'wrong', grant_type: 'client_credentials' };
  expect(await token(wrong)).toMatchObject({ status: 401, body: { error: 'invalid_client' } });
  expect(() => ada.authorise(app, { scopes: [], redirectUri: 'http://evil/' })).toThrow('not registered');
  const code = ada.authorise(app, { scopes: ['identify'], redirectUri });
  const elsewhere = { ...client(), grant_type: 'authorization_code', code, redirect_uri: 'http://evil/' };
  expect((await token(elsewhere)).status).toBe(400);
  expect((await token({ ...client(), grant_type: 'password' })).body.code).toBe(50035);
  const own = await token({ ...client(), grant_type: 'client_credentials', scope: 'identify' });
  expect(own.body.refresh_token).toBeUndefined();
  expect((await ask('/users/@me', own.body.access_token)).status).toBe(200);
});

test('a browser is shown who may consent, and led back with code and state', async () => {
  const base = discord.restUrl.replace(/\/api$/, '');
  const query = new URLSearchParams({
    client_id: app.applicationId,
    redirect_uri: redirectUri,
    response_type: 'code',
    scope: 'identify',
    state: 's',
  });
  const page = await (await fetch(`${base}/oauth2/authorize?${query}`)).text();
  expect(page).toContain('ada');
  const chosen = await fetch(`${base}/oauth2/authorize?${query}&user=${ada.id}`, { redirect: 'manual' });
  expect(chosen.status).toBe(302);
  const back = new URL(chosen.headers.get('location')!);
  expect(back.searchParams.get('state')).toBe('s');
  const code = back.searchParams.get('code')!;
  const granted = await token({
    ...client(),
    grant_type: 'authorization_code',
    code,
    redirect_uri: redirectUri,
  });
  expect(granted.status).toBe(200);
  query.set('redirect_uri', 'http://evil/');
  expect((await fetch(`${base}/oauth2/authorize?${query}`)).status).toBe(400);
});
