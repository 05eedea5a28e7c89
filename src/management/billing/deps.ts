import type { Kysely } from "kysely";
import type { Payments } from "../../billing/payments.ts";
import type { Clock } from "../../store/clock.ts";
import type { Log } from "../../store/log.ts";
import type { Database } from "../../store/sql/schema.ts";
import type { Audit } from "../audit/audit.ts";
import type { Access } from "../auth/access.ts";

/** What everything about money works with. */
export interface BillingDeps {
  readonly db: Kysely<Database>;
  readonly clock: Clock;
  readonly log: Log;
  readonly audit: Audit;
  readonly access: Access;
  /** Null: no payment service is set up. */
  readonly payments: Payments | null;
  /** Address under which users reach the service. */
  readonly publicUrl: string;
}
