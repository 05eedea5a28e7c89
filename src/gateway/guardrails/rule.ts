import type { GuardrailBehavior, GuardrailConfig, MessageRole } from "./guardrail-config.ts";
import type { HttpCheck } from "./remote/http-check.ts";
import type { Judge } from "./remote/judge.ts";
import type { TextWindow } from "./text-window-type.ts";
import type { Replace } from "./windows/span-window.ts";

/** A guardrail, compiled. */
interface RuleFacts {
  readonly name: string;
  readonly type: GuardrailConfig["type"];
  readonly behavior: GuardrailBehavior;
  /** Null: texts of every role. */
  readonly roles: ReadonlySet<MessageRole> | null;
  /** What callers read when it blocks; undefined: a sentence of ours. */
  readonly message: string | undefined;
}

/** One that is checked in the process. */
export interface LocalRule extends RuleFacts {
  /** What stands for a match of this type that is redacted. */
  replacementOf(type: string): string;
  /** A window for one text that hands every match to `replace`. */
  open(replace: Replace): TextWindow;
}

/** One that asks a model or a service. */
export interface RemoteRule extends RuleFacts {
  readonly remote: Judge | HttpCheck;
}

/** The guardrails of one direction, in their order; those of the process come first. */
export interface RuleSet {
  readonly local: readonly LocalRule[];
  readonly remote: readonly RemoteRule[];
}

/** What a guardrail found in a text. Never holds the text. */
export interface Violation {
  readonly guardrail: string;
  readonly type: string;
  readonly where: "input" | "output";
  readonly behavior: GuardrailBehavior;
  readonly count: number;
  /** Where the text stands, such as `messages[0].content`; null in streams of one text. */
  readonly path: string | null;
}

/** True for rules that look at texts of this role. */
export function appliesTo(rule: RuleFacts, role: MessageRole): boolean {
  return rule.roles === null || rule.roles.has(role);
}
