import { SecretStoreError } from './secret-store.ts';
import type { VaultSettings } from './vault-settings.ts';

export interface VaultAnswer {
  status: number;
  /** Undefined where the body is no JSON. */
  body: unknown;
}

/** Once through Vault's HTTP API. Rejects, retryable, where Vault is away, sealed or busy; any other status is returned. */
export async function requestVault(
  settings: VaultSettings,
  request: { method: 'GET' | 'POST'; path: string; token?: string; body?: object },
  signal: AbortSignal,
): Promise<VaultAnswer> {
  const { method, path, token, body } = request;
  let answer: Response;
  let text: string;
  try {
    answer = await fetch(`${settings.address}/v1/${path}`, {
      method,
      signal,
      headers: {
        'X-Vault-Request': 'true',
        ...(token === undefined ? {} : { 'X-Vault-Token': token }),
        ...(settings.namespace === undefined ? {} : { 'X-Vault-Namespace': settings.namespace }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    text = await answer.text();
  } catch {
    throw new SecretStoreError('Vault does not answer: check VAULT_ADDR and the network', {
      retryable: true,
    });
  }
  const { status } = answer;
  if (status === 503)
    throw new SecretStoreError('Vault is sealed or not ready: unseal it', { retryable: true });
  if (status === 429 || status >= 500)
    throw new SecretStoreError(`Vault is in trouble (HTTP ${status}): see its log`, { retryable: true });
  return { status, body: parsed(text) };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
