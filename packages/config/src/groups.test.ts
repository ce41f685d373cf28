import { describe, expect, it } from 'vitest';
import type { z } from 'zod';
import { awsSettings } from './aws-settings.ts';
import type { Env } from './env.ts';
import { lavalinkNodes } from './lavalink-nodes.ts';
import { otlp } from './otlp.ts';
import { parseEnv } from './parse-env.ts';
import { masterTokenAlone, workerTokens } from './worker-tokens.ts';

/** A token of the bot that the letter stands for; `signature` tells its tokens apart. */
const token = (letter: string, signature = letter): string => {
  const id = String(100_000_000_000_000_000n + BigInt(letter.charCodeAt(0)));
  return `${Buffer.from(id).toString('base64url')}.GabcdE.${signature.repeat(38)}`;
};

/** The invalid variables of an environment, with what is said of each. */
function problems(schema: z.ZodType, env: Env): unknown {
  try {
    parseEnv(schema, env);
    return {};
  } catch (error) {
    return (error as { details: { variables: unknown } }).details.variables;
  }
}

describe('workerTokens', () => {
  it('collects them in numeric order, over gaps', () => {
    const env = {
      DISCORD_WORKER_TOKEN_10: token('c'),
      DISCORD_WORKER_TOKEN_2: token('b'),
      DISCORD_WORKER_TOKEN_1: token('a'),
      DISCORD_WORKER_TOKEN_3: '',
      DISCORD_WORKER_TOKENS: 'x',
      DISCORD_WORKER_TOKEN_01: 'y',
    };
    expect(parseEnv(workerTokens, env).workerTokens).toEqual([
      { index: 1, variable: 'DISCORD_WORKER_TOKEN_1', token: token('a') },
      { index: 2, variable: 'DISCORD_WORKER_TOKEN_2', token: token('b') },
      { index: 10, variable: 'DISCORD_WORKER_TOKEN_10', token: token('c') },
    ]);
  });

  it('names duplicates and malformed ones by their variables', () => {
    const env = {
      DISCORD_WORKER_TOKEN_1: token('a'),
      DISCORD_WORKER_TOKEN_2: 'nonsense',
      DISCORD_WORKER_TOKEN_3: token('a'),
      DISCORD_WORKER_TOKEN_4: token('a'),
    };
    const twin = 'is the same token as DISCORD_WORKER_TOKEN_1, expected one bot per worker';
    expect(problems(workerTokens, env)).toEqual({
      DISCORD_WORKER_TOKEN_2: expect.stringContaining('expected a bot token'),
      DISCORD_WORKER_TOKEN_3: twin,
      DISCORD_WORKER_TOKEN_4: twin,
    });
  });

  it('wants another bot each, and none of them the master’s', () => {
    const env = {
      DISCORD_MASTER_TOKEN: token('m'),
      DISCORD_WORKER_TOKEN_1: token('m'),
      DISCORD_WORKER_TOKEN_2: token('m', 'x'),
      DISCORD_WORKER_TOKEN_3: token('a'),
      DISCORD_WORKER_TOKEN_4: token('a', 'x'),
      DISCORD_WORKER_TOKEN_5: `${'z'.repeat(26)}.GabcdE.${'z'.repeat(38)}`,
    };
    expect(problems(workerTokens, env)).toEqual({
      DISCORD_WORKER_TOKEN_1: expect.stringContaining('is the same token as DISCORD_MASTER_TOKEN'),
      DISCORD_WORKER_TOKEN_2: expect.stringContaining('is a token of the same bot as DISCORD_MASTER_TOKEN'),
      DISCORD_WORKER_TOKEN_4: expect.stringContaining('is a token of the same bot as DISCORD_WORKER_TOKEN_3'),
      DISCORD_WORKER_TOKEN_5: expect.stringContaining('is no bot token'),
    });
  });

  it('is checked by the master as well', () => {
    const env = { DISCORD_MASTER_TOKEN: token('m'), DISCORD_WORKER_TOKEN_1: token('a') };
    expect(problems(masterTokenAlone, env)).toEqual({});
    expect(problems(masterTokenAlone, { ...env, DISCORD_WORKER_TOKEN_2: token('m', 'x') })).toEqual({
      DISCORD_MASTER_TOKEN: expect.stringContaining('the same bot as DISCORD_WORKER_TOKEN_2'),
    });
  });

  it('wants at least one', () => {
    expect(problems(workerTokens, {})).toEqual({
      DISCORD_WORKER_TOKEN_1: expect.stringContaining('is missing'),
    });
  });
});

describe('lavalinkNodes', () => {
  const LAVALINK_PASSWORD = 'youshallnotpass';

  it('is one node on this machine unless told', () => {
    expect(parseEnv(lavalinkNodes, { LAVALINK_PASSWORD }).lavalinkNodes).toEqual([
      { name: 'main', host: 'localhost', port: 2333, password: LAVALINK_PASSWORD, secure: false },
    ]);
  });

  it('takes one node from its variables', () => {
    const env = {
      LAVALINK_HOST: 'lava.example.org',
      LAVALINK_PORT: '443',
      LAVALINK_SECURE: 'true',
      LAVALINK_PASSWORD,
    };
    expect(parseEnv(lavalinkNodes, env).lavalinkNodes).toEqual([
      { name: 'main', host: 'lava.example.org', port: 443, password: LAVALINK_PASSWORD, secure: true },
    ]);
  });

  it('takes several from a list', () => {
    const env = { LAVALINK_NODES: 'eu=lava-eu:2334, us=10.0.0.7', LAVALINK_PASSWORD };
    expect(parseEnv(lavalinkNodes, env).lavalinkNodes).toEqual([
      { name: 'eu', host: 'lava-eu', port: 2334, password: LAVALINK_PASSWORD, secure: false },
      { name: 'us', host: '10.0.0.7', port: 2333, password: LAVALINK_PASSWORD, secure: false },
    ]);
  });

  it('takes several from JSON, each with what it does not share', () => {
    const nodes = [
      { name: 'eu', host: 'lava-eu', password: 'its own' },
      { name: 'us', host: 'lava-us', port: 443, secure: true },
    ];
    const env = { LAVALINK_NODES: JSON.stringify(nodes), LAVALINK_PASSWORD };
    expect(parseEnv(lavalinkNodes, env).lavalinkNodes).toEqual([
      { name: 'eu', host: 'lava-eu', port: 2333, password: 'its own', secure: false },
      { name: 'us', host: 'lava-us', port: 443, password: LAVALINK_PASSWORD, secure: true },
    ]);
    const withoutShared = JSON.stringify([nodes[0]]);
    expect(parseEnv(lavalinkNodes, { LAVALINK_NODES: withoutShared }).lavalinkNodes).toHaveLength(1);
  });

  it.each(['eu', 'eu=a:1,eu=b:2', '[{"name":"eu"}]', '[', '[]', 'eu=a:70000', 'eu=http://a:1'])(
    'refuses %s',
    (text) => {
      expect(problems(lavalinkNodes, { LAVALINK_NODES: text, LAVALINK_PASSWORD })).toEqual({
        LAVALINK_NODES: expect.stringMatching(/^expected name=host:port/),
      });
    },
  );

  it('wants a password', () => {
    const missing = { LAVALINK_PASSWORD: expect.stringContaining('is missing') };
    expect(problems(lavalinkNodes, {})).toEqual(missing);
    expect(problems(lavalinkNodes, { LAVALINK_NODES: 'eu=a:1' })).toEqual(missing);
  });
});

describe('awsSettings', () => {
  it('leaves credentials to the SDK unless told', () => {
    expect(parseEnv(awsSettings, { AWS_REGION: 'eu-central-1' })).toEqual({
      aws: { region: 'eu-central-1', tablePrefix: 'anankor-' },
    });
  });

  it('takes everything for a local DynamoDB', () => {
    const env = {
      AWS_REGION: 'eu-central-1',
      AWS_ACCESS_KEY_ID: 'local',
      AWS_SECRET_ACCESS_KEY: 'secret',
      DYNAMODB_ENDPOINT: 'http://dynamodb:8000',
      DYNAMODB_TABLE_PREFIX: 'test-',
    };
    expect(parseEnv(awsSettings, env)).toEqual({
      aws: {
        region: 'eu-central-1',
        credentials: { accessKeyId: 'local', secretAccessKey: 'secret' },
        endpoint: 'http://dynamodb:8000',
        tablePrefix: 'test-',
      },
    });
  });

  it('wants both halves of the credentials, and proper names', () => {
    const env = { AWS_ACCESS_KEY_ID: 'a', DYNAMODB_ENDPOINT: 'dynamodb', DYNAMODB_TABLE_PREFIX: 'a b' };
    expect(Object.keys(problems(awsSettings, env) as object).sort()).toEqual([
      'AWS_REGION',
      'DYNAMODB_ENDPOINT',
      'DYNAMODB_TABLE_PREFIX',
    ]);
    const half = { AWS_REGION: 'r', AWS_SECRET_ACCESS_KEY: 'a' };
    expect(problems(awsSettings, half)).toEqual({
      AWS_ACCESS_KEY_ID: expect.stringContaining('beside AWS_SECRET_ACCESS_KEY'),
    });
    expect(problems(awsSettings, { AWS_REGION: 'r', AWS_ACCESS_KEY_ID: 'a' })).toEqual({
      AWS_SECRET_ACCESS_KEY: expect.stringContaining('beside AWS_ACCESS_KEY_ID'),
    });
  });
});

describe('otlp', () => {
  it('is off unless told', () => {
    expect(parseEnv(otlp, {})).toEqual({ otlp: { sampleRatio: 1 } });
    const env = { OTLP_ENDPOINT: 'http://otel-collector:4318', TRACE_SAMPLE_RATIO: '0.25' };
    expect(parseEnv(otlp, env)).toEqual({ otlp: { endpoint: env.OTLP_ENDPOINT, sampleRatio: 0.25 } });
  });

  it.each(['2', '-1', '1.5', 'half'])('has no ratio of %s', (ratio) => {
    expect(problems(otlp, { TRACE_SAMPLE_RATIO: ratio })).toEqual({
      TRACE_SAMPLE_RATIO: 'expected a number from 0 to 1',
    });
  });
});
