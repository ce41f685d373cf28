import { AnankorError } from '@anankor/core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createLogger } from './create-logger.ts';
import { Secrets } from './secrets.ts';

const canaries = {
  bot: 'MTE4NjQ1NjY0ODUyMzY4NTg4OA.GabcdE.abcdefghijklmnopqrstuvwxyzABCDEFGHIJK_-1',
  interaction: 'aW50ZXJhY3Rpb246MTE4NjQ1NjY0ODUyMzY4NTg4ODp0b2tlbg',
  lavalink: 'you"shall\\not pass/&',
  aws: 'wJalrXUtnFEMIK7MDENGbPxRfiCYEXAMPLEKEY',
};

function capture() {
  const lines: string[] = [];
  const secrets = new Secrets();
  secrets.add(canaries.lavalink, canaries.aws, undefined);
  const destination = { write: (line: string) => void lines.push(line) };
  return { lines, logger: createLogger({ service: 'test', level: 'trace', destination, secrets }) };
}

/** Fails where a line holds a canary as it is or as JSON or a URL would write it, or is no JSON. */
function expectClean(lines: readonly string[]): void {
  expect(lines.length).toBeGreaterThan(0);
  for (const line of lines) {
    const text = JSON.stringify(JSON.parse(line)) + decodeURIComponent(line.replaceAll('%', '%25')) + line;
    for (const canary of Object.values(canaries)) {
      expect(text).not.toContain(canary);
      expect(text).not.toContain(JSON.stringify(canary).slice(1, -1));
      expect(text).not.toContain(encodeURIComponent(canary));
    }
  }
}

/** Every way a value gets into a log line. */
const places: Record<string, (logger: ReturnType<typeof capture>['logger'], secret: string) => void> = {
  message: (logger, secret) => logger.info(`hello ${secret} there`),
  'message argument': (logger, secret) => logger.warn('hello %s %j', secret, { secret }),
  field: (logger, secret) => logger.info({ url: secret }, 'x'),
  'nested field': (logger, secret) => logger.debug({ a: { b: [{ c: secret }, [secret]] } }, 'x'),
  'field name': (logger, secret) => logger.info({ [secret]: 1 }, 'x'),
  'child binding': (logger, secret) => logger.child({ connection: { url: secret } }).info('x'),
  'error message': (logger, secret) => logger.error(new Error(`can't reach ${secret}`)),
  'error field': (logger, secret) =>
    logger.error({ err: Object.assign(new Error('x'), { request: { headers: { h: secret } } }) }, 'x'),
  'error cause': (logger, secret) =>
    logger.error(
      { err: new Error('x', { cause: new Error(secret, { cause: new Error(`deep ${secret}`) }) }) },
      'x',
    ),
  'error under another name': (logger, secret) => logger.error({ error: new Error(secret) }, 'x'),
  'error details': (logger, secret) =>
    logger.fatal({ err: new AnankorError('UNKNOWN', 'x', { details: { deep: { value: secret } } }) }, 'x'),
  'aggregate error': (logger, secret) =>
    logger.error({ err: new AggregateError([new Error(secret)], 'all') }, 'x'),
  'url in a text': (logger, secret) =>
    logger.info(`GET https://host/${encodeURIComponent(secret)}/messages?x=${encodeURIComponent(secret)}`),
  'JSON in a text': (logger, secret) =>
    logger.info(`body ${JSON.stringify({ body: JSON.stringify({ secret }) })}`),
};

describe('canaries', () => {
  for (const [place, put] of Object.entries(places))
    for (const [name, secret] of Object.entries(canaries))
      it(`${name} is masked in a ${place}`, () => {
        const { lines, logger } = capture();
        put(logger, secret);
        expectClean(lines);
      });

  it('what stands under the name of a credential is masked, whatever its shape', () => {
    const { lines, logger } = capture();
    logger.info({
      voice: { token: 'abc', endpoint: 'voice.discord.media:443', secret_key: [1, 2, 3] },
      headers: { Authorization: 'youshallnotpass', 'user-agent': 'anankor' },
      password: 'x',
      credentials: { user: 'u', key: 'k' },
      tokens: 3,
      token: null,
    });
    expect(JSON.parse(lines[0]!)).toMatchObject({
      voice: { token: '[redacted]', endpoint: 'voice.discord.media:443', secret_key: '[redacted]' },
      headers: { Authorization: '[redacted]', 'user-agent': 'anankor' },
      password: '[redacted]',
      credentials: '[redacted]',
      tokens: 3,
      token: null,
    });
  });

  it('routes and URLs keep what is no credential', () => {
    const { lines, logger } = capture();
    const route = `/webhooks/123456789012345678/${canaries.interaction}/messages/@original`;
    logger.error({ err: new Error(`PATCH ${route} failed`), redis: 'redis://user:hunter2@redis:6379/0' });
    expect(lines[0]).toContain('/webhooks/123456789012345678/[redacted]/messages/@original');
    expect(lines[0]).toContain('redis://user:[redacted]@redis:6379/0');
  });

  it('masks known values anywhere in any record', () => {
    const secret = fc.constantFrom(...Object.values(canaries));
    const text = fc.tuple(fc.string(), secret, fc.string()).map((parts) => parts.join(' '));
    const record = fc.dictionary(
      fc.string(),
      fc.letrec((tie) => ({
        node: fc.oneof(
          { depthSize: 'small' },
          text,
          fc.integer(),
          fc.array(tie('node')),
          fc.dictionary(fc.string(), tie('node')),
        ),
      })).node,
    );
    fc.assert(
      fc.property(record, text, (fields, message) => {
        const { lines, logger } = capture();
        logger.info({ fields }, message.replaceAll('%', ''));
        expectClean(lines);
      }),
    );
  });
});
