/**
 * The variables that hold credentials, which files and secret stores may supply. Only these: AWS_WEB_IDENTITY_TOKEN_FILE and
 * others like it belong to somebody else.
 */
const secretVariable =
  /^(DISCORD_MASTER_TOKEN|DISCORD_WORKER_TOKEN_\d+|REDIS_URL|LAVALINK_PASSWORD|LAVALINK_NODES|AWS_ACCESS_KEY_ID|AWS_SECRET_ACCESS_KEY|ADMIN_TOKEN)$/;

/** What a store itself is entered with: from the environment or a file, never from a store. */
const storeCredential = /^(VAULT_TOKEN|VAULT_SECRET_ID)$/;

export function isSecretVariable(name: string): boolean {
  return secretVariable.test(name);
}

export function isFileVariable(name: string): boolean {
  return isSecretVariable(name) || storeCredential.test(name);
}
