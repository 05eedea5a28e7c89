import { describe, expect, it } from "vitest";
import { openStreamFilter } from "../gateway/guardrails/stream-filter.ts";
import type { DialectId, JsonObject } from "./dialect.ts";
import { textsOf } from "./texts-registry.ts";

const SECRET = "PLAN-X";
const hide = (text: string): string => text.replaceAll(SECRET, "<R>");

/** What a client gets of frames whose texts are changed. */
function filtered(wire: DialectId, frames: readonly JsonObject[]): string {
  const texts = textsOf(wire).openStream?.();
  if (texts === undefined) throw new Error("no stream");
  const filter = openStreamFilter(texts, () => {
    let held = "";
    return {
      // Holds what may be the beginning of the secret.
      push: (text) => {
        const all = hide(held + text);
        const cut = /P(?:L(?:A(?:N(?:-)?)?)?)?$/.exec(all)?.index ?? all.length;
        held = all.slice(cut);
        return all.slice(0, cut);
      },
      end: () => held,
    };
  });
  return frames.map((json) => filter.push(`data: ${JSON.stringify(json)}\n\n`)).join("") + filter.end();
}

const delta = (index: number, given: JsonObject): JsonObject => ({ type: "content_block_delta", index, delta: given });
const chunk = (given: JsonObject, more: JsonObject = {}): JsonObject => ({
  choices: [{ index: 0, delta: given, ...more }],
});
const said = `The ${SECRET} is`;

describe("texts of streams in members that a wire does not list", () => {
  it.each<[DialectId, string, readonly JsonObject[]]>([
    ["openai-chat", "reasoning under another name", [chunk({ thinking: "The PLA" }), chunk({ thinking: "N-X is" })]],
    ["openai-chat", "what hosted tools gave", [chunk({ executed_tools: [{ arguments: said, output: said }] })]],
    ["openai-chat", "sources", [chunk({ annotations: [{ type: "url_citation", url_citation: { title: said } }] })]],
    [
      "openai-chat",
      "all that was said so far beside each piece",
      [
        chunk({ content: "The PLA" }, { message: { content: "The PLA" } }),
        chunk({ content: "N-X" }, { message: { content: `The ${SECRET}` } }),
        chunk({ content: " is" }, { message: { content: said } }),
      ],
    ],
    ["anthropic-messages", "a summary of a compaction", [delta(0, { type: "compaction_delta", content: said })]],
    [
      "anthropic-messages",
      "a source's title",
      [delta(0, { type: "citations_delta", citation: { cited_text: said, document_title: said } })],
    ],
    [
      "openai-responses",
      "pieces of a newer tool, and the whole of it",
      [
        { type: "response.shell_call_command.delta", output_index: 0, delta: "rm PLA" },
        { type: "response.shell_call_command.delta", output_index: 0, delta: "N-X" },
        { type: "response.shell_call_command.done", output_index: 0, command: `rm ${SECRET}` },
      ],
    ],
    [
      "openai-responses",
      "a source's title",
      [
        { type: "response.output_text.annotation.added", annotation: { type: "url_citation", title: said } },
        {
          type: "response.content_part.done",
          output_index: 0,
          content_index: 0,
          part: { type: "output_text", text: "", annotations: [{ type: "file_citation", quote: said }] },
        },
      ],
    ],
  ])("%s: %s", (wire, _, frames) => {
    const out = filtered(wire, frames);
    expect(out).not.toContain(SECRET);
    expect(out).not.toMatch(/N-X/);
    expect(out).toContain("<R>");
  });

  it("leave what names something as it is, and what was said beside them in one piece", () => {
    const out = filtered("openai-chat", [
      chunk({ content: "The PLA", mood: "calm", extra_content: { google: { thought_signature: SECRET } } }),
      chunk({ content: "N-X is", mood: "calm" }),
    ]);
    expect(out).toContain(`"thought_signature":"${SECRET}"`);
    expect(out).toContain("<R> is");
    expect(out).not.toContain('"N-X is"');
  });
});

describe("texts of whole answers in members that a wire does not list", () => {
  it("openai-chat", () => {
    const message = { role: "assistant", content: "", executed_tools: [{ output: said }], thinking: said };
    const body: JsonObject = { choices: [{ index: 0, message }] };
    for (const slot of textsOf("openai-chat").answerTexts(body)) slot.replace(hide(slot.text));
    expect(JSON.stringify(body)).not.toContain(SECRET);
  });
});
