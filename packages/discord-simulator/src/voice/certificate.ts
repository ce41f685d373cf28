import { isIP } from 'node:net';
import { generate } from 'selfsigned';

/** PEM. */
export interface Certificate {
  readonly key: string;
  readonly cert: string;
}

/**
 * A self-signed certificate for localhost, 127.0.0.1 and the given hosts, valid for a year. It is its own authority:
 * clients trust it through NODE_EXTRA_CA_CERTS or a Java trust store.
 */
export async function createCertificate(hosts: readonly string[] = []): Promise<Certificate> {
  const names = [...new Set(['localhost', '127.0.0.1', ...hosts])];
  const pem = await generate([{ name: 'commonName', value: 'discord-simulator voice' }], {
    keyType: 'ec',
    algorithm: 'sha256',
    extensions: [
      { name: 'basicConstraints', cA: true },
      { name: 'keyUsage', digitalSignature: true, keyCertSign: true },
      { name: 'extKeyUsage', serverAuth: true },
      {
        name: 'subjectAltName',
        altNames: names.map((name) => (isIP(name) ? { type: 7, ip: name } : { type: 2, value: name })),
      },
    ],
  });
  return { key: pem.private, cert: pem.cert };
}
