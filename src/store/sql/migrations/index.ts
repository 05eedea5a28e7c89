import type { Migration } from "kysely/migration";
import * as foundation from "./0001-foundation.ts";
import * as requestLogs from "./0002-request-logs.ts";
import * as identity from "./0003-identity.ts";
import * as projectsAndKeys from "./0004-projects-and-keys.ts";
import * as providerKeysAndAudit from "./0005-provider-keys-and-audit.ts";
import * as storedResponses from "./0006-stored-responses.ts";
import * as routing from "./0007-routing.ts";
import * as rollups from "./0008-rollups.ts";
import * as budgets from "./0009-budgets.ts";
import * as ledger from "./0010-ledger.ts";
import * as alerts from "./0011-alerts.ts";
import * as guardrails from "./0013-guardrails.ts";
import * as logDetails from "./0014-log-details.ts";
import * as connectionLimits from "./0015-connection-limits.ts";
import * as projectConfigs from "./0016-project-configs.ts";
import * as routes from "./0017-routes.ts";
import * as savedViews from "./0018-saved-views.ts";
import * as logErrorIndex from "./0019-log-error-index.ts";
import * as configShadows from "./0020-config-shadows.ts";
import * as guardedLogs from "./0021-guarded-logs.ts";

/** Every migration by name, in order. A list in code and not a folder that is read, so that a bundle has it too. */
export const MIGRATIONS: Readonly<Record<string, Migration>> = {
  "0001-foundation": foundation,
  "0002-request-logs": requestLogs,
  "0003-identity": identity,
  "0004-projects-and-keys": projectsAndKeys,
  "0005-provider-keys-and-audit": providerKeysAndAudit,
  "0006-stored-responses": storedResponses,
  "0007-routing": routing,
  "0008-rollups": rollups,
  "0009-budgets": budgets,
  "0010-ledger": ledger,
  "0011-alerts": alerts,
  "0013-guardrails": guardrails,
  "0014-log-details": logDetails,
  "0015-connection-limits": connectionLimits,
  "0016-project-configs": projectConfigs,
  "0017-routes": routes,
  "0018-saved-views": savedViews,
  "0019-log-error-index": logErrorIndex,
  "0020-config-shadows": configShadows,
  "0021-guarded-logs": guardedLogs,
};
