import { expect, it } from "vitest";
import { decodedForm, decodedJson } from "../testing/decoded.ts";
import { claude, GEMINI, google, LISTEN, MESSAGES, prompt, RESPONSES, terms } from "../testing/said.ts";
import { withTerms } from "./with-terms.ts";

it("tells other wires what the caller's has no place for, where it says nothing of the kind", async () => {
  const params = { top_k: 5, seed: 3, stop: "x", reasoning_effort: "high", response_format: { type: "json_object" } };
  const canonical = async (path: string, body: object) => {
    const { exchange, request } = await decodedJson(path, body);
    return withTerms(exchange, request, terms({ params: { ...params, n: 3 } })).canonical();
  };
  const whole = {
    topK: 5,
    seed: 3,
    stopSequences: ["x"],
    reasoning: { effort: "high" },
    responseFormat: { kind: "json" },
  };
  expect(await canonical(RESPONSES, { model: "p/r", input: "Hi" })).toMatchObject(whole);
  expect(await canonical(MESSAGES, claude)).toMatchObject(whole);
  expect(await canonical(GEMINI, google)).toMatchObject(whole);
  const thinking = { ...claude, thinking: { type: "disabled" }, top_k: 1 };
  expect(await canonical(MESSAGES, thinking)).toMatchObject({ ...whole, topK: 1, reasoning: { effort: "none" } });
});

it("puts parameters of forms among their parts", async () => {
  const file = { contentType: "audio/wav", fileName: "a.wav", bytes: Buffer.from("sound") };
  const parts = [
    { name: "model", value: "p/r" },
    { name: "file", value: file },
    { name: "language", value: "de" },
    { name: "prompt", value: "" },
  ];
  const { exchange, request } = await decodedForm(LISTEN, parts);
  const params = { language: "en", prompt: "Names: Ann", temperature: 0.5, timestamp_granularities: ["word"] };
  const made = withTerms(exchange, request, terms({ params: { ...params, stream: true }, prompt: prompt() }));
  const texts = made.form?.map(({ name, value }) => [name, typeof value === "string" ? value : "file"]);
  expect(texts).toEqual([
    ["model", "p/r"],
    ["file", "file"],
    ["language", "de"],
    ["prompt", "Names: Ann"],
    ["temperature", "0.5"],
    ["timestamp_granularities[]", "word"],
  ]);
  expect(made.body).toMatchObject({
    model: "p/r",
    language: "de",
    temperature: "0.5",
    timestamp_granularities: ["word"],
  });
  expect(request.form).toHaveLength(4);
  expect(made.promptTokensEstimate).toBeGreaterThan(request.promptTokensEstimate);
  expect(withTerms(exchange, request, terms({ params: { language: "en" } }))).toBe(request);
});
