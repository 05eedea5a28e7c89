import { appliesTo, type RemoteRule } from "../rule.ts";
import { segmentEnd } from "../segments.ts";
import type { AsyncTextWindow } from "../text-window-type.ts";
import { passRemote, type RemoteCalls, type RemotePlace } from "./check-remotely.ts";

/** Lets a text pass in pieces of some sentences, each held until every guardrail has let it pass. */
export function openRemoteWindow(
  rules: readonly RemoteRule[],
  place: RemotePlace,
  calls: RemoteCalls,
): AsyncTextWindow {
  const own = rules.filter((rule) => appliesTo(rule, place.role));
  let held = "";
  const pass = async (segment: string): Promise<string> => {
    let text = segment;
    for (const rule of own) text = await passRemote(rule, text, place, calls);
    return text;
  };
  return {
    async push(text) {
      if (own.length === 0) return text;
      held += text;
      let released = "";
      for (let end = segmentEnd(held, 0); end !== -1; end = segmentEnd(held, 0)) {
        const segment = held.slice(0, end);
        held = held.slice(end);
        released += await pass(segment);
      }
      return released;
    },
    async end() {
      const rest = held;
      held = "";
      return rest === "" ? "" : await pass(rest);
    },
  };
}
