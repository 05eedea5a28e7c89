import type { z } from "zod";
import { nearestName } from "../nearest.ts";
import { type ConfigPath, type Finding, shown } from "./config-error.ts";
import { membersAt } from "./schema/members-at.ts";

type Issue = z.core.$ZodIssue;

/** What a schema says of a value, in words, with the names that were probably meant. */
export function explainIssues(schema: z.core.$ZodType, issues: readonly Issue[], value: unknown): Finding[] {
  return issues.flatMap((issue) => explain(schema, issue, value, []));
}

function explain(schema: z.core.$ZodType, issue: Issue, value: unknown, around: ConfigPath): Finding[] {
  const path = [...around, ...issue.path.map((step) => (typeof step === "symbol" ? String(step) : step))];
  const given = valueAt(value, path);
  if (issue.code === "unrecognized_keys") {
    const known = membersAt(schema, path, value);
    const free = known.filter((name) => !isIn(given, name));
    return issue.keys.map((key) => unknownKey([...path, key], key, free, known));
  }
  if (issue.code === "invalid_key") {
    return [{ path, on: "key", message: `${issue.issues[0]?.message ?? "is no name that can stand here"}` }];
  }
  if (issue.code === "invalid_union" && issue.errors.length > 0) return explainUnion(schema, issue, value, path);
  const unknown = issue.code === "invalid_union" ? unknownBeside(schema, path, value) : [];
  return [{ path, ...sentence(issue, given) }, ...unknown];
}

/** A record whose shape is not known, as the member that says it is wrong: what no shape has is told all the same. */
function unknownBeside(schema: z.core.$ZodType, path: ConfigPath, value: unknown): Finding[] {
  const around = path.slice(0, -1);
  const record = valueAt(value, around);
  const known = membersAt(schema, around, value, String(path.at(-1)));
  if (typeof record !== "object" || record === null || known.length === 0) return [];
  return Object.keys(record).flatMap((key) =>
    known.includes(key)
      ? []
      : [
          unknownKey(
            [...around, key],
            key,
            known.filter((name) => !isIn(record, name)),
            known,
          ),
        ],
  );
}

function unknownKey(path: ConfigPath, key: string, free: readonly string[], known: readonly string[]): Finding {
  return {
    path,
    on: "key",
    message: `${shown(key)} is not known here`,
    suggest: () => nearestName(key, free) ?? nearestName(key, known),
  };
}

/** Of several shapes that do not fit, the one that the value comes nearest to. */
function explainUnion(
  schema: z.core.$ZodType,
  issue: z.core.$ZodIssueInvalidUnion,
  value: unknown,
  path: ConfigPath,
): Finding[] {
  if (!issue.message.startsWith("Invalid input")) return [{ path, message: issue.message }];
  const best = [...issue.errors].sort((a, b) => weight(a) - weight(b))[0] ?? [];
  return best.flatMap((inner) => explain(schema, inner, value, path));
}

/** Errors inside a value say that its kind was right. */
function weight(issues: readonly Issue[]): number {
  return issues.reduce((sum, { path, code }) => sum + (code === "invalid_type" && path.length === 0 ? 100 : 1), 0);
}

function sentence(issue: Issue, given: unknown): Pick<Finding, "message" | "suggest"> {
  switch (issue.code) {
    case "invalid_type":
      if (given === undefined) return { message: "is missing" };
      return { message: `must be ${KINDS[issue.expected] ?? `a ${issue.expected}`}, not ${kindOf(given)}` };
    case "invalid_value":
      return ofList(issue.values.filter((one) => one !== undefined).map(String), given);
    case "invalid_union":
      return ofList(optionsOf(issue), given);
    case "too_small":
      return {
        message: sizeSentence(issue.origin, `${issue.inclusive === false ? "more than" : "at least"} ${issue.minimum}`),
      };
    case "too_big":
      return {
        message: sizeSentence(issue.origin, `${issue.inclusive === false ? "less than" : "at most"} ${issue.maximum}`),
      };
    default:
      return { message: issue.message.startsWith("Invalid") ? "is not right here" : issue.message };
  }
}

function ofList(values: readonly string[], given: unknown): Pick<Finding, "message" | "suggest"> {
  if (given === undefined) return { message: `is missing: one of ${values.join(", ")}` };
  const suggest = typeof given === "string" ? () => nearestName(given, values) : undefined;
  return { message: values.length === 1 ? `must be ${values[0]}` : `must be one of ${values.join(", ")}`, suggest };
}

/** Values of the member that tells several shapes apart. */
function optionsOf(issue: z.core.$ZodIssueInvalidUnion): string[] {
  const { options } = issue as { readonly options?: unknown };
  return Array.isArray(options) ? options.filter((one) => one !== undefined).map(String) : [];
}

function sizeSentence(origin: string, size: string): string {
  if (origin === "string") return `must have ${size} characters`;
  if (origin === "array" || origin === "set") return `must have ${size} entries`;
  return `must be ${size}`;
}

const KINDS: Readonly<Record<string, string>> = {
  string: "text",
  number: "a number",
  int: "a whole number",
  boolean: "true or false",
  array: "a list",
  tuple: "a list of two",
  object: "a map",
  record: "a map",
};

function kindOf(value: unknown): string {
  if (value === null) return "empty";
  if (Array.isArray(value)) return "a list";
  if (typeof value === "object") return "a map";
  if (typeof value === "string") return "text";
  return typeof value === "boolean" ? String(value) : "a number";
}

/** What stands at a path; undefined when nothing does. */
export function valueAt(value: unknown, path: ConfigPath): unknown {
  let at = value;
  for (const step of path) at = isIn(at, step) ? (at as Record<string | number, unknown>)[step] : undefined;
  return at;
}

function isIn(value: unknown, step: string | number): boolean {
  return typeof value === "object" && value !== null && Object.hasOwn(value, step);
}
