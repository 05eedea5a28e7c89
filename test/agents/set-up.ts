import type { Gateway } from "../harness/gateway.ts";

/** How an agent is pointed at the gateway: its arguments, its environment, and files under its home. */
export interface SetUp {
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly files: Readonly<Record<string, string>>;
}

const PROMPT = "Read note.txt, tell me the word in it, and write made.txt.";

/** Claude Code speaks Anthropic messages; all of its settings are variables. */
export function claude({ url, apiKey }: Gateway, model: string): SetUp {
  return {
    args: ["-p", PROMPT, "--output-format", "json", "--allowedTools", "Read,Write", "--model", model],
    env: {
      ANTHROPIC_BASE_URL: url,
      ANTHROPIC_AUTH_TOKEN: apiKey,
      ANTHROPIC_MODEL: model,
      ANTHROPIC_DEFAULT_HAIKU_MODEL: model,
      CLAUDE_CODE_ATTRIBUTION_HEADER: "0",
      CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC: "1",
      DISABLE_AUTOUPDATER: "1",
      DISABLE_TELEMETRY: "1",
      DISABLE_ERROR_REPORTING: "1",
    },
    files: {},
  };
}

/** Codex speaks OpenAI responses. Its web search runs at the vendor, and few vendors have one. */
export function codex({ url, apiKey }: Gateway, model: string): SetUp {
  const config = `
model = "${model}"
model_provider = "llm-gateway"
check_for_update_on_startup = false
web_search = "disabled"

[model_providers.llm-gateway]
name = "LLM Gateway"
base_url = "${url}/v1"
env_key = "GATEWAY_KEY"
wire_api = "responses"

[analytics]
enabled = false
`;
  const unasked = ["--skip-git-repo-check", "--dangerously-bypass-approvals-and-sandbox"];
  return {
    args: ["exec", ...unasked, "--json", PROMPT],
    env: { GATEWAY_KEY: apiKey },
    files: { "home/.codex/config.toml": config },
  };
}

/** opencode speaks the wire of the package that is named for the provider. */
export function opencode({ url, apiKey }: Gateway, model: string, speaks: "openai" | "anthropic"): SetUp {
  const config = {
    $schema: "https://opencode.ai/config.json",
    autoupdate: false,
    share: "disabled",
    model: `llm-gateway/${model}`,
    small_model: `llm-gateway/${model}`,
    provider: {
      "llm-gateway": {
        npm: speaks === "openai" ? "@ai-sdk/openai-compatible" : "@ai-sdk/anthropic",
        name: "LLM Gateway",
        options: { baseURL: `${url}/v1`, apiKey: "{env:GATEWAY_KEY}" },
        models: { [model]: { name: model } },
      },
    },
  };
  return {
    args: ["run", "--format", "json", PROMPT],
    env: {
      GATEWAY_KEY: apiKey,
      // Nothing is fetched: it would install a package for plugins.
      NPM_CONFIG_REGISTRY: "http://127.0.0.1:9",
      OPENCODE_DISABLE_AUTOUPDATE: "1",
      OPENCODE_DISABLE_MODELS_FETCH: "1",
      OPENCODE_DISABLE_LSP_DOWNLOAD: "1",
      OPENCODE_DISABLE_DEFAULT_PLUGINS: "1",
    },
    files: { "work/opencode.json": JSON.stringify(config) },
  };
}
