import { readFile } from 'node:fs/promises';
import type { Clock } from '@anankor/core';
import { z } from 'zod';
import { SecretStoreError } from './secret-store.ts';
import { requestVault } from './vault-request.ts';
import type { VaultAnswer } from './vault-request.ts';
import type { VaultSettings } from './vault-settings.ts';

/** A token of Vault and how long it lives. */
interface Session {
  token: string;
  /** Milliseconds from `since`; 0: it does not end, or nobody knows when. */
  leaseMs: number;
  renewable: boolean;
  /** Monotonic time before it was asked for. */
  since: number;
}

const login = z.object({
  auth: z.object({ client_token: z.string().min(1), lease_duration: z.number(), renewable: z.boolean() }),
});
const lookup = z.object({ data: z.object({ ttl: z.number(), renewable: z.boolean().default(false) }) });
const renewal = z.object({ auth: z.object({ lease_duration: z.number(), renewable: z.boolean() }) });

/**
 * How this process is logged in to Vault. The token is renewed when it is asked for and half its life is over, and replaced
 * by a new login where Vault renews no more; a given token (VAULT_TOKEN) can't be replaced, so it has to be renewed in time:
 * it must live for more than two refreshes.
 */
export class VaultSession {
  readonly #settings: VaultSettings;
  readonly #clock: Clock;
  #session: Session | undefined;
  /** One request at a time, however many secrets are read. */
  #pending: Promise<string> | undefined;

  constructor(settings: VaultSettings, clock: Clock) {
    this.#settings = settings;
    this.#clock = clock;
  }

  /** A token that is good now, as far as one can know. Rejects with a SecretStoreError. */
  token(signal: AbortSignal): Promise<string> {
    this.#pending ??= this.#token(signal).finally(() => {
      this.#pending = undefined;
    });
    return this.#pending;
  }

  /** Vault refused this token: the next one is a new login. False where there is none to be had. */
  forget(token: string): boolean {
    if (this.#session?.token === token) this.#session = undefined;
    return this.#settings.auth.method !== 'token';
  }

  async #token(signal: AbortSignal): Promise<string> {
    let session = this.#session;
    if (session && this.#lifeLeft(session) <= 0.5) session = await this.#renewed(session, signal);
    session ??= await this.#open(signal);
    this.#session = session;
    return session.token;
  }

  /** Share of its life that a session has before it; 1 for one without an end. */
  #lifeLeft({ leaseMs, since }: Session): number {
    return leaseMs === 0 ? 1 : 1 - (this.#clock.monotonic() - since) / leaseMs;
  }

  /** Undefined where a new login is due. */
  async #renewed(session: Session, signal: AbortSignal): Promise<Session | undefined> {
    const replaceable = this.#settings.auth.method !== 'token';
    if (!session.renewable) return replaceable ? undefined : session;
    const since = this.#clock.monotonic();
    const path = 'auth/token/renew-self';
    const { token } = session;
    const answer = await requestVault(this.#settings, { method: 'POST', path, token, body: {} }, signal);
    const { data } = renewal.safeParse(answer.body);
    if (answer.status !== 200 || !data) return replaceable ? undefined : session;
    const leaseMs = data.auth.lease_duration * 1000;
    // Close to its longest life Vault grants less and less: a new login before that.
    if (replaceable && leaseMs <= session.leaseMs / 2) return undefined;
    return { token, leaseMs, renewable: data.auth.renewable, since };
  }

  async #open(signal: AbortSignal): Promise<Session> {
    const since = this.#clock.monotonic();
    const { auth } = this.#settings;
    if (auth.method === 'token') {
      const { token } = auth;
      const answer = await requestVault(
        this.#settings,
        { method: 'GET', path: 'auth/token/lookup-self', token },
        signal,
      );
      // A policy may forbid the question; the read tells whether the token is good.
      const { data } = lookup.safeParse(answer.body);
      return {
        token,
        since,
        leaseMs: (data?.data.ttl ?? 0) * 1000,
        renewable: data?.data.renewable ?? false,
      };
    }
    const answer = await requestVault(this.#settings, { method: 'POST', ...(await this.#login()) }, signal);
    const { data } = login.safeParse(answer.body);
    if (answer.status !== 200 || !data) throw new SecretStoreError(this.#refusal(answer));
    const { client_token: token, lease_duration: seconds, renewable } = data.auth;
    return { token, leaseMs: seconds * 1000, renewable, since };
  }

  async #login(): Promise<{ path: string; body: object }> {
    const { auth } = this.#settings;
    if (auth.method === 'approle')
      return { path: `auth/${auth.mount}/login`, body: { role_id: auth.roleId, secret_id: auth.secretId } };
    if (auth.method !== 'kubernetes') throw new Error('a given token logs in nowhere');
    // Read each time: Kubernetes replaces it every hour.
    const jwt = await readFile(auth.jwtFile, 'utf8').catch((error: unknown) => {
      const reason = (error as NodeJS.ErrnoException).code ?? 'unknown error';
      throw new SecretStoreError(
        `the service account's token for Vault can't be read (${reason}): check VAULT_KUBERNETES_JWT_FILE`,
      );
    });
    return { path: `auth/${auth.mount}/login`, body: { role: auth.role, jwt: jwt.trim() } };
  }

  #refusal({ status }: VaultAnswer): string {
    const check =
      this.#settings.auth.method === 'approle'
        ? 'VAULT_ROLE_ID, VAULT_SECRET_ID (it may have been used up) and VAULT_APPROLE_MOUNT'
        : 'VAULT_KUBERNETES_ROLE, VAULT_KUBERNETES_MOUNT and the service account that the role is bound to';
    return `Vault refused the login (HTTP ${status}): check ${check}`;
  }
}
