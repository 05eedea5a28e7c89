import { blocked, softBlocked } from "./blocked.ts";
import type { MessageRole } from "./guardrail-config.ts";
import { appliesTo, type LocalRule, type Violation } from "./rule.ts";
import { safePath } from "./safe-path.ts";
import type { TextWindow } from "./text-window-type.ts";
import type { TokenVault } from "./token-vault.ts";
import { pipeWindows } from "./windows/pipe-windows.ts";
import type { Replace } from "./windows/span-window.ts";

/** Where a text stands, and who hears of it. */
export interface WindowPlace {
  readonly where: "input" | "output";
  readonly role: MessageRole;
  readonly path?: string | null;
  /** Needed by guardrails that put tokens; without one they redact. */
  readonly vault?: TokenVault | undefined;
  /** Called for every match, before it is acted upon. */
  readonly report?: ((violation: Violation) => void) | undefined;
  /** Where each match stands in the text that this guardrail saw; for dry runs. */
  readonly locate?: ((found: Located) => void) | undefined;
}

/** A match as dry runs show it. */
export interface Located {
  readonly guardrail: string;
  readonly type: string;
  readonly start: number;
  readonly end: number;
}

/**
 * Opens a window through which one text passes, whole or in pieces: each guardrail that looks at texts of its role sees
 * what the one before let pass. Throws `guardrail_blocked`, or a {@link SoftBlock}, when a guardrail says so.
 */
export function openWindow(rules: readonly LocalRule[], place: WindowPlace): TextWindow {
  return pipeWindows(
    rules.filter((rule) => appliesTo(rule, place.role)).map((rule) => rule.open(actionOf(rule, place))),
  );
}

/** What a guardrail does with a match. */
function actionOf(rule: LocalRule, place: WindowPlace): Replace {
  const { where, vault, report, locate } = place;
  const { name, behavior, message } = rule;
  return (match, type, at) => {
    const path = place.path == null ? null : safePath(place.path);
    report?.({ guardrail: name, type, where, behavior, count: 1, path });
    locate?.({ guardrail: name, type, start: at, end: at + match.length });
    if (behavior === "block") throw blocked({ name, where, message, path });
    if (behavior === "soft_block") throw softBlocked({ name, where, message });
    if (behavior === "warn") return match;
    if (behavior === "tokenize" && vault !== undefined) return vault.tokenFor(type, match);
    return rule.replacementOf(type);
  };
}
