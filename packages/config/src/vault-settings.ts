import { z } from 'zod';
import type { Env } from './env.ts';
import { expected } from './expected.ts';
import { StoreSettingsError } from './secret-store.ts';
import { url } from './values.ts';

export type VaultAuth =
  | { method: 'token'; token: string }
  | { method: 'approle'; mount: string; roleId: string; secretId: string }
  | { method: 'kubernetes'; mount: string; role: string; jwtFile: string };

export interface VaultSettings {
  address: string;
  namespace?: string;
  auth: VaultAuth;
}

const mount = (name: string) =>
  z
    .string()
    .regex(/^[\w-]+(\/[\w-]+)*$/, expected(`where an auth method is mounted, such as ${name}`))
    .default(name);

const oneLogin = 'one of VAULT_TOKEN, VAULT_ROLE_ID with VAULT_SECRET_ID, or VAULT_KUBERNETES_ROLE';

const variables = z
  .object({
    VAULT_ADDR: url(['http:', 'https:'], 'https://vault.example.org:8200'),
    VAULT_NAMESPACE: z.string().optional(),
    VAULT_TOKEN: z.string().optional(),
    VAULT_ROLE_ID: z.string().optional(),
    VAULT_SECRET_ID: z.string().optional(),
    VAULT_APPROLE_MOUNT: mount('approle'),
    VAULT_KUBERNETES_ROLE: z.string().optional(),
    VAULT_KUBERNETES_MOUNT: mount('kubernetes'),
    VAULT_KUBERNETES_JWT_FILE: z.string().default('/var/run/secrets/kubernetes.io/serviceaccount/token'),
  })
  .transform((env, context): VaultSettings => {
    const blame = (variable: string, message: string): never => {
      context.issues.push({ code: 'custom', path: [variable], message, input: undefined });
      return z.NEVER;
    };
    const { VAULT_TOKEN: token, VAULT_ROLE_ID: roleId, VAULT_SECRET_ID: secretId } = env;
    const { VAULT_KUBERNETES_ROLE: role, VAULT_KUBERNETES_JWT_FILE: jwtFile } = env;
    if (roleId === undefined && secretId !== undefined)
      return blame('VAULT_ROLE_ID', 'is missing, expected it beside VAULT_SECRET_ID');
    if (roleId !== undefined && secretId === undefined)
      return blame('VAULT_SECRET_ID', 'is missing, expected it beside VAULT_ROLE_ID');
    const ways: VaultAuth[] = [];
    if (token !== undefined) ways.push({ method: 'token', token });
    if (roleId !== undefined && secretId !== undefined)
      ways.push({ method: 'approle', mount: env.VAULT_APPROLE_MOUNT, roleId, secretId });
    if (role !== undefined)
      ways.push({ method: 'kubernetes', mount: env.VAULT_KUBERNETES_MOUNT, role, jwtFile });
    const [auth, another] = ways;
    if (auth === undefined) return blame('VAULT_TOKEN', `is missing, expected ${oneLogin}`);
    if (another !== undefined) return blame('VAULT_TOKEN', `is not the only login, expected ${oneLogin}`);
    return {
      address: env.VAULT_ADDR.replace(/\/+$/, ''),
      ...(env.VAULT_NAMESPACE === undefined ? {} : { namespace: env.VAULT_NAMESPACE }),
      auth,
    };
  });

/** @throws StoreSettingsError */
export function vaultSettings(env: Env): VaultSettings {
  const parsed = variables.safeParse(Object.fromEntries(Object.entries(env).filter(([, value]) => value)));
  if (parsed.success) return parsed.data;
  throw new StoreSettingsError(
    parsed.error.issues.map(({ path, message }) => ({ variable: String(path[0]), message })),
  );
}
