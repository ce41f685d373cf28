import { systemClock } from '@anankor/core';
import type { Clock } from '@anankor/core';
import { z } from 'zod';
import { SecretStoreError } from './secret-store.ts';
import type { Secret, SecretStore } from './secret-store.ts';
import { requestVault } from './vault-request.ts';
import { VaultSession } from './vault-session.ts';
import type { VaultSettings } from './vault-settings.ts';

const secretAnswer = z.object({ data: z.object({ data: z.record(z.string(), z.unknown()) }) });

/** HashiCorp Vault, key/value secrets of version 2. A secret is called by its API path: the mount, `data`, the secret. */
export class Vault implements SecretStore {
  readonly #settings: VaultSettings;
  readonly #session: VaultSession;

  constructor(settings: VaultSettings, clock: Clock = systemClock) {
    this.#settings = settings;
    this.#session = new VaultSession(settings, clock);
  }

  async read(secret: string, signal: AbortSignal): Promise<Secret> {
    const path = secret.split('/').map(encodeURIComponent).join('/');
    const get = async (): Promise<{ token: string; status: number; body: unknown }> => {
      const token = await this.#session.token(signal);
      return { token, ...(await requestVault(this.#settings, { method: 'GET', path, token }, signal)) };
    };
    let answer = await get();
    // The token may have been revoked, or have ended while nobody read.
    if (answer.status === 403 && this.#session.forget(answer.token)) answer = await get();
    if (answer.status === 403)
      throw new SecretStoreError(
        'Vault does not let this process read the secret: its policy needs "read" on the path, and its token must not have ended',
      );
    if (answer.status === 404)
      throw new SecretStoreError(
        'there is no such secret in Vault, or it was deleted: check the path, which has "data" after the mount (secret/data/anankor)',
      );
    if (answer.status !== 200)
      throw new SecretStoreError(`Vault refused the request (HTTP ${answer.status}): check the path`);
    const { data } = secretAnswer.safeParse(answer.body);
    if (!data)
      throw new SecretStoreError(
        'Vault answered without a secret of version 2: expected a mount of type kv, version 2',
      );
    const values: Record<string, string> = {};
    for (const [name, value] of Object.entries(data.data.data))
      if (typeof value === 'string' || typeof value === 'number') values[name] = String(value);
    return { values };
  }
}
