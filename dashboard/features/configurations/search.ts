import { oneOf, type RawSearch, search, textOf } from "../../shell/search-params.ts";

/** What is looked at of one version. */
export const VIEWS = ["changes", "call", "history"] as const;

/** The view of a version, its text when absent; and what its changes are compared with. */
export function validateConfigurationSearch(raw: RawSearch) {
  return search({ view: oneOf(raw, "view", VIEWS), against: textOf(raw, "against") });
}

/** Which state of versions is listed; all when absent. */
export function validateVersionsSearch(raw: RawSearch) {
  return search({ state: oneOf(raw, "state", ["DRAFT", "READY_TO_SERVE", "SERVED", "RETIRED"]) });
}

/** What a new version begins with: `empty`, `kept`, `import`, `description`, a version's or a template's id. */
export function validateNewConfigurationSearch(raw: RawSearch) {
  return search({ from: textOf(raw, "from") });
}

/** The secret that is to be set, by its name; `*` for a new one. */
export function validateSecretsSearch(raw: RawSearch) {
  return search({ set: textOf(raw, "set") });
}
