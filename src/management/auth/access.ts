import type { Context, MiddlewareHandler } from "hono";
import type { Kysely } from "kysely";
import { fail } from "../../errors/gateway-error.ts";
import type { Database, Role } from "../../store/sql/schema.ts";
import type { ManagementEnv } from "../http/types.ts";
import type { Identity, SessionUser } from "./identity.ts";

const RANK: Readonly<Record<Role, number>> = { viewer: 0, developer: 1, admin: 2, owner: 3 };

/** Longer ones are nobody's session token. */
const TOKEN_LENGTH_MAX = 512;

/** A user's place in an organization. */
export interface Membership {
  readonly organizationId: string;
  readonly organizationName: string;
  readonly role: Role;
}

/** Who makes a request, and where they belong. */
export interface Principal {
  readonly user: SessionUser;
  readonly token: string;
  readonly memberships: readonly Membership[];
}

/** What every route declares: signed in, or signed in with a role. */
export interface Access {
  /** Any signed-in user. */
  readonly requireUser: MiddlewareHandler<ManagementEnv>;
  /** A user with at least this role in some organization; `allowed` then holds those organizations. */
  requireRole(role: Role): MiddlewareHandler<ManagementEnv>;
}

/** Makes the middleware that knows who is calling. */
export function createAccess(identity: Identity, db: Kysely<Database>): Access {
  const authenticate = async (c: Context<ManagementEnv>): Promise<Principal> => {
    const token = bearerToken(c);
    const user = token === null ? null : await identity.userOf(token);
    if (token === null || user === null) throw fail("unauthenticated");
    const principal = { user, token, memberships: await membershipsOf(db, user.id) };
    c.set("principal", principal);
    return principal;
  };
  return {
    requireUser: async (c, next) => {
      await authenticate(c);
      await next();
    },
    requireRole: (role) => async (c, next) => {
      const { memberships } = await authenticate(c);
      const allowed = memberships.filter((membership) => RANK[membership.role] >= RANK[role]);
      if (allowed.length === 0) throw fail("permission_denied", { message: `This needs the role ${role}.` });
      c.set("allowed", allowed);
      await next();
    },
  };
}

/**
 * The membership through which a route may touch an organization's object. An organization that the caller is no
 * member of does not exist for them (404); in one of theirs, a role too low is said so (403).
 */
export function membershipIn(c: Context<ManagementEnv>, organizationId: string): Membership {
  const inOrganization = (each: Membership): boolean => each.organizationId === organizationId;
  const allowed = c.var.allowed.find(inOrganization);
  if (allowed !== undefined) return allowed;
  if (c.var.principal.memberships.some(inOrganization)) {
    throw fail("permission_denied", { message: "Your role in this organization does not allow that." });
  }
  throw fail("not_found");
}

function bearerToken(c: Context<ManagementEnv>): string | null {
  const header = c.req.header("authorization") ?? "";
  const token = /^bearer +(\S+)$/i.exec(header)?.[1] ?? null;
  return token !== null && token.length <= TOKEN_LENGTH_MAX ? token : null;
}

async function membershipsOf(db: Kysely<Database>, userId: string): Promise<readonly Membership[]> {
  return await db
    .selectFrom("memberships")
    .innerJoin("organizations", "organizations.id", "memberships.organization_id")
    .where("memberships.user_id", "=", userId)
    .orderBy("memberships.created_at")
    .orderBy("organizations.id")
    .select([
      "organizations.id as organizationId",
      "organizations.name as organizationName",
      "memberships.role as role",
    ])
    .execute();
}
