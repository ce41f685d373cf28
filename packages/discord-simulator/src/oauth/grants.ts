import { randomText } from '../ids.ts';
import type { Application, User } from '../world/records.ts';

/** What a person let an application do. */
export interface Grant {
  readonly application: Application;
  readonly user: User;
  readonly scopes: readonly string[];
}

export interface TokenAnswer {
  access_token: string;
  token_type: 'Bearer';
  expires_in: number;
  refresh_token?: string;
  scope: string;
}

interface Code {
  grant: Grant;
  redirectUri: string;
  until: number;
}

const codeMs = 60_000;
const tokenSeconds = 604_800;

/** OAuth2: codes that are good once, access tokens for a week, refresh tokens. */
export class Grants {
  readonly #codes = new Map<string, Code>();
  readonly #access = new Map<string, { grant: Grant; until: number }>();
  readonly #refresh = new Map<string, Grant>();

  /** The person says yes; the code is good for a minute, once. */
  authorise(grant: Grant, redirectUri: string): string {
    const code = randomText(22);
    this.#codes.set(code, { grant, redirectUri, until: Date.now() + codeMs });
    return code;
  }

  /** Undefined for a code that is unknown, used, too old, or another application's. */
  exchange(application: Application, code: string, redirectUri: string): TokenAnswer | undefined {
    const known = this.#codes.get(code);
    this.#codes.delete(code);
    const fits = known?.grant.application === application && known.redirectUri === redirectUri;
    return known && fits && Date.now() < known.until ? this.#issue(known.grant) : undefined;
  }

  refresh(application: Application, token: string): TokenAnswer | undefined {
    const grant = this.#refresh.get(token);
    if (grant?.application !== application) return undefined;
    this.#refresh.delete(token);
    return this.#issue(grant);
  }

  /** For the application's own owner. */
  clientCredentials(grant: Grant): TokenAnswer {
    const { refresh_token: _none, ...answer } = this.#issue(grant);
    return answer;
  }

  revoke(token: string): void {
    this.#access.delete(token);
    this.#refresh.delete(token);
  }

  byToken(token: string): (Grant & { until: number }) | undefined {
    const known = this.#access.get(token);
    return known && Date.now() < known.until ? { ...known.grant, until: known.until } : undefined;
  }

  #issue(grant: Grant): TokenAnswer {
    const [access, refresh] = [randomText(22), randomText(22)];
    this.#access.set(access, { grant, until: Date.now() + tokenSeconds * 1_000 });
    this.#refresh.set(refresh, grant);
    return {
      access_token: access,
      token_type: 'Bearer',
      expires_in: tokenSeconds,
      refresh_token: refresh,
      scope: grant.scopes.join(' '),
    };
  }
}
