import {
  CreateSecretCommand,
  PutSecretValueCommand,
  SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { loadEnv, secretSources, workerTokens } from '../src/index.ts';
import type { Env } from '../src/index.ts';
import { findMoto, refusal, startMoto, startSecretsManager } from './support/secrets-manager.ts';
import type { SecretsManager } from './support/secrets-manager.ts';

/** A token of another bot for each letter: its first part is the bot's id. */
const token = (letter: string): string => {
  const id = String(100_000_000_000_000_000n + BigInt(letter.charCodeAt(0)));
  return `${Buffer.from(id).toString('base64url')}.GabcdE.${letter.repeat(38)}`;
};
const anything = z.record(z.string(), z.string());
const credentials = { AWS_REGION: 'eu-central-1', AWS_ACCESS_KEY_ID: 'test', AWS_SECRET_ACCESS_KEY: 'test' };

/** What is said of each variable that keeps an environment from being loaded. */
async function problems(env: Env): Promise<Record<string, string>> {
  const failure = await loadEnv(anything, env).then(
    () => ({ details: { variables: {} } }),
    (error: unknown) => error as { details: { variables: Record<string, string> } },
  );
  return failure.details.variables;
}

const moto = findMoto();
const servers: [name: string, start: () => Promise<SecretsManager>][] = [
  ['a protocol server', startSecretsManager],
  ...(moto === undefined ? [] : [['moto', () => startMoto(moto)] as [string, () => Promise<SecretsManager>]]),
];

describe.each(servers)('AWS Secrets Manager (%s)', (_name, start) => {
  let server: SecretsManager;
  let client: SecretsManagerClient;
  let env: Env;
  beforeAll(async () => {
    server = await start();
    env = { ...credentials, AWS_ENDPOINT_URL_SECRETS_MANAGER: server.url };
    client = new SecretsManagerClient({
      region: 'eu-central-1',
      endpoint: server.url,
      credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    });
    const create = async (Name: string, SecretString: string): Promise<unknown> =>
      client.send(new CreateSecretCommand({ Name, SecretString }));
    await create('anankor/workers', JSON.stringify({ token1: token('a'), pin: 123456, nested: { a: 1 } }));
    await create('anankor/admin', ' a-plain-text-secret\n');
    const all = {
      DISCORD_WORKER_TOKEN_1: token('b'),
      DISCORD_WORKER_TOKEN_2: token('c'),
      LOG_LEVEL: 'trace',
    };
    await create('anankor/all', JSON.stringify(all));
    await client.send(new CreateSecretCommand({ Name: 'binary', SecretBinary: Buffer.from('x') }));
  });
  afterAll(async () => {
    client.destroy();
    await server.stop();
  });

  it('supplies a value of a mapping, and a whole text', async () => {
    const loaded = await loadEnv(anything, {
      ...env,
      DISCORD_WORKER_TOKEN_1: 'aws-sm:anankor/workers#token1',
      LAVALINK_PASSWORD: 'aws-sm:anankor/workers#pin',
      ADMIN_TOKEN: 'aws-sm:anankor/admin',
      DISCORD_API_URL: 'vault:is/no#credential',
    });
    expect(loaded).toMatchObject({
      DISCORD_WORKER_TOKEN_1: token('a'),
      LAVALINK_PASSWORD: '123456',
      ADMIN_TOKEN: 'a-plain-text-secret',
      DISCORD_API_URL: 'vault:is/no#credential',
    });
  });

  it('supplies all credentials that a whole secret names, and nothing else', async () => {
    const loaded = await loadEnv(z.object({ LOG_LEVEL: z.string().default('info') }).and(workerTokens), {
      ...env,
      SECRETS_FROM: 'aws-sm:anankor/all',
    });
    expect(loaded.workerTokens.map((worker) => worker.token)).toEqual([token('b'), token('c')]);
    expect(loaded.LOG_LEVEL).toBe('info');
  });

  it('reads again what was changed', async () => {
    await client.send(new CreateSecretCommand({ Name: 'rotating', SecretString: 'before' }));
    const secrets = secretSources();
    const load = () => loadEnv(anything, { ...env, LAVALINK_PASSWORD: 'aws-sm:rotating' }, { secrets });
    expect((await load())['LAVALINK_PASSWORD']).toBe('before');
    await client.send(new PutSecretValueCommand({ SecretId: 'rotating', SecretString: 'after' }));
    expect((await load())['LAVALINK_PASSWORD']).toBe('after');
  });

  it('says what to do about a secret that is missing, binary, or has no such value', async () => {
    expect(
      await problems({
        ...env,
        DISCORD_MASTER_TOKEN: 'aws-sm:anankor/nothing#token',
        DISCORD_WORKER_TOKEN_1: 'aws-sm:anankor/workers#token9',
        DISCORD_WORKER_TOKEN_2: 'aws-sm:binary',
        SECRETS_FROM: 'aws-sm:anankor/admin',
      }),
    ).toEqual({
      DISCORD_MASTER_TOKEN: expect.stringContaining('no such secret in AWS Secrets Manager'),
      DISCORD_WORKER_TOKEN_1: expect.stringContaining('no such value'),
      DISCORD_WORKER_TOKEN_2: expect.stringContaining('is binary'),
      SECRETS_FROM: expect.stringContaining('no key that is the name of a credential'),
    });
  });
});

describe('AWS Secrets Manager, failing', () => {
  let manager: Awaited<ReturnType<typeof startSecretsManager>>;
  let env: Env;
  beforeAll(async () => {
    manager = await startSecretsManager();
    env = {
      ...credentials,
      AWS_ENDPOINT_URL_SECRETS_MANAGER: manager.url,
      ADMIN_TOKEN: 'aws-sm:anankor/admin',
    };
    const client = new SecretsManagerClient({
      region: 'eu-central-1',
      endpoint: manager.url,
      credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    });
    await client.send(new CreateSecretCommand({ Name: 'anankor/admin', SecretString: 'canary-value-9d1e' }));
    client.destroy();
  });
  afterAll(() => manager.stop());

  it('is asked again while it is away or busy', async () => {
    manager.server.order('hang up', { status: 500, body: {} }, refusal(400, 'ThrottlingException'));
    const before = manager.server.seen.length;
    expect((await loadEnv(anything, env))['ADMIN_TOKEN']).toBe('canary-value-9d1e');
    expect(manager.server.seen.length - before).toBe(4);
  });

  it('is given up after four tries', async () => {
    manager.server.order('hang up', 'hang up', 'hang up', 'hang up');
    expect(await problems(env)).toEqual({
      ADMIN_TOKEN: 'AWS Secrets Manager does not answer: check the network and AWS_REGION',
    });
  });

  it.each([
    ['AccessDeniedException', 'allow its role secretsmanager:GetSecretValue'],
    ['DecryptionFailure', 'kms:Decrypt'],
    ['InvalidRequestException', 'marked for deletion'],
    ['UnrecognizedClientException', 'does not accept the credentials'],
    ['SomethingElseException', 'refused the request (HTTP 400)'],
  ])('says at once what to do about %s', async (type, advice) => {
    manager.server.order(refusal(400, type));
    const before = manager.server.seen.length;
    expect(await problems(env)).toEqual({ ADMIN_TOKEN: expect.stringContaining(advice) });
    expect(manager.server.seen.length - before).toBe(1);
  });

  it('reads a secret once for all who refer to it, and signs as a temporary credential does', async () => {
    const before = manager.server.seen.length;
    await loadEnv(anything, {
      ...env,
      AWS_SESSION_TOKEN: 'session',
      LAVALINK_PASSWORD: 'aws-sm:anankor/admin',
    });
    const [request, ...more] = manager.server.seen.slice(before);
    expect(more).toEqual([]);
    expect(request?.headers['x-amz-security-token']).toBe('session');
  });

  it('names the setting that is missing, once', async () => {
    const { AWS_REGION: _region, ...without } = env;
    expect(await problems({ ...without, LAVALINK_PASSWORD: 'aws-sm:anankor/admin' })).toEqual({
      AWS_REGION: expect.stringContaining('is missing, expected the AWS region of the secrets'),
    });
  });

  it('is not asked when the load is called off', async () => {
    manager.server.order('hang up', 'hang up', 'hang up');
    const off = new AbortController();
    const loading = loadEnv(anything, env, { signal: off.signal });
    off.abort(new Error('called off'));
    await expect(loading).rejects.toThrow('called off');
    // The order may not have been used up; what is left goes to nobody else.
    await problems(env);
  });
});

describe('references', () => {
  it.each([
    ['aws-sm:', 'ADMIN_TOKEN'],
    ['aws-sm:a b#c', 'ADMIN_TOKEN'],
    ['vault:secret/data/anankor', 'ADMIN_TOKEN'],
    ['vault:secret/data/anankor#a#b', 'LAVALINK_PASSWORD'],
    ['aws-sm:anankor#key', 'SECRETS_FROM'],
    ['elsewhere:anankor', 'SECRETS_FROM'],
  ])('refuses %s', async (text, variable) => {
    expect(await problems({ [variable]: text })).toEqual({
      [variable]: expect.stringMatching(/^expected .*such as/),
    });
  });
});
