import type { Kysely } from "kysely";
import type { MasterKeys } from "../../secrets/master-keys.ts";
import type { Clock } from "../../store/clock.ts";
import type { ServedConfig } from "../../store/configs/load-served.ts";
import type { Database } from "../../store/sql/schema.ts";
import type { Audit } from "../audit/audit.ts";
import type { ConfigLanguage, ConfigProblem } from "./language.ts";

/** What configurations need. */
export interface ConfigDeps {
  readonly db: Kysely<Database>;
  readonly clock: Clock;
  readonly audit: Audit;
  readonly language: ConfigLanguage;
  /** Seals projects' secrets. */
  readonly masterKeys: MasterKeys;
  /** What stands in the way of serving a configuration, its secrets at hand; the data plane's own check. */
  readonly checkServing: (config: ServedConfig) => readonly ConfigProblem[];
  /** Throws `invalid_parameters` naming `param` for a URL that the gateway must not call. */
  readonly checkUrl: (url: string, param: string) => Promise<unknown>;
}

/** Which project, as far as the caller may see it. */
export interface ProjectPlace {
  readonly organizationId: string;
  readonly projectId: string;
}

/** Which configuration, as far as the caller may see it. */
export interface ConfigPlace extends ProjectPlace {
  readonly configId: string;
}
