import type { Guardrail, GuardrailFinding, GuardrailTestAnswer } from "../../../src/client/api.ts";
import { call } from "../../api/call.ts";

export type Place = "input" | "output";
export type MessageRole = "user" | "assistant" | "system" | "tool";

export interface Asked {
  readonly organizationId: string;
  readonly projectId: string | undefined;
  /** Tried instead of those in force, drafts included; null: those in force, which this user may not read. */
  readonly guardrails: readonly Guardrail[] | null;
  readonly where: Place;
  readonly role: MessageRole;
  readonly text: string;
}

/** What one guardrail did. */
export interface Outcome {
  readonly name: string;
  readonly what: "found" | "nothing" | "not asked" | "not reached" | "off" | "elsewhere" | "other role";
  readonly findings: readonly GuardrailFinding[];
  /** What it found, as texts; null where the text that it saw is not known. */
  readonly matches: readonly string[] | null;
  /** Whether it saw the text as it was sent. */
  readonly sawOriginal: boolean;
}

export interface Trial {
  /** What was tried. */
  readonly text: string;
  readonly answer: GuardrailTestAnswer["test"];
  readonly outcomes: readonly Outcome[];
}

const CHANGES: readonly Guardrail["behavior"][] = ["redact", "tokenize"];
const ENDS: readonly Guardrail["behavior"][] = ["block", "soft_block"];

/**
 * Has the gateway try guardrails on a text. Findings are places in the text as the guardrails before left it: where one of
 * those changed it, they alone are tried first, so that what was found can be shown.
 */
export async function tryOut(asked: Asked, signal?: AbortSignal): Promise<Trial> {
  const answer = await run(asked, asked.guardrails, signal);
  const seen = new Map<string, string>();
  for (const name of changedBefore(asked.guardrails ?? [], answer.findings)) {
    const before = (asked.guardrails ?? []).slice(
      0,
      asked.guardrails?.findIndex((one) => one.name === name),
    );
    seen.set(name, (await run(asked, before, signal)).texts[0]?.text ?? "");
  }
  return { text: asked.text, answer, outcomes: outcomesOf(asked, answer, seen) };
}

async function run(asked: Asked, guardrails: Asked["guardrails"], signal?: AbortSignal) {
  const { organizationId, projectId, where, role, text } = asked;
  const body = {
    ...{ organizationId, where, messages: [{ role, content: text }] },
    ...(projectId === undefined ? {} : { projectId }),
    // Parameters are those of the type, which the gateway checks.
    ...(guardrails === null ? {} : { guardrails: guardrails as never }),
  };
  return (await call("postGuardrailsTest", { body }, signal)).test;
}

/** The guardrails that found something in a text that others before had changed. */
function changedBefore(list: readonly Guardrail[], findings: readonly GuardrailFinding[]): readonly string[] {
  const finders = new Set(findings.map(({ guardrail }) => guardrail));
  const first = list.findIndex(({ name, behavior }) => finders.has(name) && CHANGES.includes(behavior));
  if (first === -1) return [];
  return list.slice(first + 1).flatMap(({ name }) => (finders.has(name) ? [name] : []));
}

/** What each guardrail did, in their order. `seen` has what those saw whose text had been changed before. */
export function outcomesOf(
  { guardrails, where, role, text }: Pick<Asked, "guardrails" | "where" | "role" | "text">,
  { findings, skipped }: Pick<GuardrailTestAnswer["test"], "findings" | "skipped">,
  seen: ReadonlyMap<string, string>,
): readonly Outcome[] {
  const of = (name: string): Pick<Outcome, "findings" | "matches" | "sawOriginal"> => {
    const own = findings.filter(({ guardrail }) => guardrail === name);
    // Of guardrails that are not known, only the first surely saw the text as it was.
    const isFirst = guardrails !== null || findings[0]?.guardrail === name;
    const sawOriginal = isFirst && !seen.has(name);
    const saw = seen.get(name) ?? (isFirst ? text : null);
    return {
      findings: own,
      sawOriginal,
      matches: saw === null ? null : own.map(({ start, end }) => saw.slice(start, end)),
    };
  };
  if (guardrails === null) {
    const names = [...new Set(findings.map(({ guardrail }) => guardrail))];
    return [
      ...names.map((name) => ({ name, what: "found" as const, ...of(name) })),
      ...skipped.map((name) => ({ name, what: "not asked" as const, ...of(name) })),
    ];
  }
  const end = guardrails.findIndex(
    ({ name, behavior }) => ENDS.includes(behavior) && findings.some(({ guardrail }) => guardrail === name),
  );
  return guardrails.map((one, index): Outcome => {
    const { name } = one;
    const found = of(name);
    if (found.findings.length > 0) return { name, what: "found", ...found };
    if (!one.enabled) return { name, what: "off", ...found };
    if (one.where !== "io" && one.where !== where) return { name, what: "elsewhere", ...found };
    if (one.message_roles !== undefined && !one.message_roles.includes(role)) {
      return { name, what: "other role", ...found };
    }
    if (skipped.includes(name)) return { name, what: "not asked", ...found };
    return { name, what: end !== -1 && index > end ? "not reached" : "nothing", ...found };
  });
}
