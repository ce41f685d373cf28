import { z } from 'zod';
import type { Env, EnvProblem } from './env.ts';
import { isSecretVariable } from './secret-variables.ts';

export type StoreScheme = 'aws-sm' | 'vault' | 'dir';

export interface SecretReference {
  /** The variable that refers. */
  variable: string;
  scheme: StoreScheme;
  /** What the store calls the secret: a name or ARN, a path of Vault's API, a folder. */
  secret: string;
  /** One value of a secret that maps names to values. Absent: its whole text, or (SECRETS_FROM) all its values. */
  key?: string;
}

const wholeSecrets = z.object({
  /** With commas between; each of their keys that is the name of a credential supplies it. */
  SECRETS_FROM: z
    .string()
    .default('')
    .transform((text) => text.split(/[\s,]+/).filter((part) => part !== '')),
});

export const SECRETS_FROM = 'SECRETS_FROM';

const form = /^(aws-sm|vault|dir):([^#\s,]+)(?:#([^#\s]+))?$/;

/** Whether a value is meant to be a reference, well-formed or not. A single file needs none: `<NAME>_FILE` names it. */
export function isReference(value: string): boolean {
  return /^\s*(aws-sm|vault):/.test(value);
}

/** The references of an environment; a malformed one is a problem rather than a value. */
export function secretReferences(env: Env): { references: SecretReference[]; problems: EnvProblem[] } {
  const references: SecretReference[] = [];
  const problems: EnvProblem[] = [];
  const add = (variable: string, text: string): void => {
    const [, scheme, secret, key] = form.exec(text) ?? [];
    // One value has no place among whole secrets, and Vault has no secret that is one text.
    const fits = variable === SECRETS_FROM ? key === undefined : scheme === 'aws-sm' || key !== undefined;
    if (secret === undefined || !fits) problems.push({ variable, message: expectedForm(variable) });
    else
      references.push({
        variable,
        scheme: scheme as StoreScheme,
        secret,
        ...(key === undefined ? {} : { key }),
      });
  };
  for (const [variable, value = ''] of Object.entries(env))
    if (isSecretVariable(variable) && isReference(value)) add(variable, value.trim());
  for (const text of wholeSecrets.parse(env).SECRETS_FROM) add(SECRETS_FROM, text);
  return { references, problems };
}

function expectedForm(variable: string): string {
  return variable === SECRETS_FROM
    ? 'expected whole secrets with commas between, such as aws-sm:anankor/workers, vault:secret/data/anankor or dir:/run/secrets/anankor'
    : 'expected a reference such as aws-sm:anankor/workers#token1 or vault:secret/data/anankor#token1';
}
