import type { Backend } from '../backend.ts';
import type { PermissionSet } from '../world/permissions.ts';
import { toBits } from '../world/permissions.ts';
import type { Guild, Role } from '../world/records.ts';

/** A role, as its guild's administrator handles it. */
export class SimulatedRole {
  readonly kind = 'role';
  readonly #backend: Backend;
  readonly #guild: Guild;
  readonly #role: Role;

  constructor(backend: Backend, guild: Guild, role: Role) {
    this.#backend = backend;
    this.#guild = guild;
    this.#role = role;
  }

  get id(): string {
    return this.#role.id;
  }

  get name(): string {
    return this.#role.name;
  }

  setPermissions(permissions: PermissionSet): void {
    this.#backend.guildChanges.setRolePermissions(this.#guild, this.#role, toBits(permissions));
  }

  delete(): void {
    this.#backend.guildChanges.deleteRole(this.#guild, this.#role);
  }
}
