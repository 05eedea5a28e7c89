import type { AnswerFacts, StreamTap, TapOptions } from "../dialect.ts";
import { openEventTap } from "../event-tap.ts";
import { readTokens, usageOfRequest } from "./usage.ts";

/** Watches speech on its way: bytes of audio, or events with pieces of it where `stream_format` asks for them. */
export function openTap(options: TapOptions): StreamTap {
  const body = options.body ?? {};
  if (body["stream_format"] !== "sse") return openRawTap(options);
  const asked = usageOfRequest(body);
  return openEventTap(options, (json, type, facts) => {
    facts.meaningful = true;
    if (type !== "speech.audio.done") return "pass";
    facts.usage = readTokens(json["usage"], asked);
    facts.finish = { reason: "stop" };
    return "last";
  });
}

/** What can be audio: some servers name no better type than bytes. */
const AUDIO = /^$|^(audio|video)\/|octet-stream/;

/** Audio has no frames and no end of its own: it is whole when the connection ends well. */
function openRawTap(options: TapOptions): StreamTap {
  const facts: AnswerFacts = {
    meaningful: false,
    terminal: false,
    usage: undefined,
    finish: undefined,
    error: undefined,
  };
  return {
    facts,
    framing: "raw",
    takesType: (contentType) => AUDIO.test(contentType),
    push: (bytes) => {
      if (bytes !== "") facts.meaningful = true;
      return bytes;
    },
    end: (broken) => {
      if (broken === true || !facts.meaningful) return "";
      facts.usage = usageOfRequest(options.body ?? {});
      facts.finish = { reason: "stop" };
      facts.terminal = true;
      options.seal(facts);
      return "";
    },
  };
}
