import type { Context, MiddlewareHandler } from "hono";
import type { Kysely } from "kysely";
import { fail, type GatewayError } from "../../errors/gateway-error.ts";
import type { Clock } from "../../store/clock.ts";
import type { Database, Role } from "../../store/sql/schema.ts";
import type { Audit } from "../audit/audit.ts";
import { auditFacts } from "../audit/facts.ts";
import { declare } from "../http/declared.ts";
import { createRateBound } from "../http/rate-bound.ts";
import type { ManagementEnv } from "../http/types.ts";
import { type Credential, credentialOf } from "./credential.ts";
import { findTokenPrincipal, findUserPrincipal } from "./find-principal.ts";
import { actorOf, type Membership, type Principal, type UserPrincipal } from "./principal.ts";
import { isAtLeast } from "./roles.ts";
import { hasScope, type Scope } from "./scopes.ts";
import { isOrganizationToken } from "./secret-tokens.ts";

export { actorOf, type Membership, type Principal, userIdOf } from "./principal.ts";

/** Denied uses of one token that are written down in an hour. */
const DENIED_USES_MAX = 10;
const HOUR_MS = 3_600_000;

/** What a route asks of callers, beside their role. */
export interface RoleOptions {
  /** The scope that lets an organization's token in. Without it only tokens with `*` are let in. Users need none. */
  readonly scope?: Scope;
  /** No organization's token is let in, whatever its scopes. */
  readonly usersOnly?: true;
  /** Who has the role nowhere is let in too, with nothing in `allowed`: for lists, which are then empty. */
  readonly orNowhere?: true;
}

/** What every route declares: open to all, signed in, or signed in with a role. */
export interface Access {
  /** A signed-in user, also by an organization's single sign-on. */
  readonly requireUser: MiddlewareHandler<ManagementEnv>;
  /** A user who signed in by their own account: for what belongs to the user and to no organization. */
  readonly requireAccount: MiddlewareHandler<ManagementEnv>;
  /** Whoever it is; a session that is sent along must be good, and `principal` is then set. */
  readonly allowAnyone: MiddlewareHandler<ManagementEnv>;
  /**
   * A user with at least this role in some organization, or a token of that role and with the scope; `allowed` then
   * holds those organizations.
   */
  requireRole(role: Role, options?: RoleOptions): MiddlewareHandler<ManagementEnv>;
}

export interface AccessOptions {
  readonly db: Kysely<Database>;
  readonly clock: Clock;
  readonly audit: Audit;
  /** Address under which users reach the service. */
  readonly publicUrl: string;
}

/** Makes the middleware that knows who is calling. */
export function createAccess(options: AccessOptions): Access {
  const identify = identifier(options);
  const authenticate = async (c: Context<ManagementEnv>): Promise<Principal> => {
    const credential = credentialOf(c, options.publicUrl);
    const principal = credential === null ? null : await identify(c, credential);
    if (principal === null) throw fail("unauthenticated");
    c.set("principal", principal);
    return principal;
  };
  return {
    requireUser: declare(
      async (c, next) => {
        requireUser(await authenticate(c));
        await next();
      },
      { role: "user" },
    ),
    requireAccount: declare(
      async (c, next) => {
        if (requireUser(await authenticate(c)).ssoOrganizationId !== null) throw needsOwnSession();
        await next();
      },
      { role: "account" },
    ),
    allowAnyone: declare(
      async (c, next) => {
        const credential = credentialOf(c, options.publicUrl);
        const principal = credential === null ? null : await identify(c, credential);
        // A browser goes on sending the cookie of a session that has ended.
        if (principal === null && credential?.byCookie === false) throw fail("unauthenticated");
        if (principal !== null) c.set("principal", principal);
        await next();
      },
      { role: "anyone" },
    ),
    requireRole: (role, { scope, usersOnly, orNowhere } = {}) =>
      declare(
        async (c, next) => {
          const principal = await authenticate(c);
          if (usersOnly === true) requireUser(principal);
          requireScope(principal, scope);
          const allowed = principal.memberships.filter((membership) => isAtLeast(membership.role, role));
          if (allowed.length === 0 && orNowhere !== true) throw roleNowhere(principal, role);
          c.set("allowed", allowed);
          await next();
        },
        { role, scope: usersOnly === true ? undefined : (scope ?? "*"), usersOnly, orNowhere },
      ),
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
  const { principal } = c.var;
  if (principal.memberships.some(inOrganization)) {
    throw fail("permission_denied", { message: "Your role in this organization does not allow that." });
  }
  const managed = principal.kind === "user" ? principal.ssoRequired.find(inOrganization) : undefined;
  throw managed === undefined ? fail("not_found") : needsSso(managed);
}

/**
 * The organization in which a route makes something: the one that is named, else the only one the caller belongs to.
 * With several the caller must say which.
 */
export function membershipFor(c: Context<ManagementEnv>, organizationId: string | undefined): Membership {
  if (organizationId !== undefined) return membershipIn(c, organizationId);
  const [only, ...others] = c.var.principal.memberships;
  if (only !== undefined && others.length === 0) return membershipIn(c, only.organizationId);
  throw fail("invalid_parameters", {
    message: "organizationId: you belong to several organizations, so say which one",
    param: "organizationId",
  });
}

/** The signed-in user of a route that requires one. */
export function userOf(c: Context<ManagementEnv>): UserPrincipal {
  return requireUser(c.var.principal);
}

/** The user who makes a request to a route that is open to all; null for nobody, and for a token. */
export function userOrNull(c: Context<ManagementEnv>): UserPrincipal | null {
  const principal = c.get("principal") as Principal | undefined;
  return principal?.kind === "user" ? principal : null;
}

type Identify = (c: Context<ManagementEnv>, credential: Credential) => Promise<Principal | null>;

function identifier({ db, clock, audit }: AccessOptions): Identify {
  const denials = createRateBound({ clock, countMax: DENIED_USES_MAX, windowMs: HOUR_MS });
  return async (c, { token, byCookie }) => {
    if (byCookie || !isOrganizationToken(token)) return await findUserPrincipal(db, token, clock.now());
    const found = await findTokenPrincipal(db, token, clock.now());
    if (found === null || found.refusal === null) return found?.principal ?? null;
    const { id, organizationId } = found.principal.organizationToken;
    if (denials.take(id) !== null) {
      await audit.record({
        ...auditFacts(c),
        organizationId,
        actor: actorOf(found.principal),
        action: "token.use",
        outcome: "denied",
        target: { kind: "token", id },
        after: { reason: found.refusal },
      });
    }
    throw fail("unauthenticated", { message: `This token is ${found.refusal}. Create a new one.` });
  };
}

function requireUser(principal: Principal): UserPrincipal {
  if (principal.kind === "user") return principal;
  throw fail("permission_denied", { message: "This is for signed-in users, not for an organization's token." });
}

function requireScope(principal: Principal, scope: Scope | undefined): void {
  if (principal.kind !== "token") return;
  const { scopes } = principal.organizationToken;
  if (scope === undefined ? scopes.includes("*") : hasScope(scopes, scope)) return;
  throw fail("permission_denied", { message: `This token needs the scope ${scope ?? "*"}.` });
}

function roleNowhere(principal: Principal, role: Role): GatewayError {
  const [managed] = principal.kind === "user" ? principal.ssoRequired : [];
  if (managed !== undefined) return needsSso(managed);
  return fail("permission_denied", { message: `This needs the role ${role}.` });
}

function needsOwnSession(): GatewayError {
  const message = "You came by single sign-on, which reaches its organization alone. Sign in with your own password.";
  return fail("permission_denied", { message });
}

function needsSso({ organizationId, organizationName }: Membership): GatewayError {
  return fail("sso_required", {
    message: `${organizationName} is reached by its single sign-on: GET /api/v1/auth/sso/start?organization=${organizationId}`,
    details: { organizationId },
  });
}
