import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { AnankorError } from '@anankor/core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { awsSettings } from './aws-settings.ts';
import { lavalinkNodes } from './lavalink-nodes.ts';
import { loadEnv } from './load-env.ts';
import { otlp } from './otlp.ts';
import type { SecretSource } from './secret-source.ts';
import { booleanFlag, discordToken, durationMs, integer, logLevel, port, redisUrl } from './values.ts';
import { workerTokens } from './worker-tokens.ts';

let folder: string;
const file = (name: string): string => join(folder, name);
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'anankor-config-'));
  await writeFile(file('.env'), 'PORT=1111\nREDIS_URL="redis://from-file:6379"\nDISCORD_MASTER_TOKEN=\n');
  await writeFile(file('redis-url'), 'redis://from-secret:6379\n');
});
afterAll(() => rm(folder, { recursive: true }));

const schema = z.object({ REDIS_URL: redisUrl, PORT: port.default(80) });

describe('loadEnv', () => {
  it('reads the process environment unless told', async () => {
    const previous = process.env['REDIS_URL'];
    process.env['REDIS_URL'] = 'redis://here:6379';
    try {
      expect(await loadEnv(schema)).toMatchObject({ REDIS_URL: 'redis://here:6379' });
    } finally {
      if (previous === undefined) delete process.env['REDIS_URL'];
      else process.env['REDIS_URL'] = previous;
    }
  });

  it('lets the environment win over the .env file, and an empty variable lose', async () => {
    const source = { REDIS_URL: 'redis://env:6379', PORT: '' };
    expect(await loadEnv(schema, source, { dotenvPath: file('.env') })).toEqual({
      REDIS_URL: 'redis://env:6379',
      PORT: 1111,
    });
  });

  it('does without a .env file, but not with one it can not read', async () => {
    const source = { REDIS_URL: 'redis://env:6379' };
    expect(await loadEnv(schema, source, { dotenvPath: file('none') })).toMatchObject({ PORT: 80 });
    await expect(loadEnv(schema, source, { dotenvPath: folder })).rejects.toThrow('EISDIR');
  });

  it('reads a secret from the file its variable names', async () => {
    expect(await loadEnv(schema, { REDIS_URL_FILE: file('redis-url') })).toMatchObject({
      REDIS_URL: 'redis://from-secret:6379',
    });
  });

  it('reads no other *_FILE variable', async () => {
    const source = { REDIS_URL: 'redis://env:6379', AWS_WEB_IDENTITY_TOKEN_FILE: file('none') };
    await expect(loadEnv(schema, source)).resolves.toBeDefined();
  });

  it('names a secret that can not be read, and one given twice', async () => {
    const unreadable = loadEnv(schema, { REDIS_URL_FILE: file('none') });
    await expect(unreadable).rejects.toMatchObject({
      details: { variables: { REDIS_URL: "the file named by REDIS_URL_FILE can't be read (ENOENT)" } },
    });
    const twice = loadEnv(schema, { REDIS_URL: 'redis://a:1', REDIS_URL_FILE: file('redis-url') });
    await expect(twice).rejects.toMatchObject({
      details: { variables: { REDIS_URL: 'is set beside REDIS_URL_FILE, expected only one of the two' } },
    });
  });

  it('asks secret sources in order, each with what the earlier ones found', async () => {
    const store: SecretSource = {
      name: 'store',
      resolve: async (env) => ({ values: { REDIS_URL: `redis://${env['PORT']}:6379` }, problems: [] }),
    };
    const broken: SecretSource = {
      name: 'broken',
      resolve: async (env) => ({
        values: {},
        problems: [{ variable: 'PORT', message: `the store is away for ${Object.keys(env).sort().join()}` }],
      }),
    };
    expect(await loadEnv(schema, { PORT: '7' }, { secrets: [store] })).toMatchObject({
      REDIS_URL: 'redis://7:6379',
    });
    await expect(loadEnv(schema, { PORT: '7' }, { secrets: [store, broken] })).rejects.toMatchObject({
      details: { variables: { PORT: 'the store is away for PORT,REDIS_URL' } },
    });
  });

  it('names everything that is wrong at once, and no value', async () => {
    const everything = z
      .object({
        DISCORD_MASTER_TOKEN: discordToken,
        REDIS_URL: redisUrl,
        HTTP_PORT: port,
        LIMIT: integer({ min: 1, max: 2, default: 1 }),
        WAIT: durationMs({ min: 1, max: 2, default: 1 }),
        FLAG: booleanFlag(),
        LOG_LEVEL: logLevel,
        REGION: z.enum(['eu', 'us']),
        NAME: z.string().max(3),
      })
      .and(workerTokens)
      .and(lavalinkNodes)
      .and(awsSettings)
      .and(otlp);
    const canary = 'canary-value-7f3a';
    const names = [
      ...[
        'DISCORD_MASTER_TOKEN',
        'REDIS_URL',
        'HTTP_PORT',
        'LIMIT',
        'WAIT',
        'FLAG',
        'LOG_LEVEL',
        'REGION',
        'NAME',
      ],
      ...['DISCORD_WORKER_TOKEN_1', 'DISCORD_WORKER_TOKEN_2', 'LAVALINK_NODES', 'DYNAMODB_ENDPOINT'],
      ...['OTLP_ENDPOINT', 'TRACE_SAMPLE_RATIO'],
    ];
    const env = Object.fromEntries(names.map((name) => [name, canary]));
    const failure = await loadEnv(everything, env).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(AnankorError);
    expect(failure).toMatchObject({ code: 'ENV_INVALID', kind: 'fatal' });
    const { details, message } = failure as AnankorError;
    expect(Object.keys(details['variables'] as object).sort()).toEqual([...names, 'AWS_REGION'].sort());
    for (const name of names) expect(message).toMatch(new RegExp(`^ {2}${name}: `, 'm'));
    expect(inspect(failure, { depth: 10 })).not.toContain(canary);
  });

  it('says both where one variable is wrong twice', async () => {
    const twice = z.object({ NAME: z.string().min(5, 'is short').regex(/^\d+$/, 'is no number') });
    await expect(loadEnv(twice, { NAME: 'ab' })).rejects.toMatchObject({
      details: { variables: { NAME: 'is short; is no number' } },
    });
  });
});
