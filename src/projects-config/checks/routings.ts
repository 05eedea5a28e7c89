import { Cron } from "croner";
import { shown } from "../config-error.ts";
import type { DeclaredModels } from "./models.ts";
import { type CheckInput, checkKnown, checkUnique, nameAt, namesOf, type Part, partAt, partsOf } from "./part.ts";
import { checkTokenRanges } from "./token-ranges.ts";

/** Any moment does: it says only from when a schedule is looked for. */
const SCHEDULED_FROM = new Date(Date.UTC(2024, 0, 1));

/** Names once; models that exist; ranges that do not overlap; schedules that come about. */
export function checkRoutings({ root, note, warn }: CheckInput, declared: DeclaredModels): void {
  const routings = partsOf(root, "routing");
  checkUnique(
    routings.flatMap((routing) => nameAt(routing, "name") ?? []),
    "the routing",
    note,
  );
  for (const routing of routings) {
    const chosen = modelsOfRouting(routing);
    const deciding = routing.members["type"] === "llm" ? (nameAt(routing, "model_id") ?? []) : [];
    checkKnown([...chosen, ...[deciding].flat()], declared.chat_models, "chat model", note);
    const embedding = nameAt(routing, "embedding_model_id");
    checkKnown(embedding === undefined ? [] : [embedding], declared.embedding_models, "embedding model", note);
    checkConditions(routing, note, warn);
  }
}

/** Every model that a routing can choose, where it stands. */
export function modelsOfRouting(routing: Part) {
  const mapped = partsOf(routing, "output_mapping").flatMap((entry) => nameAt(entry, "model_id") ?? []);
  const preset = nameAt(routing, "default_model_id");
  return preset === undefined ? mapped : [preset, ...mapped];
}

function checkConditions(routing: Part, note: CheckInput["note"], warn: CheckInput["warn"]): void {
  const { type, rule } = routing.members;
  if (rule === "token_length" || rule === "context_length") checkTokenRanges(routing, note);
  if (rule === "time") checkSchedules(routing, note);
  if (rule === "budget") checkThresholds(routing, note);
  if (rule !== "keyword" && type !== "text_classification") return;
  const seen = new Map<string, string>();
  for (const entry of partsOf(routing, "output_mapping")) {
    const model = nameAt(entry, "model_id")?.name ?? "";
    for (const { path, name } of namesOf(entry, "conditions")) {
      const first = seen.get(name.toLowerCase());
      if (first !== undefined) warn({ path, message: `${shown(name)} stands here twice: ${shown(first)} gets it` });
      else seen.set(name.toLowerCase(), model);
    }
  }
}

/** Schedules of one routing that are looked at; to find that one never comes takes a millisecond. */
const SCHEDULES_MAX = 500;

function checkSchedules(routing: Part, note: CheckInput["note"]): void {
  const problems = new Map<string, string | undefined>();
  for (const entry of partsOf(routing, "output_mapping")) {
    for (const { path, name } of namesOf(entry, "conditions")) {
      if (!problems.has(name) && problems.size < SCHEDULES_MAX) problems.set(name, scheduleProblem(name));
      const message = problems.get(name);
      if (message !== undefined) note({ path, message });
    }
  }
}

function scheduleProblem(expression: string): string | undefined {
  try {
    const schedule = new Cron(expression, { timezone: "UTC", paused: true });
    return schedule.nextRun(SCHEDULED_FROM) === null ? "is a time that never comes" : undefined;
  } catch {
    return `${shown(expression)} is no cron expression: five fields, such as '* 9-17 * * 1-5'`;
  }
}

function checkThresholds(routing: Part, note: CheckInput["note"]): void {
  const seen = new Set<unknown>();
  for (const entry of partsOf(routing, "output_mapping")) {
    const conditions = partAt(entry, "conditions");
    const threshold = conditions?.members["threshold"];
    if (conditions === undefined || typeof threshold !== "number") continue;
    if (seen.has(threshold))
      note({ path: [...conditions.path, "threshold"], message: `${threshold} stands here twice` });
    seen.add(threshold);
  }
}
