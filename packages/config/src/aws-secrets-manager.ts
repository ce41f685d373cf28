import { z } from 'zod';
import type { Env } from './env.ts';
import { expected } from './expected.ts';
import { isReference } from './secret-reference.ts';
import { SecretStoreError, StoreSettingsError } from './secret-store.ts';
import type { Secret, SecretStore } from './secret-store.ts';
import { url } from './values.ts';

const settings = z.object({
  AWS_REGION: z.string(expected('the AWS region of the secrets, such as eu-central-1')),
  AWS_ACCESS_KEY_ID: z.string().optional(),
  AWS_SECRET_ACCESS_KEY: z.string().optional(),
  AWS_SESSION_TOKEN: z.string().optional(),
  /** The SDK's own name for it: a VPC endpoint, or a stand-in. */
  AWS_ENDPOINT_URL_SECRETS_MANAGER: url(
    ['http:', 'https:'],
    'https://secretsmanager.eu-central-1.amazonaws.com',
  ).optional(),
});
export type SecretsManagerSettings = z.output<typeof settings>;

/** @throws StoreSettingsError */
export function secretsManagerSettings(env: Env): SecretsManagerSettings {
  // Literal keys alone: those that are themselves to come from a store can't open it.
  const literal = Object.entries(env).filter(([, value]) => value && !isReference(value));
  const parsed = settings.safeParse(Object.fromEntries(literal));
  if (parsed.success) return parsed.data;
  throw new StoreSettingsError(
    parsed.error.issues.map(({ path, message }) => ({ variable: String(path[0]), message })),
  );
}

/** AWS Secrets Manager. Its SDK is loaded here, so that nobody else waits for it. */
export async function openSecretsManager(given: SecretsManagerSettings): Promise<SecretStore> {
  const { GetSecretValueCommand, SecretsManagerClient } = await import('@aws-sdk/client-secrets-manager');
  const { AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey } = given;
  const { AWS_SESSION_TOKEN: sessionToken, AWS_ENDPOINT_URL_SECRETS_MANAGER: endpoint } = given;
  const client = new SecretsManagerClient({
    region: given.AWS_REGION,
    // One retry policy, ours.
    maxAttempts: 1,
    ...(endpoint === undefined ? {} : { endpoint }),
    ...(accessKeyId !== undefined &&
      secretAccessKey !== undefined && {
        credentials: {
          accessKeyId,
          secretAccessKey,
          ...(sessionToken === undefined ? {} : { sessionToken }),
        },
      }),
  });
  return {
    read: async (secret, signal) => {
      try {
        const answer = await client.send(new GetSecretValueCommand({ SecretId: secret }), {
          abortSignal: signal,
        });
        return secretOf(answer.SecretString);
      } catch (error) {
        throw refusal(error);
      }
    },
  };
}

const mapping = z.record(z.string(), z.unknown());

/** A secret's text; where it is a JSON object, its strings and numbers by their names too. */
function secretOf(text: string | undefined): Secret {
  if (text === undefined)
    throw new SecretStoreError(
      'the secret it refers to is binary, expected text or JSON in AWS Secrets Manager',
    );
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return { text, values: {} };
  }
  const values: Record<string, string> = {};
  for (const [name, value] of Object.entries(mapping.safeParse(json).data ?? {}))
    if (typeof value === 'string' || typeof value === 'number') values[name] = String(value);
  return { text, values };
}

const advice: Readonly<Record<string, string>> = {
  ResourceNotFoundException:
    'there is no such secret in AWS Secrets Manager: check its name and AWS_REGION, or create it',
  AccessDeniedException:
    'AWS does not let this process read the secret: allow its role secretsmanager:GetSecretValue on it',
  DecryptionFailure:
    "AWS can't decrypt the secret for this process: allow its role kms:Decrypt on the secret's key",
  InvalidRequestException:
    'the secret is marked for deletion in AWS Secrets Manager: restore it, or refer to another',
  ValidationException: 'AWS Secrets Manager does not take this name for a secret: check the part before #',
};

const credentialFailure =
  /^(CredentialsProviderError|UnrecognizedClientException|InvalidSignatureException|IncompleteSignature(Exception)?|InvalidClientTokenId|MissingAuthenticationToken(Exception)?|ExpiredToken(Exception)?|RequestExpired)$/;
const busy = /Throttl|LimitExceeded|TooManyRequests|RequestTimeout/;

/** AWS names each failure; its message is left out, since it repeats what was asked. */
function refusal(error: unknown): SecretStoreError {
  if (error instanceof SecretStoreError) return error;
  const { name = '', $metadata } = error as { name?: string; $metadata?: { httpStatusCode?: number } };
  const known = advice[name];
  if (known !== undefined) return new SecretStoreError(known);
  if (credentialFailure.test(name))
    return new SecretStoreError(
      'AWS does not accept the credentials of this process: check AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or its role, and the clock',
    );
  const status = $metadata?.httpStatusCode ?? 0;
  if (status >= 400 && status < 500 && status !== 429 && !busy.test(name))
    return new SecretStoreError(
      `AWS Secrets Manager refused the request (HTTP ${status}): check what it refers to`,
    );
  return new SecretStoreError('AWS Secrets Manager does not answer: check the network and AWS_REGION', {
    retryable: true,
  });
}
