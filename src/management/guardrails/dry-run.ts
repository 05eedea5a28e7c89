import { randomBytes } from "node:crypto";
import type { z } from "@hono/zod-openapi";
import { type CheckedText, checkTexts } from "../../gateway/guardrails/check-texts.ts";
import { compileGuardrails } from "../../gateway/guardrails/compile-guardrails.ts";
import type { GuardrailConfig } from "../../gateway/guardrails/guardrail-config.ts";
import type { Located } from "../../gateway/guardrails/text-window.ts";
import { createTokenVault } from "../../gateway/guardrails/token-vault.ts";
import type { GuardrailTest, guardrailTestAnswer } from "./schema.ts";

const FINDINGS_MAX = 1_000;

type TestResult = z.output<typeof guardrailTestAnswer>["test"];

/** What these guardrails would do with a text. Keeps nothing, asks nobody. */
export function tryGuardrails(
  guardrails: readonly GuardrailConfig[],
  asked: GuardrailTest,
  monotonic: () => number,
): TestResult {
  const { where } = asked;
  const rules = compileGuardrails(guardrails)[where];
  const texts = textsOf(asked);
  const findings: (Located & { readonly path: string })[] = [];
  const locate = (index: number, found: Located): void => {
    if (findings.length < FINDINGS_MAX) findings.push({ ...found, path: texts[index]?.path ?? "" });
  };
  const vault = createTokenVault(randomBytes);
  const begun = monotonic();
  const checked = checkTexts(rules, texts, { where, vault, locate });
  const milliseconds = Math.round((monotonic() - begun) * 1_000) / 1_000;
  const { verdict } = checked;
  const order = new Map(rules.local.map(({ name }, index) => [name, index]));
  findings.sort((a, b) => (order.get(a.guardrail) ?? 0) - (order.get(b.guardrail) ?? 0));
  return {
    verdict: verdict === "pass" ? "pass" : "block" in verdict ? "block" : "soft_block",
    message: verdict === "pass" ? null : "block" in verdict ? verdict.block.message : verdict.softBlock.message,
    texts: texts.map(({ path, text }, index) => {
      const after = checked.texts[index] ?? text;
      return { path, text: after, changed: after !== text };
    }),
    findings,
    skipped: rules.remote.map(({ name }) => name),
    milliseconds,
  };
}

function textsOf({ text, messages, where }: GuardrailTest): readonly CheckedText[] {
  if (messages !== undefined) {
    return messages.map(({ role, content }, index) => ({ role, text: content, path: `messages[${index}].content` }));
  }
  return [{ role: where === "input" ? "user" : "assistant", text: text ?? "", path: "text" }];
}
