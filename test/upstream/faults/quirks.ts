import { answer } from "../answer.ts";
import type { Piece } from "../delivery.ts";
import type { ChatQuirks } from "../openai-chat.ts";
import { GET_TIME, GET_WEATHER } from "../reply.ts";
import type { Behaviour, Frame, ReplyInput } from "../types.ts";

/** A chat stream with a vendor's deviation; see ChatQuirks for the list. */
export function quirky(quirks: ChatQuirks, input: ReplyInput = {}): Behaviour {
  return answer(input, { quirks });
}

/** Two parallel calls whose deltas say no index, or all say 0. */
export function badToolIndexes(toolIndex: "missing" | "all-zero"): Behaviour {
  return answer({ toolCalls: [GET_WEATHER, GET_TIME] }, { quirks: { toolIndex } });
}

/** Events with `choices: []` before and amid the content, as content filters and proxies send them. */
export function emptyChoices(input: ReplyInput = {}): Behaviour {
  const empty = { raw: 'data: {"id":"","object":"chat.completion.chunk","created":0,"model":"","choices":[]}\n\n' };
  return answer(input, { edit: (frames) => [empty, ...frames.slice(0, 5), empty, ...frames.slice(5)] });
}

/** The finishing event and everything after it come twice. */
export function doubledFinish(input: ReplyInput = {}): Behaviour {
  const edit = (frames: Frame[]): Piece[] => {
    const last = frames.findLastIndex((frame) => frame.content);
    return [...frames.slice(0, -1), ...frames.slice(last + 1)];
  };
  return answer(input, { edit });
}

/** [DONE] twice, as some proxies add their own. */
export function doubledTerminal(input: ReplyInput = {}): Behaviour {
  return answer(input, { edit: (frames) => [...frames, ...frames.slice(-1)] });
}

/** An event of a type nobody knows: clients must skip it. */
export function unknownEvent(input: ReplyInput = {}): Behaviour {
  const frame: Frame = { event: "vendor_news", data: '{"type":"vendor_news","news":"none"}', content: false };
  return (exchange) =>
    exchange.request.wire === "anthropic"
      ? answer(input, { edit: (frames) => [...frames.slice(0, 4), frame, ...frames.slice(4)] })(exchange)
      : answer(input)(exchange);
}
