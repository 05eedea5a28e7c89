import { createHash } from "node:crypto";
import { BoundedMap } from "../../bounded-map.ts";
import { compileLocal, type PartError } from "./compile-local.ts";
import { fromPiiSettings, type GuardrailConfig, type PiiSettings } from "./guardrail-config.ts";
import { guardrailSchema, type ReadGuardrail } from "./guardrail-schema.ts";
import { JUDGE_PROMPTS } from "./remote/judge-prompts.ts";
import type { LocalRule, RemoteRule, RuleSet } from "./rule.ts";

/** Guardrails ready for use. */
export interface CompiledGuardrails {
  readonly input: RuleSet;
  readonly output: RuleSet;
  /** The same for the same guardrails, another one for others; part of cache keys. */
  readonly fingerprint: string;
  /** What is wrong, by paths from the list. A guardrail with an error refuses every text. */
  readonly errors: readonly PartError[];
}

const RECENT_MAX = 200;
const recent = new BoundedMap<string, CompiledGuardrails>(RECENT_MAX);
const compiled = new WeakMap<readonly GuardrailConfig[], CompiledGuardrails>();
const joined = new WeakMap<
  readonly GuardrailConfig[],
  WeakMap<readonly GuardrailConfig[], readonly GuardrailConfig[]>
>();

/** Guardrails that hold for a key: those of its settings `pii`, then the others. Undefined when there are none. */
export function guardrailsInForce(
  pii: PiiSettings,
  guardrails: readonly GuardrailConfig[],
): CompiledGuardrails | undefined {
  const ofPii = fromPiiSettings(pii);
  if (ofPii.length === 0 && guardrails.length === 0) return undefined;
  const all = ofPii.length === 0 ? guardrails : guardrails.length === 0 ? ofPii : join(ofPii, guardrails);
  const set = compileGuardrails(all);
  const isEmpty = [set.input, set.output].every(({ local, remote }) => local.length + remote.length === 0);
  return isEmpty ? undefined : set;
}

function join(first: readonly GuardrailConfig[], second: readonly GuardrailConfig[]): readonly GuardrailConfig[] {
  let known = joined.get(first);
  if (known === undefined) {
    known = new WeakMap();
    joined.set(first, known);
  }
  let all = known.get(second);
  if (all === undefined) {
    all = [...first, ...second];
    known.set(second, all);
  }
  return all;
}

/** Compiles a list once: the same list gives the same object. Never throws. */
export function compileGuardrails(configs: readonly GuardrailConfig[]): CompiledGuardrails {
  let set = compiled.get(configs);
  if (set === undefined) {
    const fingerprint = createHash("sha256").update(JSON.stringify(configs)).digest("base64url").slice(0, 22);
    // Keys of one project have lists of their own that say the same.
    set = recent.get(fingerprint) ?? compile(configs, fingerprint);
    recent.set(fingerprint, set);
    compiled.set(configs, set);
  }
  return set;
}

interface Sides {
  readonly local: LocalRule[];
  readonly remote: RemoteRule[];
}

function compile(configs: readonly GuardrailConfig[], fingerprint: string): CompiledGuardrails {
  const errors: PartError[] = [];
  const input: Sides = { local: [], remote: [] };
  const output: Sides = { local: [], remote: [] };
  const names = new Set<string>();
  for (const [index, config] of configs.entries()) {
    const note = ({ path, message }: PartError): void => void errors.push({ path: [index, ...path], message });
    if (names.has(config.name)) note({ path: ["name"], message: "is the name of another guardrail too" });
    names.add(config.name);
    const read = guardrailSchema.safeParse(config);
    if (!read.success) {
      for (const { path, message } of read.error.issues) note({ path: path as (string | number)[], message });
      if (config.enabled !== false) refuseAll(config, [input, output]);
    } else if (read.data.enabled) addRule(read.data, { input, output }, note);
    else if (!isRemote(read.data)) {
      const parts = compileLocal(read.data);
      if ("message" in parts) note(parts);
    }
  }
  return { input, output, fingerprint, errors };
}

function addRule(
  config: ReadGuardrail,
  { input, output }: { readonly input: Sides; readonly output: Sides },
  note: (error: PartError) => void,
): void {
  const { name, type, behavior, message_roles: roles, response_message: message, where } = config;
  const facts = { name, type, behavior, roles: roles === undefined ? null : new Set(roles), message };
  const sides = where === "io" ? [input, output] : where === "input" ? [input] : [output];
  if (behavior === "tokenize" && where === "output") {
    note({ path: ["behavior"], message: "tokenize works on what callers send: set where to input or io" });
  }
  if (isRemote(config)) {
    for (const { remote } of sides) remote.push({ ...facts, remote: remoteOf(config) });
    return;
  }
  const parts = compileLocal(config);
  if ("message" in parts) {
    note(parts);
    refuseAll(config, sides);
    return;
  }
  // Tokens are put back in answers; what models write anew is nobody's secret that was taken out.
  const own = behavior === "tokenize" ? sides.filter((side) => side === input) : sides;
  for (const { local } of own) local.push({ ...facts, ...parts });
}

function isRemote(config: ReadGuardrail): config is Extract<ReadGuardrail, { type: "judge" | "http" }> {
  return config.type === "judge" || config.type === "http";
}

function remoteOf(config: Extract<ReadGuardrail, { type: "judge" | "http" }>): RemoteRule["remote"] {
  const { timeout, on_error: onError } = config.parameters;
  const timeoutMs = Math.round(timeout * 1_000);
  if (config.type === "http") return { kind: "http", url: config.parameters.url, timeoutMs, onError };
  const { prompt, prompt_ref: ref = "", model_id: model, fallback_model_id: fallbackModel } = config.parameters;
  const { temperature, max_tokens: maxTokens, business_context: context } = config.parameters;
  const task = prompt ?? JUDGE_PROMPTS.get(ref.replace(/\.md$/, "")) ?? "";
  return { kind: "judge", task, context, model, fallbackModel, temperature, maxTokens, timeoutMs, onError };
}

/** What cannot be understood lets nothing pass: a guardrail that is set must not be silently off. */
function refuseAll(config: Pick<GuardrailConfig, "name" | "type">, sides: readonly Sides[]): void {
  const rule: LocalRule = {
    name: config.name,
    type: config.type,
    behavior: "block",
    roles: null,
    message: `The guardrail '${config.name}' is not set up correctly. Tell your administrator.`,
    replacementOf: () => "",
    open: (replace) => ({ push: (text) => (text === "" ? "" : replace(text, config.type, 0)), end: () => "" }),
  };
  for (const { local } of sides) local.push(rule);
}
