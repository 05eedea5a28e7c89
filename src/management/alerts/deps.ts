import type { Kysely } from "kysely";
import type { MasterKeys } from "../../secrets/master-keys.ts";
import type { SendAlert } from "../../store/alerts/sender.ts";
import type { Clock } from "../../store/clock.ts";
import type { Database } from "../../store/sql/schema.ts";
import type { Audit } from "../audit/audit.ts";

/** What alerts need. */
export interface AlertDeps {
  readonly db: Kysely<Database>;
  readonly clock: Clock;
  readonly audit: Audit;
  /** Seals URLs and secrets of webhooks. */
  readonly masterKeys: MasterKeys;
  /** Throws `invalid_parameters` naming `param` for a URL that the gateway must not call. */
  readonly checkUrl: (url: string, param: string) => Promise<unknown>;
  /** Sends a test at once; absent: this process sends none. */
  readonly send?: SendAlert | undefined;
}

/** Which object, as far as the caller may see it. */
export interface AlertPlace {
  readonly organizationId: string;
  readonly id: string;
}
