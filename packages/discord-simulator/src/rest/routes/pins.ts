import type { Backend } from '../../backend.ts';
import { mostPins } from '../../messages/pins.ts';
import { DiscordError } from '../discord-error.ts';
import type { Router } from '../rest-server.ts';
import { FormErrors } from '../validation/form-errors.ts';
import { messageOf, reach, readBy } from './messages.ts';

/** Pins, on their paths and the older ones. They need Pin Messages; Manage Messages doesn't do. */
export function pinRoutes(router: Router, backend: Backend): void {
  const { pins } = backend;
  router.bot('GET', '/channels/:channel/messages/pins', (call) => {
    const { channel } = reach(backend, call, 'ReadMessageHistory');
    const errors = new FormErrors();
    const limit = errors.integer(['limit'], call.query.limit, { min: 1, max: 50 }) ?? 50;
    const before = errors.time(['before'], call.query.before);
    errors.throwIfAny();
    const all = pins.list(channel.id).filter(({ pinnedAt }) => !before || (pinnedAt ?? '') < before);
    const items = all
      .slice(0, limit)
      .map((stored) => ({ pinned_at: stored.pinnedAt, message: readBy(stored, call.application) }));
    return { items, has_more: all.length > limit };
  });
  router.bot('GET', '/channels/:channel/pins', (call) => {
    const { channel } = reach(backend, call, 'ReadMessageHistory');
    return pins.list(channel.id).map((stored) => readBy(stored, call.application));
  });
  for (const path of ['/channels/:channel/messages/pins/:message', '/channels/:channel/pins/:message']) {
    router.bot('PUT', path, (call) => {
      const { channel } = reach(backend, call, 'PinMessages');
      const stored = messageOf(backend, call);
      if (stored.pinnedAt === undefined && pins.list(channel.id).length >= mostPins) {
        throw new DiscordError('tooManyPins');
      }
      pins.pin(stored, call.application.user);
    });
    router.bot('DELETE', path, (call) => {
      reach(backend, call, 'PinMessages');
      pins.unpin(messageOf(backend, call));
    });
  }
}
