import type { Backend } from '../../backend.ts';
import { isObject } from '../../json.ts';
import type { Application } from '../../world/records.ts';
import { applicationJson, userJson } from '../../world/payloads.ts';
import { timestamp } from '../../world/timestamp.ts';
import { DiscordError, found } from '../discord-error.ts';
import { Answer } from '../rest-server.ts';
import type { OpenCall, Router } from '../rest-server.ts';

/** OAuth2's token endpoint, and what a bearer may ask about itself. Consent itself is given under /sim, by a member. */
export function oauthRoutes(router: Router, backend: Backend): void {
  const { grants, world } = backend;

  router.open('POST', '/oauth2/token', (call) => {
    const raw = isObject(call.body) ? call.body : {};
    const application = clientOf(backend, call, raw);
    if (!application) return failure(401, 'invalid_client', 'Invalid client');
    const granted = grant(backend, application, raw);
    return granted ?? failure(400, 'invalid_grant', 'Invalid "code" in request.');
  });
  router.open('POST', '/oauth2/token/revoke', (call) => {
    const raw = isObject(call.body) ? call.body : {};
    if (!clientOf(backend, call, raw)) return failure(401, 'invalid_client', 'Invalid client');
    grants.revoke(String(raw.token));
    return new Answer(200, {});
  });
  router.bearer('GET', '/oauth2/@me', ({ grant: { application, user, scopes, until } }) => {
    const { id, name, icon, description, bot_public, bot_require_code_grant, verify_key, flags } =
      applicationJson(application, world.guildsOf(application.user.id).length);
    const about = { id, name, icon, description, bot_public, bot_require_code_grant, verify_key, flags };
    const open = { ...about, type: null, flags_new: String(flags) };
    const own = scopes.includes('identify') ? { user: userJson(user) } : {};
    return { application: open, scopes, expires: timestamp(until), ...own };
  });
}

/** By HTTP Basic, or `client_id` and `client_secret` of the form. */
function clientOf(
  { world }: Backend,
  { authorization }: OpenCall,
  raw: Record<string, unknown>,
): Application | undefined {
  const basic = /^Basic (.+)$/.exec(authorization)?.[1];
  const [id = '', secret = ''] =
    basic === undefined
      ? [String(raw.client_id), String(raw.client_secret)]
      : Buffer.from(basic, 'base64').toString().split(':');
  const application = world.applications.get(id);
  return application?.clientSecret === secret ? application : undefined;
}

function grant(
  { grants, world }: Backend,
  application: Application,
  raw: Record<string, unknown>,
): object | undefined {
  switch (raw.grant_type) {
    case 'authorization_code':
      return grants.exchange(application, String(raw.code), String(raw.redirect_uri));
    case 'refresh_token':
      return grants.refresh(application, String(raw.refresh_token));
    case 'client_credentials': {
      const user = found(world.users.get(application.ownerId), 'unknownUser');
      const scopes = typeof raw.scope === 'string' ? raw.scope.split(' ') : ['identify'];
      return grants.clientCredentials({ application, user, scopes });
    }
    default:
      throw new DiscordError('invalidForm', { grant_type: { _errors: [unsupported] } });
  }
}

const unsupported = { code: 'BASE_TYPE_CHOICES', message: 'Unsupported grant type' };

/** OAuth2's own form of an error. */
function failure(status: number, error: string, description: string): Answer {
  return new Answer(status, { error, error_description: description });
}
