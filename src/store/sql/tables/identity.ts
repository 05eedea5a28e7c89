import type { Generated } from "kysely";

export interface UsersTable {
  id: string;
  name: string;
  /** Lower case. */
  email: string;
  /** True once somebody has proved to read its mail. */
  email_verified: boolean;
  image: string | null;
  created_at: Date;
  updated_at: Date;
}

export interface SessionsTable {
  id: string;
  user_id: string;
  /** SHA-256 of the token in hex. */
  token_hash: string;
  expires_at: Date;
  ip_address: string | null;
  user_agent: string | null;
  /** Set when an organization's single sign-on made it: it then reaches this organization alone. */
  sso_organization_id: string | null;
  created_at: Date;
  last_used_at: Date;
}

/** A way in: `credential` with a password, or `sso:<organization>` with the subject that its provider knows. */
export interface AccountsTable {
  id: string;
  user_id: string;
  account_id: string;
  provider_id: string;
  /** Argon2 hash. */
  password: string | null;
  created_at: Date;
  updated_at: Date;
}

/** The second factor of a user; it counts once it is confirmed. */
export interface UserTotpTable {
  user_id: string;
  /** Sealed. */
  secret: string;
  confirmed_at: Date | null;
  /** Time step of the last code that was accepted: no code is taken twice. */
  last_step: Generated<number>;
  created_at: Date;
}

/** Codes that replace a second factor, each once. */
export interface BackupCodesTable {
  user_id: string;
  /** SHA-256 in hex. */
  hash: string;
}

export interface PasswordResetsTable {
  /** SHA-256 in hex. */
  token_hash: string;
  user_id: string;
  expires_at: Date;
  created_at: Date;
}

/** Attempts that count towards a lock, by what is counted and by whose. */
export interface AuthAttemptsTable {
  kind: string;
  subject: string;
  count: number;
  locked_until: Date | null;
  last_at: Date;
}
