import type { Kysely } from "kysely";
import type { Subject } from "../../connections/test-calls.ts";
import type { ConnectionTest } from "../../connections/test-connection.ts";
import type { Resolve } from "../../net-guard/resolve.ts";
import type { MasterKeys } from "../../secrets/master-keys.ts";
import type { Clock } from "../../store/clock.ts";
import type { Database } from "../../store/sql/schema.ts";
import type { Audit } from "../audit/audit.ts";

/** What connections need. */
export interface ProviderKeyDeps {
  readonly db: Kysely<Database>;
  readonly clock: Clock;
  readonly audit: Audit;
  /** Seals credentials. */
  readonly masterKeys: MasterKeys;
  /** `ALLOW_PRIVATE_URLS`. */
  readonly allowPrivateUrls: boolean;
  /** Instead of the operating system's, for tests. */
  readonly resolve?: Resolve | undefined;
  /** Tries a connection with a real, cheap call. */
  readonly test: (subject: Subject) => Promise<ConnectionTest>;
}

/** Which connection, as far as the caller may see it. */
export interface ProviderKeyPlace {
  readonly organizationId: string;
  readonly id: string;
}
