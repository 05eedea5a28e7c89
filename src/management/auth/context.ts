import type { Kysely } from "kysely";
import type { Mailer } from "../../mail/mailer.ts";
import type { MasterKeys } from "../../secrets/master-keys.ts";
import type { Clock } from "../../store/clock.ts";
import type { Log } from "../../store/log.ts";
import { hashPassword, verifyPassword } from "../../store/passwords.ts";
import type { Database } from "../../store/sql/schema.ts";
import type { Audit, AuditActor } from "../audit/audit.ts";
import type { AuditFacts } from "../audit/facts.ts";
import type { SsoNetwork } from "../sso/network.ts";
import { type Attempts, createAttempts } from "./attempts.ts";
import { createPasswordCheck, type PasswordCheck } from "./password-check.ts";

/** Who may make an account. */
export type RegistrationPolicy = "open" | "invite-only" | "closed";

/** What the operator decides about accounts. */
export interface IdentityConfig {
  /** Address under which users reach the service, without a slash at the end. */
  readonly publicUrl: string;
  readonly masterKeys: MasterKeys;
  /** Null: no mail is sent. */
  readonly mailer: Mailer | null;
  readonly registration: RegistrationPolicy;
  /** Who may make further organizations; an operator is an owner of the first one. */
  readonly organizationCreation: "any-user" | "operator";
  readonly sso: SsoNetwork;
}

/** Argon2, or a stand-in that counts. */
export interface Passwords {
  hash(password: string): Promise<string>;
  verify(storedHash: string, password: string): Promise<boolean>;
}

/** What everything about accounts works with. */
export interface AuthContext {
  readonly db: Kysely<Database>;
  readonly clock: Clock;
  readonly log: Log;
  readonly audit: Audit;
  readonly config: IdentityConfig;
  readonly attempts: Attempts;
  readonly passwords: Passwords;
  readonly checkPassword: PasswordCheck;
}

export interface AuthContextOptions extends Pick<AuthContext, "db" | "clock" | "log" | "audit" | "config"> {
  readonly passwords?: Passwords | undefined;
}

export function createAuthContext(options: AuthContextOptions): AuthContext {
  const { passwords = { hash: hashPassword, verify: verifyPassword }, ...rest } = options;
  const attempts = createAttempts(options.db, options.clock);
  return { ...rest, attempts, passwords, checkPassword: createPasswordCheck(passwords) };
}

/** Where a request comes from, when it is not yet known from whom. */
export type RequestFacts = Omit<AuditFacts, "actor">;

/** The same facts with somebody as the actor. */
export function as(actor: AuditActor, facts: RequestFacts): AuditFacts {
  const { clientIp, userAgent, requestId } = facts;
  return { actor, clientIp, userAgent, requestId };
}
