import type { Generated } from "kysely";

/** Decides the limits of an organization. */
export type Plan = "free" | "starter" | "pro" | "enterprise";

export interface OrganizationsTable {
  id: string;
  name: string;
  plan: Plan;
  /** Raised by each change of its budgets. */
  budgets_version: Generated<number>;
  status: Generated<"active" | "deleted">;
  created_at: Date;
  updated_at: Date;
}

/** From most to least allowed. */
export type Role = "owner" | "admin" | "developer" | "viewer";

export interface MembershipsTable {
  user_id: string;
  organization_id: string;
  role: Role;
  created_at: Date;
}

/** One pending invitation an organization and email. */
export interface InvitationsTable {
  id: string;
  organization_id: string;
  /** Lower case. */
  email: string;
  role: Role;
  /** SHA-256 of the token in hex. */
  token_hash: string;
  status: Generated<"pending" | "accepted" | "revoked">;
  expires_at: Date;
  invited_by: string | null;
  created_at: Date;
  updated_at: Date;
}

/** A token for automation. */
export interface OrganizationTokensTable {
  id: string;
  organization_id: string;
  name: string;
  /** SHA-256 of the token in hex. */
  hash: string;
  last4: string;
  role: Role;
  scopes: string[];
  expires_at: Date | null;
  revoked_at: Generated<Date | null>;
  /** To the minute. */
  last_used_at: Generated<Date | null>;
  created_by: string | null;
  created_at: Date;
}

/** An organization's OpenID Connect provider. */
export interface SsoConnectionsTable {
  organization_id: string;
  issuer: string;
  client_id: string;
  /** Sealed. */
  client_secret: string;
  /** Lower case. */
  email_domains: string[];
  default_role: Exclude<Role, "owner">;
  /** Members of these domains, but for owners, reach the organization by single sign-on alone. */
  enforced: boolean;
  created_at: Date;
  updated_at: Date;
}
