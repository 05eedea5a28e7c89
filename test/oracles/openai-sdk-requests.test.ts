import OpenAI from "openai";
import { zodResponseFormat } from "openai/helpers/zod";
import { afterAll, beforeEach, describe, expect, it } from "vitest";
import { z } from "zod";
import { answer } from "../upstream/index.ts";
import { CHAT_MODELS, direct, startTarget } from "./target.ts";

const target = await startTarget();
const { upstream } = target;
const client = new OpenAI({ apiKey: target.apiKey, baseURL: target.openaiUrl, maxRetries: 0 });
const messages = [{ role: "user" as const, content: "hello" }];

beforeEach(() => upstream.reset());
afterAll(() => target.stop());

for (const { model, wire } of CHAT_MODELS) {
  describe(`OpenAI SDK on ${model}, what reaches the upstream`, () => {
    it("asks for and parses a JSON schema", async () => {
      const shape = z.object({ city: z.string(), degrees: z.number() });
      upstream.respond(answer({ text: '{"city":"Paris","degrees":18}' }));
      const format = zodResponseFormat(shape, "weather");
      const completion = await client.chat.completions.parse({ model, messages, response_format: format });
      expect(completion.choices[0]?.message.parsed).toEqual({ city: "Paris", degrees: 18 });
      const sent = upstream.requests[0]?.json();
      const schema = format.json_schema.schema as { properties: object; required: string[] };
      const wanted = { properties: schema.properties, required: schema.required };
      if (direct || wire === "openai") expect(sent?.["response_format"]).toEqual(JSON.parse(JSON.stringify(format)));
      else expect(sent?.["output_config"]).toMatchObject({ format: { type: "json_schema", schema: wanted } });
    });

    it("sends images, inline and by address", async () => {
      const inline = { type: "image_url" as const, image_url: { url: "data:image/png;base64,iVBORw0KGgo=" } };
      const remote = { type: "image_url" as const, image_url: { url: "https://images.example.test/a.jpg" } };
      const content = [{ type: "text" as const, text: "compare" }, inline, remote];
      await client.chat.completions.create({ model, messages: [{ role: "user", content }] });
      const sent = upstream.requests[0]?.json()["messages"];
      if (direct || wire === "openai") expect(sent).toEqual([{ role: "user", content }]);
      else {
        expect(sent).toMatchObject([
          {
            role: "user",
            content: [
              { type: "text", text: "compare" },
              { type: "image", source: { type: "base64", media_type: "image/png", data: "iVBORw0KGgo=" } },
              { type: "image", source: { type: "url", url: "https://images.example.test/a.jpg" } },
            ],
          },
        ]);
      }
    });

    it("carries instructions in the wire's own place", async () => {
      await client.chat.completions.create({
        model,
        messages: [{ role: "system", content: "Be brief." }, ...messages],
        stop: ["END"],
      });
      const sent = upstream.requests[0]?.json();
      if (direct || wire === "openai") {
        expect(sent?.["messages"]).toEqual([{ role: "system", content: "Be brief." }, ...messages]);
        expect(sent?.["stop"]).toEqual(["END"]);
      } else {
        expect(JSON.stringify(sent?.["system"])).toContain("Be brief.");
        expect(JSON.stringify(sent?.["messages"])).not.toContain("Be brief.");
        expect(sent?.["stop_sequences"]).toEqual(["END"]);
      }
    });
  });
}
