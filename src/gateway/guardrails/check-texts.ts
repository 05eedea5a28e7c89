import type { GatewayError } from "../../errors/gateway-error.ts";
import { isGatewayError } from "../../errors/gateway-error.ts";
import { SoftBlock } from "./blocked.ts";
import type { MessageRole } from "./guardrail-config.ts";
import type { RuleSet, Violation } from "./rule.ts";
import { type Located, openWindow } from "./text-window.ts";
import type { TokenVault } from "./token-vault.ts";

/** A text and where it stands; slots of `dialects/text-slots.ts` are such texts. */
export interface CheckedText {
  readonly text: string;
  readonly role: MessageRole;
  readonly path: string;
  /** It may be read, and block, but not be changed. */
  readonly readonly?: true;
}

/** How the request or the answer goes on. */
export type Verdict = "pass" | { readonly block: GatewayError } | { readonly softBlock: SoftBlock };

export interface CheckedTexts {
  /** In the order of those given, changed where guardrails say so; as they were when something blocks. */
  readonly texts: readonly string[];
  /** One for each guardrail, type and text. */
  readonly violations: readonly Violation[];
  readonly verdict: Verdict;
}

export interface CheckPlace {
  readonly where: "input" | "output";
  readonly vault?: TokenVault | undefined;
  readonly locate?: (index: number, found: Located) => void;
}

/** Checks whole texts against the guardrails of the process. Never throws for what is in them. */
export function checkTexts(
  rules: Pick<RuleSet, "local">,
  texts: readonly CheckedText[],
  place: CheckPlace,
): CheckedTexts {
  const counted = new Map<string, Violation>();
  const report = (found: Violation): void => {
    const key = `${found.guardrail}\0${found.type}\0${found.path}`;
    const known = counted.get(key);
    counted.set(key, known === undefined ? found : { ...known, count: known.count + 1 });
  };
  try {
    const changed = texts.map((slot, index) => {
      const { where, vault, locate } = place;
      const located = locate === undefined ? undefined : (found: Located) => locate(index, found);
      const { role, path } = slot;
      const window = openWindow(rules.local, { where, role, path, vault, report, locate: located });
      const passed = window.push(slot.text) + window.end();
      return slot.readonly === true ? slot.text : passed;
    });
    return { texts: changed, violations: [...counted.values()], verdict: "pass" };
  } catch (error) {
    return { texts: texts.map(({ text }) => text), violations: [...counted.values()], verdict: verdictOf(error) };
  }
}

/** What an error of a guardrail means; throws every other one. */
export function verdictOf(error: unknown): Verdict {
  if (error instanceof SoftBlock) return { softBlock: error };
  if (isGatewayError(error)) return { block: error };
  throw error;
}
