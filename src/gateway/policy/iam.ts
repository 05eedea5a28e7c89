import type { CallerIamRule } from "../caller.ts";
import { compileNames } from "./name-patterns.ts";

/** What is about to be called. A routing target has all but price and context. */
export interface IamTarget {
  readonly providerId: string;
  /** Catalogue id, or the provider's own name where the catalogue has none. */
  readonly modelId: string;
  /** `<provider>/<model>`. */
  readonly label: string;
  /** The provider's own name. */
  readonly nativeModel?: string;
  /** `project-slug/route`, where a route was asked for: rules of models may name it as well. */
  readonly route?: string | undefined;
  /** Pico-dollars a token, as the catalogue has them; absent or null: unknown. */
  readonly price?: { readonly inputPico: number; readonly outputPico: number } | null | undefined;
  /** The model's context window in tokens; absent or null: unknown. */
  readonly contextTokens?: number | null | undefined;
}

/** `rule` names the rule that stands in the way: its name, or such as `rule 2 (deny models)`. */
export type IamVerdict = { readonly allowed: true } | { readonly allowed: false; readonly rule: string };

/** The rules of a key, ready to be asked. */
export interface CompiledIam {
  check(target: IamTarget): IamVerdict;
}

type Test = (target: IamTarget) => boolean;

/** The allow rules of one kind: at least one must mean the target. */
interface Gate {
  readonly tests: readonly Test[];
  readonly refusal: IamVerdict;
}

const ALLOWED: IamVerdict = { allowed: true };
const PICO_PER_USD_PER_MILLION = 1_000_000;

/**
 * Compiles a key's rules; null or none allow everything. A deny rule that means the target decides. Where there are
 * allow rules of a kind (models, providers, pricing, context), one of that kind must mean the target. What is unknown
 * counts against the caller: it is within the bounds of every deny rule and of no allow rule.
 */
export function compileIam(rules: readonly CallerIamRule[] | null): CompiledIam {
  if (rules === null || rules.length === 0) return { check: () => ALLOWED };
  const named = rules.map((rule, i) => ({ rule, name: rule.name ?? `rule ${i + 1} (${rule.effect} ${rule.on})` }));
  const denials = named
    .filter(({ rule }) => rule.effect === "deny")
    .map(({ rule, name }) => ({ test: compileRule(rule, true), refusal: refusalBy(name) }));
  const gates = gatesOf(named.filter(({ rule }) => rule.effect === "allow"));
  return {
    check(target) {
      for (const { test, refusal } of denials) if (test(target)) return refusal;
      for (const { tests, refusal } of gates) if (!tests.some((test) => test(target))) return refusal;
      return ALLOWED;
    },
  };
}

interface NamedRule {
  readonly rule: CallerIamRule;
  readonly name: string;
}

function gatesOf(allows: readonly NamedRule[]): Gate[] {
  return [...Map.groupBy(allows, ({ rule }) => rule.on).values()].map((own) => ({
    tests: own.map(({ rule }) => compileRule(rule, false)),
    refusal: refusalBy(own.map(({ name }) => name).join(", ")),
  }));
}

function refusalBy(rule: string): IamVerdict {
  return { allowed: false, rule };
}

function compileRule(rule: CallerIamRule, whenUnknown: boolean): Test {
  if (rule.on === "pricing") {
    const input = within(rule.minInputUsdPerMillion, rule.maxInputUsdPerMillion, PICO_PER_USD_PER_MILLION);
    const output = within(rule.minOutputUsdPerMillion, rule.maxOutputUsdPerMillion, PICO_PER_USD_PER_MILLION);
    return ({ price }) => (price ? input(price.inputPico) && output(price.outputPico) : whenUnknown);
  }
  if (rule.on === "context") {
    const inside = within(rule.minTokens, rule.maxTokens, 1);
    return ({ contextTokens }) => (contextTokens == null ? whenUnknown : inside(contextTokens));
  }
  const matches = compileNames(rule.values);
  if (rule.on === "providers") return ({ providerId }) => matches(providerId);
  return ({ modelId, label, nativeModel, route }) =>
    matches(label) ||
    matches(modelId) ||
    (route !== undefined && matches(route)) ||
    (nativeModel !== undefined && nativeModel !== modelId && matches(nativeModel));
}

/** Both ends belong to it; an absent one is open. */
function within(min: number | undefined, max: number | undefined, scale: number): (value: number) => boolean {
  const low = min === undefined ? Number.NEGATIVE_INFINITY : Math.round(min * scale);
  const high = max === undefined ? Number.POSITIVE_INFINITY : Math.round(max * scale);
  return (value) => value >= low && value <= high;
}
