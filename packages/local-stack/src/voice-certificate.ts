import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { X509Certificate } from 'node:crypto';
import { createCertificate } from '@anankor/discord-simulator';
import type { Certificate } from '@anankor/discord-simulator';

export interface KeptCertificate extends Certificate {
  /** PEM of the certificate, for a trust store. */
  file: string;
}

const A_DAY_MS = 86_400_000;

/**
 * The local Discord's voice certificate, the same one in every run until it expires: a Lavalink that somebody else runs has to trust it
 * before it starts.
 */
export async function keepVoiceCertificate(folder: string): Promise<KeptCertificate> {
  const [file, keyFile] = [join(folder, 'voice-ca.pem'), join(folder, 'voice-key.pem')];
  const [cert, key] = await Promise.all([readFile(file, 'utf8'), readFile(keyFile, 'utf8')]).catch(() => []);
  if (cert && key && lasts(cert)) return { cert, key, file };
  const made = await createCertificate();
  await mkdir(folder, { recursive: true });
  await writeFile(keyFile, made.key, { mode: 0o600 });
  await writeFile(file, made.cert);
  return { ...made, file };
}

/** How a JVM comes to trust the certificate, as commands. */
export function trustInJava(file: string): string[] {
  const store = file.replace(/\.pem$/, '.p12');
  const password = '-Djavax.net.ssl.trustStorePassword=changeit';
  return [
    `keytool -importcert -noprompt -alias voice -file ${file} -keystore ${store} -storepass changeit`,
    `java -Djavax.net.ssl.trustStore=${store} ${password} -jar Lavalink.jar`,
  ];
}

function lasts(cert: string): boolean {
  try {
    return Date.parse(new X509Certificate(cert).validTo) > Date.now() + A_DAY_MS;
  } catch {
    return false;
  }
}
