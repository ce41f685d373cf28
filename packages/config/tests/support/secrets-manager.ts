import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { delimiter, join } from 'node:path';
import { HttpStandIn } from './http-stand-in.ts';
import type { Answer, Seen } from './http-stand-in.ts';

export interface SecretsManager {
  name: string;
  url: string;
  stop(): Promise<unknown>;
}

const refuse = (status: number, type: string): Answer => ({
  status,
  headers: { 'x-amzn-errortype': type },
  body: { __type: type, Message: 'refused' },
});

export const refusal = refuse;

/** Speaks Secrets Manager's JSON protocol, as far as reading and writing a text goes, and wants a signature. */
export async function startSecretsManager(): Promise<SecretsManager & { server: HttpStandIn }> {
  const secrets = new Map<string, Record<string, unknown>>();
  const server = await HttpStandIn.start(({ headers, body }: Seen): Answer => {
    const signature =
      /^AWS4-HMAC-SHA256 Credential=[^,]+\/secretsmanager\/aws4_request, ?SignedHeaders=[^,]+, ?Signature=[0-9a-f]{64}$/;
    if (!signature.test(headers.authorization ?? '') || !headers['x-amz-date'])
      return refuse(400, 'MissingAuthenticationTokenException');
    const action = String(headers['x-amz-target']).replace('secretsmanager.', '');
    const id = String(body['SecretId'] ?? body['Name']);
    const identity = { ARN: `arn:aws:secretsmanager:eu-central-1:1:secret:${id}-a1b2c3`, Name: id };
    if (action === 'GetSecretValue') {
      const secret = secrets.get(id);
      return secret
        ? { status: 200, body: { ...identity, VersionStages: ['AWSCURRENT'], ...secret } }
        : refuse(400, 'ResourceNotFoundException');
    }
    const { SecretString, SecretBinary } = body;
    secrets.set(id, SecretString === undefined ? { SecretBinary } : { SecretString });
    return { status: 200, body: identity };
  });
  return { name: 'a protocol server', url: server.url, server, stop: () => server.stop() };
}

/** moto's server, a Secrets Manager of its own, where it is installed. */
export function findMoto(): string | undefined {
  return (process.env['PATH'] ?? '')
    .split(delimiter)
    .map((folder) => join(folder, 'moto_server'))
    .find((file) => existsSync(file));
}

export async function startMoto(executable: string): Promise<SecretsManager> {
  const port = await freePort();
  const child = spawn(executable, ['-H', '127.0.0.1', '-p', String(port)], { stdio: 'ignore' });
  const ended = once(child, 'exit');
  const url = `http://127.0.0.1:${port}`;
  while (!(await fetch(`${url}/moto-api/`).catch(() => undefined))) {
    if (child.exitCode !== null) throw new Error(`moto_server ended with ${child.exitCode}`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  const stop = async (): Promise<unknown> => {
    child.kill('SIGKILL');
    return ended;
  };
  return { name: 'moto', url, stop };
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}
