import type { Kysely } from "kysely";
import type { Database } from "../../store/sql/schema.ts";

/** Who did it. A system actor is the product itself: a job, a limit that was reached. */
export interface AuditActor {
  readonly kind: "user" | "token" | "system" | "anonymous";
  readonly id: string | null;
  /** An email or a token's name, as it was then. */
  readonly label: string | null;
}

/** One thing that happened. `before` and `after` hold what changed, secrets left out by whoever records it. */
export interface AuditEvent {
  /** Null for what concerns no organization, such as a sign-in that failed. */
  readonly organizationId: string | null;
  readonly actor: AuditActor;
  /** `<resource>.<verb>`, such as `project.update` or `auth.login`. */
  readonly action: string;
  readonly outcome: "success" | "denied" | "failure";
  readonly target: { readonly kind: string; readonly id: string; readonly label?: string } | null;
  readonly before?: unknown;
  readonly after?: unknown;
  readonly clientIp: string | null;
  readonly userAgent: string | null;
  readonly requestId: string | null;
}

/** Writes the audit log. */
export interface Audit {
  /** Appends an event; with `db` in that transaction, so that a change and its entry stand or fall together. */
  record(event: AuditEvent, db?: Kysely<Database>): Promise<void>;
}
