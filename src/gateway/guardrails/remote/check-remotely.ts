import { fail } from "../../../errors/gateway-error.ts";
import { blocked, softBlocked } from "../blocked.ts";
import { type CheckedText, type CheckedTexts, verdictOf } from "../check-texts.ts";
import type { MessageRole } from "../guardrail-config.ts";
import { appliesTo, type RemoteRule, type RuleSet, type Violation } from "../rule.ts";
import { safePath } from "../safe-path.ts";
import { askService, type Post } from "./http-check.ts";
import { type Ask, askJudge } from "./judge.ts";

/** How models and services are asked. */
export interface RemoteCalls {
  readonly ask: Ask;
  readonly post: Post;
}

export interface RemotePlace {
  readonly where: "input" | "output";
  readonly role: MessageRole;
  readonly path?: string | null;
  readonly report?: ((violation: Violation) => void) | undefined;
}

const REDACTED = "<REDACTED>";
const CALLS_AT_ONCE = 4;

/** One text as this guardrail lets it pass. Throws as windows do, and `guardrail_failed` when nobody could be asked. */
export async function passRemote(
  rule: RemoteRule,
  text: string,
  place: RemotePlace,
  calls: RemoteCalls,
): Promise<string> {
  const { name, type, behavior, message, remote } = rule;
  const { where, role } = place;
  const path = place.path == null ? null : safePath(place.path);
  if (text.trim() === "") return text;
  const verdict =
    remote.kind === "judge"
      ? await askJudge(remote, text, calls.ask)
      : await askService(remote, { guardrail: name, where, role, text }, calls.post);
  if (verdict === undefined) {
    if (remote.onError === "pass") return text;
    throw fail("guardrail_failed", {
      message: `The guardrail '${name}' got no answer it could use. Try again.`,
      details: { guardrail: name, where },
    });
  }
  if (!verdict.triggered) return text;
  place.report?.({ guardrail: name, type, where, behavior, count: 1, path });
  if (behavior === "block") throw blocked({ name, where, message, path });
  if (behavior === "soft_block") throw softBlocked({ name, where, message });
  return behavior === "warn" ? text : (verdict.text ?? REDACTED);
}

/** Asks about whole texts, a few at a time; guardrails in their order. Never throws for what is in them. */
export async function checkRemotely(
  rules: Pick<RuleSet, "remote">,
  texts: readonly CheckedText[],
  where: "input" | "output",
  calls: RemoteCalls,
): Promise<CheckedTexts> {
  const violations: Violation[] = [];
  const report = (found: Violation): void => void violations.push(found);
  const passed = texts.map(({ text }) => text);
  const one = async (index: number): Promise<void> => {
    const slot = texts[index];
    if (slot === undefined) return;
    for (const rule of rules.remote) {
      if (!appliesTo(rule, slot.role)) continue;
      const next = await passRemote(
        rule,
        passed[index] ?? "",
        { where, role: slot.role, path: slot.path, report },
        calls,
      );
      if (slot.readonly !== true) passed[index] = next;
    }
  };
  try {
    for (let first = 0; first < texts.length; first += CALLS_AT_ONCE) {
      const batch = Array.from({ length: CALLS_AT_ONCE }, (_each, offset) => one(first + offset));
      // All are waited for, so that none goes on unseen when another one blocks.
      const outcomes = await Promise.allSettled(batch);
      for (const outcome of outcomes) if (outcome.status === "rejected") throw outcome.reason;
    }
    return { texts: passed, violations, verdict: "pass" };
  } catch (error) {
    return { texts: texts.map(({ text }) => text), violations, verdict: verdictOf(error) };
  }
}
