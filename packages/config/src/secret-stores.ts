import type { Clock } from '@anankor/core';
import { openSecretsManager, secretsManagerSettings } from './aws-secrets-manager.ts';
import type { Env, EnvProblem } from './env.ts';
import { mountedSecrets } from './mounted-secrets.ts';
import { SECRETS_FROM, secretReferences } from './secret-reference.ts';
import type { SecretReference, StoreScheme } from './secret-reference.ts';
import type { SecretSource } from './secret-source.ts';
import { SecretStoreError, StoreSettingsError, readPatiently } from './secret-store.ts';
import type { Secret, SecretStore } from './secret-store.ts';
import { isSecretVariable } from './secret-variables.ts';
import { Vault } from './vault.ts';
import { vaultSettings } from './vault-settings.ts';

interface OpenStore {
  settings: string;
  store: Promise<SecretStore>;
}

/**
 * Credentials from AWS Secrets Manager, HashiCorp Vault and mounted folders: variables that refer to a value, and whole secrets
 * that SECRETS_FROM names. A store is opened at its first use and kept, with its login, for as long as its settings stay.
 */
export function secretStores(options: { clock?: Clock } = {}): SecretSource {
  const open = new Map<StoreScheme, OpenStore>();

  const storeFor = async (scheme: StoreScheme, env: Env): Promise<SecretStore> => {
    if (scheme === 'dir') return mountedSecrets;
    const settings = scheme === 'vault' ? vaultSettings(env) : secretsManagerSettings(env);
    const known = open.get(scheme);
    if (known?.settings === JSON.stringify(settings)) return known.store;
    const store =
      'auth' in settings ? Promise.resolve(new Vault(settings, options.clock)) : openSecretsManager(settings);
    open.set(scheme, { settings: JSON.stringify(settings), store });
    return store;
  };

  return {
    name: 'secret stores',
    resolve: async (env, signal) => {
      const { references, problems } = secretReferences(env);
      const secrets = new Map<string, Promise<Secret>>();
      /** Each secret once, however many variables refer to it. */
      const read = ({ scheme, secret }: SecretReference): Promise<Secret> => {
        const name = `${scheme}:${secret}`;
        const reading =
          secrets.get(name) ??
          (async () =>
            readPatiently(await storeFor(scheme, env), secret, { signal, clock: options.clock }))();
        secrets.set(name, reading);
        return reading;
      };
      const values: Record<string, string> = {};
      const found = await Promise.all(
        references.map(async (reference): Promise<readonly EnvProblem[]> => {
          try {
            return take(reference, await read(reference), env, values);
          } catch (error) {
            signal?.throwIfAborted();
            return problemsOf(reference, error);
          }
        }),
      );
      return { values, problems: unique([...problems, ...found.flat()]) };
    },
  };
}

/** Puts what a reference names into `values`. */
function take(
  { variable, key }: SecretReference,
  secret: Secret,
  env: Env,
  values: Record<string, string>,
): readonly EnvProblem[] {
  if (variable !== SECRETS_FROM) {
    const value = key === undefined ? secret.text : secret.values[key];
    if (value === undefined || value === '')
      return [
        {
          variable,
          message: 'the secret it refers to exists, but has no such value: check the part after #',
        },
      ];
    values[variable] = value.trim();
    return [];
  }
  const supplied = Object.entries(secret.values).filter(
    ([name, value]) => isSecretVariable(name) && value !== '',
  );
  if (supplied.length === 0)
    return [
      {
        variable,
        message: 'a secret it names has no key that is the name of a credential, such as REDIS_URL',
      },
    ];
  return supplied.flatMap(([name, value]) => {
    if (env[name] || values[name])
      return [{ variable: name, message: `is set beside ${SECRETS_FROM}, expected it in one place only` }];
    values[name] = value.trim();
    return [];
  });
}

function problemsOf({ variable }: SecretReference, error: unknown): readonly EnvProblem[] {
  if (error instanceof StoreSettingsError) return error.problems;
  if (error instanceof SecretStoreError) return [{ variable, message: error.message }];
  throw error;
}

/** Many variables blame one setting of their store. */
function unique(problems: readonly EnvProblem[]): EnvProblem[] {
  return [
    ...new Map(problems.map((problem) => [`${problem.variable} ${problem.message}`, problem])).values(),
  ];
}
