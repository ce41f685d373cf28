import { HttpStandIn } from './http-stand-in.ts';
import type { Answer, Seen } from './http-stand-in.ts';

interface Token {
  /** Seconds; 0 has no end. */
  ttl: number;
  /** Wall clock, milliseconds. */
  until: number;
  renewable: boolean;
}

const errors = (status: number, ...messages: string[]): Answer => ({ status, body: { errors: messages } });

/** Vault's HTTP API, as its documentation has it: KV version 2, AppRole, Kubernetes, lookup-self and renew-self. */
export class VaultStandIn {
  readonly server: HttpStandIn;
  /** KV version 2 secrets by their path below the mount `secret`; null was deleted. */
  readonly secrets = new Map<string, Record<string, unknown> | null>();
  readonly tokens = new Map<string, Token>();
  sealed = false;
  namespace: string | undefined;
  /** What a login grants. */
  grant = { ttl: 3600, renewable: true };
  /** Seconds that renew-self grants; 0 refuses. */
  renewal = 3600;
  #logins = 0;

  private constructor(server: HttpStandIn) {
    this.server = server;
  }

  static async start(): Promise<VaultStandIn> {
    const server = await HttpStandIn.start((request) => vault.#answer(request));
    const vault = new VaultStandIn(server);
    return vault;
  }

  get logins(): number {
    return this.#logins;
  }

  issue(id: string, ttl: number, renewable = true): string {
    this.tokens.set(id, { ttl, renewable, until: ttl === 0 ? Infinity : Date.now() + ttl * 1000 });
    return id;
  }

  stop(): Promise<void> {
    return this.server.stop();
  }

  #answer({ method, path, headers, body }: Seen): Answer {
    if (this.sealed) return errors(503, 'Vault is sealed');
    if (headers['x-vault-request'] !== 'true') return errors(412, 'required request header missing');
    if (headers['x-vault-namespace'] !== this.namespace) return errors(404, 'no handler for route');
    if (method === 'POST' && path === '/v1/auth/approle/login') {
      const valid = body['role_id'] === 'the-role' && body['secret_id'] === 'the-secret-id';
      return valid ? this.#login() : errors(400, 'invalid role or secret ID');
    }
    if (method === 'POST' && path === '/v1/auth/clusters/eu/login') {
      const valid = body['role'] === 'anankor' && body['jwt'] === 'a.service.account';
      return valid ? this.#login() : errors(403, 'permission denied');
    }
    const id = String(headers['x-vault-token']);
    const token = this.tokens.get(id);
    if (!token || token.until < Date.now()) return errors(403, 'permission denied', 'invalid token');
    if (method === 'GET' && path === '/v1/auth/token/lookup-self') {
      const ttl = token.ttl === 0 ? 0 : Math.round((token.until - Date.now()) / 1000);
      return { status: 200, body: { data: { id, ttl, renewable: token.renewable, type: 'service' } } };
    }
    if (method === 'POST' && path === '/v1/auth/token/renew-self') return this.#renew(id, token);
    if (method === 'GET') return this.#read(path);
    return errors(405);
  }

  #login(): Answer {
    const id = `hvs.login-${++this.#logins}`;
    this.issue(id, this.grant.ttl, this.grant.renewable);
    return this.#auth(id, this.grant.ttl, this.grant.renewable);
  }

  #renew(id: string, token: Token): Answer {
    if (this.renewal === 0 || !token.renewable) return errors(400, 'lease is not renewable');
    token.until = Date.now() + this.renewal * 1000;
    return this.#auth(id, this.renewal, token.renewable);
  }

  #auth(id: string, ttl: number, renewable: boolean): Answer {
    return {
      status: 200,
      body: {
        auth: { client_token: id, accessor: 'a', policies: ['default'], lease_duration: ttl, renewable },
      },
    };
  }

  #read(path: string): Answer {
    if (path === '/v1/version-one/anankor') return { status: 200, body: { data: { token: 'flat' } } };
    if (path.startsWith('/v1/forbidden/')) return errors(403, '1 error occurred: * permission denied');
    const name = /^\/v1\/secret\/data\/(.+)$/.exec(path)?.[1];
    const secret = name === undefined ? undefined : this.secrets.get(decodeURIComponent(name));
    if (secret === undefined) return { status: 404, body: { errors: [] } };
    const metadata = {
      created_time: '2024-01-01T00:00:00Z',
      deletion_time: '',
      destroyed: false,
      version: 1,
    };
    if (secret === null)
      return {
        status: 404,
        body: { data: { data: null, metadata: { ...metadata, deletion_time: '2024-02-01T00:00:00Z' } } },
      };
    return { status: 200, body: { lease_duration: 0, renewable: false, data: { data: secret, metadata } } };
  }
}
