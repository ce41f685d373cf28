import { execFile } from 'node:child_process';
import { access, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Env } from '@anankor/config';
import { z } from 'zod';
import { missing, note, ok, wrong } from '../finding.ts';
import type { Finding } from '../finding.ts';

const run = promisify(execFile);
const manifest = z.object({ engines: z.object({ node: z.string(), pnpm: z.string() }) });
const setup = 'run scripts/dev.sh setup';

/** What the set-up provides on this machine: Node, pnpm, a Redis and a DynamoDB for tests and the demo. */
export async function checkMachine(root: string, env: Env): Promise<Finding[]> {
  const { engines } = manifest.parse(JSON.parse(await readFile(join(root, 'package.json'), 'utf8')));
  const path = env['PATH'] ?? '';
  const [pnpm, redis] = await Promise.all([
    versionOf(['pnpm', '--version'], /^\d[\d.]*/m, path),
    versionOf(['redis-server', '--version'], /v=[\d.]+/, path).then(
      (found) => found ?? versionOf(['valkey-server', '--version'], /v=[\d.]+/, path),
    ),
  ]);
  return [
    checkVersion('Node', process.versions.node, engines.node),
    checkVersion('pnpm', pnpm, engines.pnpm),
    env['REDIS_URL']
      ? ok('Redis for tests', 'REDIS_URL')
      : redis === undefined
        ? missing('Redis for tests', 'no redis-server or valkey-server on PATH', `${setup}, or set REDIS_URL`)
        : ok('Redis for tests', redis.replace('v=', '')),
    await checkLocalDynamodb(root, env),
    await checkForeignBots(root),
  ];
}

/** `engine` is a lower bound such as `>=22.21`. */
export function checkVersion(subject: string, version: string | undefined, engine: string): Finding {
  const minimum = engine.replace(/^[^\d]*/, '');
  if (version === undefined) return missing(subject, `is not on PATH, ${minimum} or newer is needed`, setup);
  if (!isAtLeast(version, minimum))
    return wrong(
      subject,
      `${version} is too old, ${minimum} or newer is needed`,
      `${setup}, then source scripts/env.sh`,
    );
  return ok(subject, version);
}

function isAtLeast(version: string, minimum: string): boolean {
  const have = version.split('.').map(Number);
  for (const [index, want] of minimum.split('.').map(Number).entries()) {
    const part = have[index] ?? 0;
    if (part !== want) return part > want;
  }
  return true;
}

/** Optional: without them the simulator's tests with those libraries are left out. */
async function checkForeignBots(root: string): Promise<Finding> {
  const subject = 'Bots of other libraries for tests';
  const lacking = await Promise.all(
    [
      ['Python 3 (discord.py)', 'python-bot/bin/python'],
      ['Go (disgo)', 'go-bot'],
    ].map(async ([name = '', file = '']) => {
      const found = await access(join(root, '.tools', file)).then(
        () => true,
        () => false,
      );
      return found ? [] : [name];
    }),
  );
  if (lacking.flat().length === 0) return ok(subject, 'discord.py, disgo');
  return note(subject, 'left out', `optional: install ${lacking.flat().join(' and ')}, then ${setup}`);
}

async function checkLocalDynamodb(root: string, env: Env): Promise<Finding> {
  const subject = 'DynamoDB for tests';
  if (env['DYNAMODB_ENDPOINT']) return ok(subject, 'DYNAMODB_ENDPOINT');
  const path = env['PATH'] ?? '';
  const java = await versionOf(['java', '-version'], /version "[\d.]+/, path);
  const files = await readdir(join(root, '.tools', 'dynamodb-local')).catch(() => []);
  const jar = files.find((file) => /^DynamoDBLocal-[\d.]+\.jar$/.test(file));
  if (jar !== undefined && java !== undefined) return ok(subject, `DynamoDB Local ${jar.slice(14, -4)}`);
  const mvn = await versionOf(['mvn', '--version'], /Maven [\d.]+/, path);
  const lacking = [java === undefined ? 'Java 17 or newer' : '', mvn === undefined ? 'Maven' : ''].filter(
    Boolean,
  );
  return note(
    subject,
    'dynalite stands in for DynamoDB Local',
    lacking.length === 0 ? setup : `for DynamoDB Local install ${lacking.join(' and ')}, then ${setup}`,
  );
}

async function versionOf(
  [command, ...args]: [string, ...string[]],
  pattern: RegExp,
  path: string,
): Promise<string | undefined> {
  try {
    const { stdout, stderr } = await run(command, args, {
      env: { PATH: path, HOME: process.env['HOME'] },
      timeout: 20_000,
    });
    return pattern.exec(`${stdout}\n${stderr}`)?.[0];
  } catch {
    return undefined;
  }
}
