import { execFileSync } from "node:child_process";
import { describe, expect, it } from "vitest";
import { scrub } from "./log.ts";

const RANDOM = "Ab3dEf6hIj9kLm2nOp5qRs8tUv1wXy4z";

/** A key of each vendor in the shape the vendor gives it, and ours. */
const SHAPED: [string, string][] = [
  ["ours, production", `llm_gw_prod_${RANDOM}`],
  ["ours, development", `llm_gw_dev_${RANDOM}`],
  ["an organization", `llm_gw_org_${RANDOM}`],
  ["a session", `llm_gw_ses_${RANDOM}`],
  ["an invitation", `llm_gw_inv_${RANDOM}`],
  ["a password reset", `llm_gw_rst_${RANDOM}`],
  ["OpenAI", `sk-${RANDOM}`],
  ["OpenAI project", `sk-proj-${RANDOM}_T3BlbkFJ-${RANDOM}`],
  ["OpenAI service account", `sk-svcacct-${RANDOM}`],
  ["Anthropic", `sk-ant-api03-${RANDOM}-${RANDOM}AA`],
  ["OpenRouter", `sk-or-v1-${"0123456789abcdef".repeat(4)}`],
  ["DeepSeek", `sk-${"0123456789abcdef".repeat(2)}`],
  ["Groq", `gsk_${RANDOM}`],
  ["xAI", `xai-${RANDOM}`],
  ["Perplexity", `pplx-${RANDOM}`],
  ["Fireworks", `fw_${RANDOM.slice(0, 24)}`],
  ["Cerebras", `csk-${RANDOM}`],
  ["NVIDIA", `nvapi-${RANDOM}`],
  ["Google", `AIzaSy${RANDOM}`],
  ["Together", `tgp_v1_${RANDOM}`],
];
/** Vendors whose keys have no shape: only their place gives them away. */
const SHAPELESS: [string, string][] = [
  ["Mistral", RANDOM],
  ["Together, older", "0123456789abcdef".repeat(4)],
];

const leaks = (text: string, secret: string): boolean =>
  text.includes(secret) || text.includes(secret.slice(0, -1)) || text.includes(secret.slice(-8));

describe.each(SHAPED)("a key of %s", (_name, key) => {
  it.each<[string, string]>([
    ["alone", key],
    ["in a sentence", `Incorrect API key provided: ${key}. You can find it at https://x.test.`],
    ["in JSON", `{"key":"${key}","a":1}`],
    ["in a URL", `https://x.test/v1?key=${key}&a=1`],
    ["after an equals sign", `OPENAI_API_KEY=${key}`],
    ["in a header", `authorization: Bearer ${key}`],
    ["in a lower-case header", `authorization: bearer ${key}`],
    ["quoted", `'${key}' "${key}" \`${key}\` (${key})`],
    ["after a line break in a JSON line", JSON.stringify({ msg: `Incorrect key:\n${key}` })],
    ["after a tab in a JSON line", JSON.stringify({ msg: `key:\t${key}` })],
    ["twice", `${key},${key}`],
  ])("is masked %s", (_place, text) => {
    expect(leaks(scrub(text), key)).toBe(false);
  });
});

describe.each(SHAPELESS)("a key of %s", (_name, key) => {
  it.each<[string, string]>([
    ["in a header", `authorization: Bearer ${key}`],
    ["in a lower-case header", `authorization: bearer ${key}`],
    ["in a JSON line", JSON.stringify({ headers: { authorization: `Bearer ${key}` } })],
  ])("is masked %s", (_place, text) => {
    expect(leaks(scrub(text), key)).toBe(false);
  });
});

describe("passwords in URLs", () => {
  it.each<[string, string]>([
    ["postgres://user:hunter22@db.test:5432/x", "hunter22"],
    ["postgres://user:abc@db.test/x", "abc"],
    ["redis://:hunter22@cache.test:6379", "hunter22"],
    ["redis://default:p%40ss%2Fword@cache.test", "p%40ss%2Fword"],
    ["https://u:topsecret@x.test/path", "topsecret"],
  ])("%s", (url, password) => {
    for (const text of [url, `cannot connect to ${url}: refused`, JSON.stringify({ err: { message: `at\n${url}` } })])
      expect(scrub(text)).not.toContain(password);
  });
});

describe("what is no secret", () => {
  it.each([
    "a risk-free ask-me",
    "https://x.test:443/v1/models",
    "Bearer of news",
    '{"requestId":"req_4fKabcdefghijklmnopqrstuv","status":200}',
    "2026-11-21T10:00:00.000Z",
    "at foo (file:///srv/gateway/src/main.ts:10:5)",
    "llm_gw_prod_",
  ])("stays: %s", (text) => {
    expect(scrub(text)).toBe(text);
  });

  it("is quick on long hostile lines", () => {
    for (const text of [
      "sk-".repeat(200_000),
      `Bearer ${"a".repeat(500_000)}`,
      "://a:".repeat(100_000),
      "x".repeat(1_000_000),
    ]) {
      const begun = performance.now();
      scrub(text);
      expect(performance.now() - begun).toBeLessThan(1_500);
    }
  });
});

describe("the log itself", () => {
  const script = `
    import { createLog } from ${JSON.stringify(new URL("./log.ts", import.meta.url).href)};
    const log = createLog("info");
    for (const key of JSON.parse(process.argv[1])) {
      log.info("message " + key);
      log.error({ err: new Error("failed with\\n" + key, { cause: new Error(key) }) }, "error");
      log.warn({ a: { b: { c: { d: key, list: [key, { e: "Bearer " + key }] } } }, authorization: "Bearer " + key }, "nested");
      log.warn({ headers: { "x-api-key": key }, req: { headers: { authorization: "Bearer " + key } } }, "headers");
      log.info({ user: { password: "hunter22", apiKey: "0123456789" } }, "redacted");
      log.debug("never " + key);
    }
  `;
  const keys = SHAPED.map(([, key]) => key);
  const output = execFileSync(process.execPath, ["--input-type=module", "-e", script, JSON.stringify(keys)], {
    encoding: "utf8",
  });

  it("lets no key through in message, error, cause or nested fields", () => {
    expect(SHAPED.filter(([, key]) => leaks(output, key)).map(([name]) => name)).toEqual([]);
  });
  it("masks passwords and API keys by their names", () => {
    expect(output).not.toContain("hunter22");
    expect(output).not.toContain('0123456789"');
  });
  it("is JSON, one line an event, at the level asked for", () => {
    const lines = output.trim().split("\n");
    expect(lines).toHaveLength(keys.length * 5);
    for (const line of lines)
      expect(JSON.parse(line)).toMatchObject({ level: expect.any(Number), time: expect.any(String) });
  });
});
