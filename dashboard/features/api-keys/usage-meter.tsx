import type { ApiKey } from "../../../src/client/api.ts";
import { money } from "../../ui/format.ts";
import { Meter } from "../../ui/meter.tsx";

/** From this share on the bar warns. */
const NEAR = 0.8;

/** How much of the limit in all is spent; nothing where there is none. */
export function UsageMeter({ apiKey: { spent, usageLimit } }: { readonly apiKey: ApiKey }) {
  if (usageLimit === null) return null;
  const text = `${money(spent)} of ${money(usageLimit)} spent`;
  const tone = spent >= usageLimit ? "bad" : spent >= usageLimit * NEAR ? "warn" : "accent";
  return (
    <div className="grid gap-1.5">
      <p className="nums text-sm">{text}</p>
      <Meter label="Spent of the limit in all" value={spent} max={usageLimit} text={text} tone={tone} />
    </div>
  );
}
