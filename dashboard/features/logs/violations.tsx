import { Badge } from "../../ui/badge.tsx";
import type { Tone } from "../../ui/tone.ts";
import type { Violation } from "./receipt.ts";

/** What a guardrail did, in a word that goes before what it found. */
const DEEDS: Readonly<Record<string, readonly [string, Tone]>> = {
  block: ["blocked", "bad"],
  soft_block: ["answered instead", "bad"],
  redact: ["redacted", "warn"],
  tokenize: ["replaced", "warn"],
  warn: ["warned", "warn"],
};

/** What guardrails found on one side; the text itself is never told. */
export function Violations({ violations }: { readonly violations: readonly Violation[] }) {
  return (
    <ul className="grid gap-1.5">
      {violations.map((one) => {
        const [deed, tone] = DEEDS[one.behavior ?? ""] ?? [one.behavior, "warn"];
        return (
          <li key={JSON.stringify(one)} className="flex flex-wrap items-center gap-2">
            <Badge tone={tone}>{deed}</Badge>
            <span>
              <b className="font-medium text-text">{one.guardrail}</b> found {one.count ?? 1} × {one.type}
            </span>
            {one.path && <code className="font-mono text-xs">{one.path}</code>}
          </li>
        );
      })}
    </ul>
  );
}
