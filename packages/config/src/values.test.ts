import { describe, expect, it } from 'vitest';
import { booleanFlag, discordToken, durationMs, integer, logLevel, port, redisUrl } from './values.ts';

const token = `${'A'.repeat(26)}.GabcdE.${'b'.repeat(38)}`;
const wait = durationMs({ min: 100, max: 600_000, default: 5_000 });
const count = integer({ min: -5, max: 10, default: 3 });

describe('values', () => {
  it.each([
    ['redisUrl', redisUrl, 'redis://redis:6379', 'redis://redis:6379'],
    [
      'redisUrl',
      redisUrl,
      'redis+sentinel://:pw@s1:26379,s2:26379,s3/anankor/1',
      'redis+sentinel://:pw@s1:26379,s2:26379,s3/anankor/1',
    ],
    ['redisUrl', redisUrl, 'rediss://user:pw@host:6380/2', 'rediss://user:pw@host:6380/2'],
    ['port', port, '0', 0],
    ['port', port, '65535', 65_535],
    ['integer', count, '-5', -5],
    ['integer', count, undefined, 3],
    ['duration', wait, '250', 250],
    ['duration', wait, '250ms', 250],
    ['duration', wait, '30s', 30_000],
    ['duration', wait, '5m', 300_000],
    ['duration', wait, undefined, 5_000],
    ['flag', booleanFlag(), 'yes', true],
    ['flag', booleanFlag(), '0', false],
    ['flag', booleanFlag(), undefined, false],
    ['flag', booleanFlag(true), undefined, true],
    ['logLevel', logLevel, 'debug', 'debug'],
    ['logLevel', logLevel, undefined, 'info'],
    ['discordToken', discordToken, token, token],
  ])('%s takes %s', (_, schema, text, value) => {
    expect(schema.parse(text)).toBe(value);
  });

  it.each([
    ['redisUrl', redisUrl, 'http://redis:6379', 'expected a URL such as redis://redis:6379'],
    ['redisUrl', redisUrl, 'redis+sentinel://s1:26379', 'expected a URL such as redis://redis:6379'],
    ['redisUrl', redisUrl, 'redis', 'expected a URL such as redis://redis:6379'],
    ['redisUrl', redisUrl, 'redis://', 'expected a URL such as redis://redis:6379'],
    ['redisUrl', redisUrl, undefined, 'is missing, expected a URL such as redis://redis:6379'],
    ['port', port, '65536', 'expected a port from 0 to 65535'],
    ['port', port, '80a', 'expected a port from 0 to 65535'],
    ['integer', count, '11', 'expected a whole number from -5 to 10'],
    ['integer', count, '1.5', 'expected a whole number from -5 to 10'],
    ['duration', wait, '1h', 'expected a duration such as 500ms, 30s or 5m, from 100 to 600000 ms'],
    ['duration', wait, '99', 'expected a duration such as 500ms, 30s or 5m, from 100 to 600000 ms'],
    ['duration', wait, '5 m', 'expected a duration such as 500ms, 30s or 5m, from 100 to 600000 ms'],
    ['flag', booleanFlag(), 'maybe', 'expected true or false'],
    ['logLevel', logLevel, 'loud', 'expected trace, debug, info, warn, error, fatal or silent'],
  ])('%s refuses %s and says what it expects', (_, schema, text, message) => {
    expect(schema.safeParse(text).error?.issues[0]?.message).toBe(message);
  });

  it.each([undefined, 'abc', 'a.b.c', `Bot ${token}`, `${token} `])('a bot token is not %j', (text) => {
    expect(discordToken.safeParse(text).error?.issues[0]?.message).toMatch(/expected a bot token/);
  });
});
