import { GatewayDispatchEvents, GatewayOpcodes } from 'discord-api-types/v10';
import { z } from 'zod';

const anything = z.looseObject({});

/** What the client libraries read of a gateway frame without looking, by opcode. All else is passed on as it came. */
const dispatch = z.looseObject({ t: z.string(), s: z.int().nonnegative() });
const ready = z.looseObject({
  d: z.looseObject({
    session_id: z.string().min(1),
    resume_gateway_url: z.url({ protocol: /^wss?$/ }),
    guilds: z.array(anything),
    user: z.looseObject({ id: z.string() }),
  }),
});
const hello = z.looseObject({ d: z.looseObject({ heartbeat_interval: z.number().min(1) }) });
const invalidSession = z.looseObject({ d: z.boolean() });

/** What must be true of a frame before a library may see it. */
export function schemaOfFrame(frame: { op?: unknown; t?: unknown }): z.ZodType {
  switch (frame.op) {
    case GatewayOpcodes.Dispatch:
      if (frame.t === GatewayDispatchEvents.Ready) return dispatch.and(ready);
      // RESUMED alone has no data.
      return frame.t === GatewayDispatchEvents.Resumed ? dispatch : dispatch.extend({ d: anything });
    case GatewayOpcodes.Hello:
      return hello;
    case GatewayOpcodes.InvalidSession:
      return invalidSession;
    default:
      return z.looseObject({ op: z.int() });
  }
}

const eventNames = new Set<unknown>(Object.values(GatewayDispatchEvents));

/** A name for a frame that is bounded, whatever it holds. */
export function kindOfFrame(frame: unknown): string {
  if (typeof frame !== 'object' || frame === null) return 'frame';
  if ('t' in frame && typeof frame.t === 'string') return eventNames.has(frame.t) ? frame.t : 'other event';
  const name = 'op' in frame && typeof frame.op === 'number' ? GatewayOpcodes[frame.op] : undefined;
  return name === undefined ? 'frame' : `op ${name}`;
}
