import type { ConfigPath } from "../config-error.ts";
import { pathText, renderConfigError } from "../config-error.ts";
import { readProjectConfig } from "../read-config.ts";
import type { ProjectConfigInput } from "../schema/project-config.ts";
import { isSecretName, secretRef } from "../secret-ref.ts";
import { writeConfig } from "../write-config.ts";

/** Something of another product's configuration that is not, or not quite, in ours. */
export interface ImportNote {
  /** Where it stands in the other configuration. */
  readonly path: string;
  readonly reason: string;
}

export interface ImportResult {
  /** Our configuration; undefined when nothing could be made of the other one. */
  readonly yaml: string | undefined;
  readonly report: readonly ImportNote[];
  /** Secrets that must be stored before it can be served. */
  readonly secrets: readonly string[];
}

export type Members = Readonly<Record<string, unknown>>;
/** Our configuration while it is made. */
export type Draft = { -readonly [K in keyof ProjectConfigInput]: ProjectConfigInput[K] } & {
  routes: Record<string, RouteDraft>;
};
export type RouteDraft = ProjectConfigInput["routes"][string];
export type ModelDraft = NonNullable<ProjectConfigInput["chat_models"]>[number];

/** Collects what could not be carried. */
export class Report {
  readonly notes: ImportNote[] = [];

  note(path: ConfigPath, reason: string): void {
    if (this.notes.length < NOTES_MAX) this.notes.push({ path: pathText(path), reason });
  }

  /** Notes every member that has a value and is not among those that are carried. */
  leftOver(members: Members, carried: ReadonlySet<string>, path: ConfigPath, reason = "has no counterpart"): void {
    for (const [name, value] of Object.entries(members)) {
      if (!carried.has(name) && value !== null && value !== undefined) this.note([...path, name], reason);
    }
  }
}

const NOTES_MAX = 2_000;

/** The draft as YAML, read again: what would be refused is reported and not handed out as if it were right. */
export function finish(draft: Draft, report: Report): ImportResult {
  if (Object.keys(draft.routes).length === 0) {
    report.note([], "nothing is left that could answer: no route was made");
    return { yaml: undefined, report: report.notes, secrets: [] };
  }
  const yaml = writeConfig(draft);
  const { errors, secrets } = readProjectConfig(yaml);
  for (const error of errors) report.note([], `the result must be corrected at ${renderConfigError(error)}`);
  return { yaml, report: report.notes, secrets };
}

/** A reference to a secret that stands for a key that was written out, which is never copied. */
export function secretInstead(name: string, path: ConfigPath, report: Report): string {
  const secret = secretNameFrom(name);
  report.note(path, `a key is written out: store it as the secret ${secret}`);
  return secretRef(secret);
}

/** A name that a secret may have, from any text. */
export function secretNameFrom(text: string): string {
  const name = text
    .replaceAll(/[^A-Za-z0-9_]+/g, "_")
    .replaceAll(/^_+|_+$/g, "")
    .toUpperCase()
    .slice(0, 100);
  return isSecretName(name) ? name : `SECRET_${name}`.slice(0, 100);
}

/** An id that is not taken yet, from any text. */
export function freeName(text: string, taken: ReadonlySet<string>): string {
  const base =
    text
      .replaceAll(/[^A-Za-z0-9._-]+/g, "-")
      .replaceAll(/^[^A-Za-z0-9]+|-+$/g, "")
      .slice(0, 56) || "model";
  if (!taken.has(base)) return base;
  for (let count = 2; ; count += 1) if (!taken.has(`${base}-${count}`)) return `${base}-${count}`;
}

export function recordOf(value: unknown): Members {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Members) : {};
}

export function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

export function textOf(value: unknown): string | undefined {
  return typeof value === "string" && value !== "" ? value : undefined;
}

export function numberOf(value: unknown): number | undefined {
  const number = typeof value === "string" && value.trim() !== "" ? Number(value) : value;
  return typeof number === "number" && Number.isFinite(number) ? number : undefined;
}

/** A whole number inside bounds; undefined when it is no number. */
export function wholeOf(value: unknown, min: number, max: number): number | undefined {
  const number = numberOf(value);
  return number === undefined ? undefined : Math.min(max, Math.max(min, Math.round(number)));
}

/** The members that have a value. */
export function definedOf<T extends object>(members: T): { [K in keyof T]: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined)) as never;
}
