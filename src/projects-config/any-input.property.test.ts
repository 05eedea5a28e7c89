import { readFileSync } from "node:fs";
import fc from "fast-check";
import { expect, it } from "vitest";
import { diffConfigs } from "./diff-configs.ts";
import { importLitellm } from "./import/litellm.ts";
import { importPortkey } from "./import/portkey.ts";
import { readProjectConfig } from "./read-config.ts";
import { writeConfig } from "./write-config.ts";

const WORDS = [
  "chat_models embedding_models transcription_models guardrails routing mcp_servers cache routes model_id model",
  "type rule conditions output_mapping default_model_id balancing weights canaries fallback target fallbacks parameters",
  "caching token_limiting input output window_size credentials model_list litellm_params router_settings litellm_settings",
  "cache_params model_name strategy mode targets override_params weight retry input_guardrails name provider __proto__ <<",
].flatMap((line) => line.split(" "));
const VALUES = [
  "deterministic",
  "semantic",
  "exact",
  "judge",
  "regex",
  "openai/x",
  "fallback",
  "loadbalance",
  "!secret A",
  "a",
  "",
];

const value = fc.letrec((tie) => ({
  any: fc.oneof({ depthSize: "small" }, tie("scalar"), tie("list"), tie("map")),
  scalar: fc.oneof(fc.constantFrom(...VALUES), fc.integer({ min: -2, max: 99 }), fc.boolean(), fc.constant(null)),
  list: fc.array(tie("any"), { maxLength: 4 }),
  map: fc.dictionary(fc.constantFrom(...WORDS), tie("any"), { maxKeys: 6 }),
}));

it("nothing that is shaped like a configuration makes reading or importing throw", () => {
  fc.assert(
    fc.property(value["any"] as fc.Arbitrary<unknown>, (any) => {
      const text = JSON.stringify(any);
      const { config, errors } = readProjectConfig(text, { secrets: () => false, prompts: () => false });
      expect(config === undefined).toBe(errors.length > 0);
      for (const { yaml, report } of [importLitellm(text), importPortkey(text)]) {
        if (yaml === undefined) expect(report.length).toBeGreaterThan(0);
        else expect(typeof yaml).toBe("string");
      }
    }),
    { numRuns: 500 },
  );
});

const FILE = readFileSync(new URL("examples/guardrails-patterns.yaml", import.meta.url), "utf8");

it("no text with pieces cut out makes reading throw, and what is read can be written and compared", () => {
  fc.assert(
    fc.property(fc.nat(FILE.length), fc.nat(40), fc.string({ maxLength: 5 }), (at, length, instead) => {
      const { config, errors } = readProjectConfig(FILE.slice(0, at) + instead + FILE.slice(at + length));
      expect(config === undefined).toBe(errors.length > 0);
      for (const { line, column } of errors) {
        expect(line).toBeGreaterThan(0);
        expect(column).toBeGreaterThan(0);
      }
      if (config === undefined) return;
      const again = readProjectConfig(writeConfig(config)).config;
      expect(again).toEqual(config);
      expect(diffConfigs(config, again ?? config)).toEqual([]);
    }),
    { numRuns: 500 },
  );
});
