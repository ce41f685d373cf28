import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { systemClock } from '@anankor/core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { loadEnv, secretFiles, secretSources, secretStores } from '../src/index.ts';
import type { Env } from '../src/index.ts';
import { VaultStandIn } from './support/vault.ts';

const anything = z.record(z.string(), z.string());
const canary = 'canary-value-51c7';

let vault: VaultStandIn;
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'anankor-vault-'));
  await writeFile(join(folder, 'jwt'), 'a.service.account\n');
});
afterAll(() => rm(folder, { recursive: true }));
beforeEach(async () => {
  vault = await VaultStandIn.start();
  vault.issue('hvs.root', 0);
  vault.secrets.set('anankor', { admin: canary, pin: 4711, nested: {}, ADMIN_TOKEN: 'of-the-whole-secret' });
});
afterEach(() => vault.stop());

const settings = (login: Env): Env => ({ VAULT_ADDR: `${vault.server.url}/`, ...login });
const withToken = (): Env => settings({ VAULT_TOKEN: 'hvs.root' });
const withRole = (): Env => settings({ VAULT_ROLE_ID: 'the-role', VAULT_SECRET_ID: 'the-secret-id' });
const reference = { ADMIN_TOKEN: 'vault:secret/data/anankor#admin' };

async function problems(env: Env): Promise<Record<string, string>> {
  const failure = await loadEnv(anything, env).then(
    () => ({ details: { variables: {} } }),
    (error: unknown) => error as { details: { variables: Record<string, string> } },
  );
  expect(inspect(failure, { depth: 10 })).not.toMatch(/canary|hvs\.|the-secret-id|a\.service/);
  return failure.details.variables;
}

describe('Vault', () => {
  it('supplies a value, and all credentials of a whole secret', async () => {
    const LAVALINK_PASSWORD = 'vault:secret/data/anankor#pin';
    expect(await loadEnv(anything, { ...withToken(), ...reference, LAVALINK_PASSWORD })).toMatchObject({
      ADMIN_TOKEN: canary,
      LAVALINK_PASSWORD: '4711',
    });
    const whole = await loadEnv(anything, { ...withToken(), SECRETS_FROM: 'vault:secret/data/anankor' });
    expect(whole['ADMIN_TOKEN']).toBe('of-the-whole-secret');
    expect(whole).not.toHaveProperty('pin');
    expect(
      await problems({ ...withToken(), ...reference, SECRETS_FROM: 'vault:secret/data/anankor' }),
    ).toEqual({
      ADMIN_TOKEN: 'is set beside SECRETS_FROM, expected it in one place only',
    });
  });

  it('takes its token and references from files, too', async () => {
    await writeFile(join(folder, 'token'), 'hvs.root\n');
    await writeFile(join(folder, 'reference'), 'vault:secret/data/anankor#admin\n');
    const env = settings({
      VAULT_TOKEN_FILE: join(folder, 'token'),
      ADMIN_TOKEN_FILE: join(folder, 'reference'),
    });
    expect((await loadEnv(anything, env))['ADMIN_TOKEN']).toBe(canary);
  });

  it('is entered by AppRole, once for all secrets and loads', async () => {
    const secrets = secretSources();
    for (let load = 0; load < 3; load++)
      await loadEnv(anything, { ...withRole(), ...reference }, { secrets });
    expect(vault.logins).toBe(1);
  });

  it('is entered by Kubernetes, whose token is read at each login', async () => {
    const login = {
      VAULT_KUBERNETES_ROLE: 'anankor',
      VAULT_KUBERNETES_MOUNT: 'clusters/eu',
      VAULT_KUBERNETES_JWT_FILE: join(folder, 'jwt'),
    };
    expect((await loadEnv(anything, { ...settings(login), ...reference }))['ADMIN_TOKEN']).toBe(canary);
    const nowhere = { ...login, VAULT_KUBERNETES_JWT_FILE: join(folder, 'none') };
    expect(await problems({ ...settings(nowhere), ...reference })).toEqual({
      ADMIN_TOKEN: expect.stringContaining('(ENOENT): check VAULT_KUBERNETES_JWT_FILE'),
    });
    expect(await problems({ ...settings({ ...login, VAULT_KUBERNETES_ROLE: 'x' }), ...reference })).toEqual({
      ADMIN_TOKEN: expect.stringContaining('Vault refused the login (HTTP 403): check VAULT_KUBERNETES_ROLE'),
    });
  });

  it('asks in its namespace', async () => {
    vault.namespace = 'team';
    const env = { ...withToken(), ...reference };
    expect((await loadEnv(anything, { ...env, VAULT_NAMESPACE: 'team' }))['ADMIN_TOKEN']).toBe(canary);
    expect(await problems(env)).toEqual({ ADMIN_TOKEN: expect.stringContaining('no such secret') });
  });

  it('says what to do', async () => {
    vault.secrets.set('deleted', null);
    expect(
      await problems({
        ...withToken(),
        ADMIN_TOKEN: 'vault:secret/data/anankor#nothing',
        REDIS_URL: 'vault:secret/data/nothing#a',
        LAVALINK_PASSWORD: 'vault:secret/data/deleted#a',
        LAVALINK_NODES: 'vault:version-one/anankor#token',
        DISCORD_MASTER_TOKEN: 'vault:forbidden/data/anankor#a',
      }),
    ).toEqual({
      ADMIN_TOKEN: expect.stringContaining('no such value'),
      REDIS_URL: expect.stringContaining('no such secret in Vault, or it was deleted'),
      LAVALINK_PASSWORD: expect.stringContaining('no such secret in Vault, or it was deleted'),
      LAVALINK_NODES: expect.stringContaining('expected a mount of type kv, version 2'),
      DISCORD_MASTER_TOKEN: expect.stringContaining('its policy needs "read" on the path'),
    });
    expect(await problems({ ...settings({ VAULT_TOKEN: 'hvs.unknown' }), ...reference })).toEqual({
      ADMIN_TOKEN: expect.stringContaining('its token must not have ended'),
    });
    const wrong = { VAULT_ROLE_ID: 'the-role', VAULT_SECRET_ID: 'x' };
    expect(await problems({ ...settings(wrong), ...reference })).toEqual({
      ADMIN_TOKEN: expect.stringContaining('Vault refused the login (HTTP 400): check VAULT_ROLE_ID'),
    });
    vault.server.order({ status: 200, body: { data: { ttl: 0 } } }, { status: 400, body: 'no' });
    expect(await problems({ ...withToken(), ...reference })).toEqual({
      ADMIN_TOKEN: 'Vault refused the request (HTTP 400): check the path',
    });
  });

  it('is waited for while it is sealed, busy or away', async () => {
    const sealed = { status: 503, body: { errors: ['Vault is sealed'] } };
    vault.server.order(sealed, { status: 429, body: {} }, 'hang up');
    expect((await loadEnv(anything, { ...withToken(), ...reference }))['ADMIN_TOKEN']).toBe(canary);
    vault.sealed = true;
    const since = vault.server.seen.length;
    expect(await problems({ ...withToken(), ...reference })).toEqual({
      ADMIN_TOKEN: 'Vault is sealed or not ready: unseal it',
    });
    expect(vault.server.seen.length - since).toBe(4);
    await vault.server.stop();
    vault = await VaultStandIn.start();
    expect(await problems({ ...reference, VAULT_ADDR: 'http://127.0.0.1:1', VAULT_TOKEN: 'x' })).toEqual({
      ADMIN_TOKEN: 'Vault does not answer: check VAULT_ADDR and the network',
    });
  });

  it('names the settings it lacks', async () => {
    const oneLogin = expect.stringMatching(/expected one of VAULT_TOKEN, .* or VAULT_KUBERNETES_ROLE$/);
    expect(await problems(reference)).toEqual({ VAULT_ADDR: expect.stringContaining('is missing') });
    expect(await problems({ ...settings({}), ...reference })).toEqual({ VAULT_TOKEN: oneLogin });
    expect(await problems({ ...withRole(), VAULT_TOKEN: 'x', ...reference })).toEqual({
      VAULT_TOKEN: oneLogin,
    });
    expect(await problems({ ...settings({ VAULT_ROLE_ID: 'x' }), ...reference })).toEqual({
      VAULT_SECRET_ID: 'is missing, expected it beside VAULT_ROLE_ID',
    });
    expect(await problems({ ...settings({ VAULT_SECRET_ID: 'x' }), ...reference })).toEqual({
      VAULT_ROLE_ID: 'is missing, expected it beside VAULT_SECRET_ID',
    });
  });
});

describe("the life of Vault's token", () => {
  let passed = 0;
  const clock = { ...systemClock, monotonic: () => passed };
  const minutes = (count: number): number => count * 60_000;
  const renewals = (): number => vault.server.seen.filter(({ path }) => path.endsWith('/renew-self')).length;
  let load: (login: Env) => Promise<string | undefined>;
  beforeEach(() => {
    passed = 0;
    const secrets = [secretFiles, secretStores({ clock })];
    load = async (login) => (await loadEnv(anything, { ...login, ...reference }, { secrets }))['ADMIN_TOKEN'];
  });

  it('is renewed once half of it is over, a given token too', async () => {
    vault.issue('hvs.given', 3600);
    for (const login of [withRole(), settings({ VAULT_TOKEN: 'hvs.given' })]) {
      const before = renewals();
      passed = 0;
      await load(login);
      passed = minutes(29);
      await load(login);
      expect(renewals() - before).toBe(0);
      passed = minutes(31);
      await load(login);
      passed = minutes(60);
      await load(login);
      expect(renewals() - before).toBe(1);
      passed = minutes(62);
      await load(login);
      expect(renewals() - before).toBe(2);
    }
    expect(vault.logins).toBe(1);
  });

  it('ends in a new login where Vault renews no more, or for less and less', async () => {
    await load(withRole());
    vault.renewal = 0;
    passed = minutes(31);
    await load(withRole());
    expect(vault.logins).toBe(2);
    vault.renewal = 600;
    passed += minutes(31);
    await load(withRole());
    expect(vault.logins).toBe(3);
    expect(renewals()).toBe(2);
  });

  it('ends in a new login for a token that is not renewable', async () => {
    vault.grant = { ttl: 3600, renewable: false };
    await load(withRole());
    passed = minutes(31);
    await load(withRole());
    expect(vault.logins).toBe(2);
    expect(renewals()).toBe(0);
  });

  it('is followed by a new login when it was revoked, and by what to do where there is none', async () => {
    await load(withRole());
    vault.tokens.delete('hvs.login-1');
    expect(await load(withRole())).toBe(canary);
    expect(vault.logins).toBe(2);
    vault.issue('hvs.given', 3600);
    const given = settings({ VAULT_TOKEN: 'hvs.given' });
    await load(given);
    vault.renewal = 0;
    passed = minutes(31);
    expect(await load(given)).toBe(canary);
    vault.tokens.delete('hvs.given');
    await expect(load(given)).rejects.toMatchObject({ code: 'ENV_INVALID' });
  });

  it('is asked for anew when the settings changed', async () => {
    vault.issue('hvs.second', 3600);
    expect(await load(withToken())).toBe(canary);
    expect(await load(settings({ VAULT_TOKEN: 'hvs.second' }))).toBe(canary);
    expect(vault.server.seen.at(-1)?.headers['x-vault-token']).toBe('hvs.second');
  });
});
