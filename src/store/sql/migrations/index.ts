import type { Migration } from "kysely/migration";
import * as foundation from "./0001-foundation.ts";
import * as requestLogs from "./0002-request-logs.ts";
import * as identity from "./0003-identity.ts";
import * as projectsAndKeys from "./0004-projects-and-keys.ts";
import * as providerKeysAndAudit from "./0005-provider-keys-and-audit.ts";
import * as storedResponses from "./0006-stored-responses.ts";
import * as routing from "./0007-routing.ts";
import * as rollups from "./0008-rollups.ts";

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
};
