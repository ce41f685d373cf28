import type { FastifyInstance } from 'fastify';
import type { Backend } from '../backend.ts';

/** `/oauth2/authorize` as a browser is sent to it: who consents is chosen from a list, or named by `user`. */
export function consentPage(http: FastifyInstance, { world, grants }: Backend): void {
  http.get('/oauth2/authorize', async (request, reply) => {
    const query = request.query as Record<string, string>;
    const application = world.applications.get(query.client_id ?? '');
    const redirectUri = query.redirect_uri ?? '';
    if (!application?.redirectUris.includes(redirectUri) || query.response_type !== 'code') {
      return reply
        .code(400)
        .type('text/plain')
        .send('Invalid OAuth2 redirect_uri, client_id or response_type');
    }
    const user = world.users.get(query.user ?? '');
    if (!user) {
      const people = [...world.users.values()].filter(({ bot }) => !bot);
      const links = people.map(({ id, username }) => {
        const target = new URLSearchParams({ ...query, user: id });
        return `<li><a href="?${escapeHtml(target.toString())}">${escapeHtml(username)}</a></li>`;
      });
      return reply
        .type('text/html')
        .send(`<!doctype html><title>Authorise</title><ul>${links.join('')}</ul>`);
    }
    const scopes = (query.scope ?? '').split(' ').filter(Boolean);
    const back = new URL(redirectUri);
    back.searchParams.set('code', grants.authorise({ application, user, scopes }, redirectUri));
    if (query.state !== undefined) back.searchParams.set('state', query.state);
    return reply.redirect(back.toString());
  });
}

function escapeHtml(text: string): string {
  return text.replace(/[&<>"]/g, (character) => `&#${character.charCodeAt(0)};`);
}
