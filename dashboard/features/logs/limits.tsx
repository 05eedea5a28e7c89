import { count, money } from "../../ui/format.ts";
import { Meter } from "../../ui/meter.tsx";
import type { Limit } from "./receipt.ts";

const MEASURES: Readonly<Record<string, string>> = {
  requests: "Requests",
  tokens: "Tokens",
  usd: "Spend",
  parallel: "Requests at a time",
};
const NEAR = 0.9;

/** The tightest limit of each kind that the request passed, with what was used of it then. */
export function Limits({ limits }: { readonly limits: readonly Limit[] }) {
  return (
    <ul className="grid gap-2">
      {limits.map(({ scope = "", measure = "", limit = 0, used = 0 }) => {
        const write = measure === "usd" ? money : count;
        const name = `${MEASURES[measure] ?? measure} of the ${scope}`;
        const text = `${write(used)} of ${write(limit)}`;
        return (
          <li key={`${scope} ${measure}`}>
            <div className="mb-1 flex items-baseline justify-between gap-3">
              <span>{name}</span>
              <span className="nums text-text">{text}</span>
            </div>
            <Meter label={name} value={used} max={limit} text={text} tone={used > limit * NEAR ? "warn" : "accent"} />
          </li>
        );
      })}
    </ul>
  );
}
