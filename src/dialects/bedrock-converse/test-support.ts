import type { Block } from "../../canonical/blocks.ts";
import type { ChatRequest, Message } from "../../canonical/request.ts";
import type { JsonObject } from "../dialect.ts";
import { target } from "../test-support.ts";
import { encodeRequest } from "./encode-request.ts";

/** What the tests of this folder build requests of. */

export const user = (...blocks: Block[]): Message => ({ role: "user", blocks, path: "messages[0]" });
export const assistant = (...blocks: Block[]): Message => ({ role: "assistant", blocks });
export const text = (value: string): Block => ({ kind: "text", text: value });
export const call = (id: string, name = "f", args = "{}"): Block => ({ kind: "tool-call", id, name, arguments: args });
export const result = (toolCallId: string, value = "ok"): Block => ({
  kind: "tool-result",
  toolCallId,
  content: [{ kind: "text", text: value }],
});
export const own = (data: unknown) => ({ dialect: "bedrock-converse", data });
export const tool = { name: "f", parameters: { type: "object" } };

export const CLAUDE = { family: "claude" } as const;
export const NOVA = { model: "us.amazon.nova-2-lite-v1:0" } as const;
export const MISTRAL = { model: "mistral.mistral-large-2407-v1:0" } as const;
export const LLAMA = { family: "llama", model: "us.meta.llama4" } as const;

export function encode(request: Partial<ChatRequest>, of: Parameters<typeof target>[0] = {}) {
  const full: ChatRequest = { model: "m", messages: [user(text("hi"))], stream: false, unmapped: [], ...request };
  const { body, warnings } = encodeRequest(full, target(of));
  return { body, fields: warnings.map((warning) => warning.field) };
}

/** Content of the turns, without their roles. */
export function turns({ body }: { body: JsonObject }): unknown[] {
  return (body["messages"] as JsonObject[]).map((message) => message["content"]);
}

/** A request that asks for all the wire can say. */
export const RICH: ChatRequest = {
  model: "claude",
  stream: false,
  maxOutputTokens: 9_000,
  stopSequences: ["END"],
  reasoning: { budgetTokens: 2_000 },
  responseFormat: { kind: "json-schema", name: "person", description: "A person.", schema: { type: "object" } },
  parallelToolCalls: false,
  toolChoice: { kind: "auto" },
  serviceTier: "priority",
  metadata: { team: "blue" },
  tools: [
    {
      name: "a",
      description: "does a",
      parameters: { type: "object", additionalProperties: false },
      strict: true,
      cache: { ttl: "1h" },
    },
    { name: "free", parameters: {}, custom: {} },
  ],
  messages: [
    { role: "system", blocks: [{ kind: "text", text: "Be brief.", cache: {} }] },
    {
      role: "user",
      blocks: [
        { kind: "text", text: "Look:" },
        { kind: "image", source: { kind: "data", mediaType: "image/png", data: "iVBORw==" } },
        { kind: "image", source: { kind: "file", dialect: "bedrock-converse", fileId: "jpeg:s3://b/k" } },
        {
          kind: "document",
          title: "My file.pdf",
          source: { kind: "data", mediaType: "application/pdf", data: "JVBERg==" },
        },
        { kind: "document", source: { kind: "text", text: "plain" }, cache: { ttl: "5m" } },
      ],
    },
    {
      role: "assistant",
      blocks: [
        { kind: "reasoning", text: "hm", carry: own("sig") },
        { kind: "reasoning", text: "", redacted: true, carry: own("AAEC") },
        { kind: "tool-call", id: "c1", name: "a", arguments: '{"x":1}' },
      ],
    },
    {
      role: "user",
      blocks: [
        {
          kind: "tool-result",
          toolCallId: "c1",
          isError: true,
          content: [
            { kind: "text", text: "no" },
            { kind: "image", source: { kind: "data", mediaType: "image/gif", data: "R0lGODlh" } },
          ],
        },
      ],
    },
  ],
  unmapped: [],
};
