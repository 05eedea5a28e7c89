import type { Role } from "../../store/sql/schema.ts";
import type { AuditActor } from "../audit/audit.ts";
import type { GrantedScope } from "./scopes.ts";

/** A user, as the API shows one to themselves. */
export interface SessionUser {
  readonly id: string;
  readonly email: string;
  readonly name: string;
}

/** A place in an organization. A token has one, of its own role. */
export interface Membership {
  readonly organizationId: string;
  readonly organizationName: string;
  readonly role: Role;
}

/** A user with a session, by bearer or by cookie. */
export interface UserPrincipal {
  readonly kind: "user";
  readonly user: SessionUser;
  readonly sessionId: string;
  /** Set when the session was made by this organization's single sign-on: it reaches nothing else. */
  readonly ssoOrganizationId: string | null;
  /** Those that this session reaches. */
  readonly memberships: readonly Membership[];
  /** Organizations the user belongs to, and reaches by single sign-on alone. */
  readonly ssoRequired: readonly Membership[];
}

/** An organization's token for automation. */
export interface TokenPrincipal {
  readonly kind: "token";
  readonly organizationToken: {
    readonly id: string;
    readonly name: string;
    readonly organizationId: string;
    readonly role: Role;
    readonly scopes: readonly GrantedScope[];
  };
  readonly memberships: readonly Membership[];
}

/** Who makes a request, and where they belong. */
export type Principal = UserPrincipal | TokenPrincipal;

/** A caller as the audit log names them. */
export function actorOf(principal: Principal): AuditActor {
  if (principal.kind === "user") return userActor(principal.user);
  const { id, name } = principal.organizationToken;
  return { kind: "token", id, label: name };
}

/** A user as the audit log names them. */
export function userActor({ id, email }: Pick<SessionUser, "id" | "email">): AuditActor {
  return { kind: "user", id, label: email };
}

/**
 * The organization whose audit log tells of what users do with their own accounts: the only one they belong to; null
 * for none or several.
 */
export function onlyOrganizationOf(principal: UserPrincipal): string | null {
  const all = [...principal.memberships, ...principal.ssoRequired];
  return principal.ssoOrganizationId ?? (all.length === 1 ? (all[0]?.organizationId ?? null) : null);
}

/** The user behind a request, for columns such as `created_by`; null for a token. */
export function userIdOf(principal: Principal): string | null {
  return principal.kind === "user" ? principal.user.id : null;
}
