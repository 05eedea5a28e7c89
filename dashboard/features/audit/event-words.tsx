import type { AuditLog } from "../../../src/client/api.ts";
import { Badge } from "../../ui/badge.tsx";
import type { Tone } from "../../ui/tone.ts";

const OUTCOMES: Readonly<Record<AuditLog["outcome"], readonly [string, Tone]>> = {
  success: ["done", "good"],
  denied: ["refused", "warn"],
  failure: ["failed", "bad"],
};

const NOBODY: Readonly<Record<AuditLog["actor"]["kind"], string>> = {
  user: "A user",
  token: "A token",
  system: "The gateway",
  anonymous: "Nobody signed in",
};

/** Who did it, by the best name that is known. */
export function actorName({ kind, id, label }: AuditLog["actor"]): string {
  return label ?? id ?? NOBODY[kind];
}

/** What it was done to; null for events of nothing. */
export function targetName(target: AuditLog["target"]): string | null {
  return target === null ? null : (target.label ?? target.id);
}

/** How it ended. */
export function Outcome({ outcome }: Pick<AuditLog, "outcome">) {
  const [word, tone] = OUTCOMES[outcome];
  return <Badge tone={tone}>{word}</Badge>;
}
