import type { Finish, Reply, ReplyInput } from "./types.ts";

/** Every healthy answer has the same sixty numbered words, so any truncation or repetition shows. */
export const SIXTY_WORDS: string = Array.from({ length: 60 }, (_, index) => `word${index + 1}`).join(" ");

/** Looks like the vendor's base64 signatures, with the characters that careless escaping breaks. */
export const SIGNATURE =
  "EqoBCkgIARABGAIiQL2/UoE+9wdYl0b6kR/8vVtA7nPz4rH1cE5mZ3xWJqk+fT0uLyA9bG8hDhQ7w2sKcNirXa1jP5gMeB6t4z8SDPz==";

export const GET_WEATHER = { id: "call_weather_1", name: "get_weather", arguments: '{"city":"Paris","unit":"c"}' };
export const GET_TIME = { id: "call_time_2", name: "get_time", arguments: '{"zone":"Europe/Paris"}' };

/** Words with their following space kept, so that joining the deltas gives the text back. */
export function words(text: string): string[] {
  return text.match(/\S+\s*|\s+/g) ?? [];
}

export function reply(input: ReplyInput = {}): Reply {
  const toolCalls = input.toolCalls ?? [];
  const text = toDeltas(input.text ?? (toolCalls.length > 0 ? "" : SIXTY_WORDS));
  const thinking = toDeltas(input.thinking ?? "");
  const output = text.length + thinking.length + toolCalls.length * 12;
  return {
    id: input.id ?? "up-0001",
    model: input.model ?? "upstream-model",
    text,
    thinking,
    signature: input.signature ?? (thinking.length > 0 ? SIGNATURE : ""),
    toolCalls,
    finish: input.finish ?? defaultFinish(toolCalls.length),
    usage: { input: 24, cacheRead: 0, cacheWrite: 0, output, reasoning: thinking.length, ...input.usage },
    created: input.created ?? 1_790_000_000,
  };
}

function toDeltas(text: string | string[]): string[] {
  return typeof text === "string" ? words(text) : text;
}

function defaultFinish(toolCallCount: number): Finish {
  return toolCallCount > 0 ? "tool" : "stop";
}

/** Cuts JSON text in pieces of a few characters, as vendors stream tool arguments. */
export function fragments(text: string, size = 7): string[] {
  const pieces: string[] = [];
  for (let start = 0; start < text.length; start += size) pieces.push(text.slice(start, start + size));
  return pieces;
}

/** Characters of one to four bytes, joined emoji, and those that JSON or SSE treat specially. */
export const ODD_TEXT: string[] = [
  "naïve ",
  "日本語 ",
  "👩\u200d👩\u200d👧 ",
  '"quoted" ',
  "tab\t ",
  "line\nbreak ",
  "\u2028end",
];
