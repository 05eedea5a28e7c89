import type { ProviderKey } from "../../../src/client/api.ts";
import { Badge } from "../../ui/badge.tsx";
import type { Tone } from "../../ui/tone.ts";

type Verdict = NonNullable<ProviderKey["lastTestVerdict"]>;

const WORDS: Readonly<Record<Verdict, readonly [string, Tone]>> = {
  ok: ["works", "good"],
  bad_key: ["key not known", "bad"],
  no_permission: ["not permitted", "bad"],
  rate_limited: ["over its limit", "warn"],
  unreachable: ["unreachable", "bad"],
  wrong_url: ["wrong address", "bad"],
  error: ["failed", "bad"],
};

/** What the last test found. */
export function VerdictBadge({
  verdict,
  message,
}: {
  readonly verdict: Verdict | null;
  readonly message?: string | null;
}) {
  if (verdict === null) return <Badge>not tested</Badge>;
  const [word, tone] = WORDS[verdict];
  return (
    <Badge tone={tone} {...(message ? { title: message } : {})}>
      {word}
    </Badge>
  );
}
