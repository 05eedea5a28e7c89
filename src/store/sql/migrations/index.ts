import type { Migration } from "kysely/migration";
import * as foundation from "./0001-foundation.ts";
import * as requestLogs from "./0002-request-logs.ts";

/** Every migration by name, in order. A list in code and not a folder that is read, so that a bundle has it too. */
export const MIGRATIONS: Readonly<Record<string, Migration>> = {
  "0001-foundation": foundation,
  "0002-request-logs": requestLogs,
};
