import { describe, expect, it } from "vitest";
import { diffConfigs } from "./diff-configs.ts";
import { readProjectConfig } from "./read-config.ts";

const BASE = `chat_models:
  - model_id: gpt
    model: openai/gpt-4o
    credentials:
      api_key: sk-old-key
    params:
      temperature: 0.2
    prompt: Be brief.
  - model_id: claude
    model: anthropic/claude-sonnet-4-5
  - model_id: mini
    model: openai/gpt-4o-mini
guardrails:
  - name: words
    type: contains
    parameters:
      values: [aurora]
mcp_servers:
  - alias: tools
    transport: stdio
    command: run
    args: [--token, hidden-one]
    env: {KEY: hidden-two}
routes:
  support:
    chat_models: [gpt, mini]
    guardrails: [words]
    rate_limiting:
      max_requests: 10
  other:
    chat_models: [claude]
`;

function changes(after: string, before = BASE) {
  const [one, other] = [before, after].map((text) => readProjectConfig(text));
  if (one?.config === undefined || other?.config === undefined) {
    throw new Error(JSON.stringify([one?.errors, other?.errors]));
  }
  return diffConfigs(one.config, other.config);
}

const textsOf = (after: string) => changes(after).map(({ text }) => text);

describe("differences of configurations", () => {
  it.each([
    ["a model replaced", ["[gpt, mini]", "[claude, mini]"], ["route `support`: model `gpt` replaced by `claude`"]],
    ["a model added", ["[gpt, mini]", "[gpt, mini, claude]"], ["route `support`: model `claude` added"]],
    ["a model removed", ["[gpt, mini]", "[gpt]"], ["route `support`: model `mini` removed"]],
    [
      "another order",
      ["[gpt, mini]", "[mini, gpt]"],
      ["route `support`: other order of chat_models, now `mini`, `gpt`"],
    ],
    ["a number", ["0.2", "0.5"], ["chat model `gpt`: `params.temperature` changed from 0.2 to 0.5"]],
    [
      "a member added",
      ["temperature: 0.2", "temperature: 0.2\n      top_p: 1"],
      ["chat model `gpt`: `params.top_p` set to 1"],
    ],
    ["a member removed", ["    prompt: Be brief.\n", ""], ["chat model `gpt`: `prompt` removed, was `Be brief.`"]],
    [
      "a default left",
      ["max_requests: 10", "max_requests: 10\n      window_size: 2 hours"],
      ["route `support`: `rate_limiting.window_size` changed from `1 minute` to `2 hours`"],
    ],
    ["a route added", ["  other:", "  more:\n    chat_models: [claude]\n  other:"], ["route `more` added"]],
    ["a route removed", ["  other:\n    chat_models: [claude]\n", ""], ["route `other` removed"]],
    ["caching added", ["  other:", "    caching: {type: exact}\n  other:"], ["route `support`: `caching` added"]],
    ["a key", ["sk-old-key", "sk-new-key"], ["chat model `gpt`: `credentials.api_key` changed"]],
    [
      "a key that became a secret",
      ["sk-old-key", "!secret KEY"],
      ["chat model `gpt`: `credentials.api_key` changed from `••••` to `!secret KEY`"],
    ],
    ["a word", ["[aurora]", "[aurora, borealis]"], ["guardrail `words`: entry `borealis` added"]],
  ])("%s", (_, [from = "", to = ""], texts) => {
    expect(textsOf(BASE.replace(from, to))).toEqual(texts);
  });

  it.each([
    [
      "order of members",
      BASE.replace("    model: openai/gpt-4o\n", "").replace(
        "    prompt: Be brief.\n",
        "    prompt: Be brief.\n    model: openai/gpt-4o\n",
      ),
    ],
    ["comments", `# What we serve\n${BASE}`],
    [
      "defaults that are written out",
      BASE.replace("max_requests: 10", "window_size: 1 minute\n      max_requests: 10"),
    ],
    [
      "order of models",
      BASE.replace("  - model_id: claude\n    model: anthropic/claude-sonnet-4-5\n", "").replace(
        "chat_models:\n",
        "chat_models:\n  - model_id: claude\n    model: anthropic/claude-sonnet-4-5\n",
      ),
    ],
    [
      "order of routes",
      BASE.replace("  other:\n    chat_models: [claude]\n", "").replace(
        "routes:\n",
        "routes:\n  other:\n    chat_models: [claude]\n",
      ),
    ],
  ])("there are none of %s", (_, after) => {
    expect(changes(after)).toEqual([]);
  });

  it("show no secret", () => {
    const after = BASE.replace("sk-old-key", "sk-new-key")
      .replace("hidden-one", "hidden-3")
      .replace("hidden-two", "hidden-4");
    const text = JSON.stringify([changes(after), changes("routes: {}"), changes(BASE, "routes: {}")]);
    for (const secret of ["sk-", "hidden"]) expect(text).not.toContain(secret);
    expect(changes(after)).toHaveLength(3);
  });

  it("tell passwords and queries of addresses apart from the rest", () => {
    const server = (url: string) => `mcp_servers: [{alias: a, transport: streamable_http, url: "${url}"}]\nroutes: {}`;
    const [change] = changes(server("https://me:pw@x.org/mcp?key=1"), server("https://x.org/mcp"));
    expect(change?.after).toBe("https://x.org/mcp?••••");
    expect(change?.path).toBe("mcp_servers.a.url");
  });
});
