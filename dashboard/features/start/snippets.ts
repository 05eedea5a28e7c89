import type { Client } from "./search.ts";

export interface SnippetFacts {
  /** Of the gateway, without a path. */
  readonly url: string;
  readonly key: string;
  readonly model: string;
}

/** The question of all snippets. */
export const HELLO = "Hello, gateway!";

/** What stands in place of a secret that is not known here. */
export const NO_KEY = "llm_gw_YOUR_KEY";

const WRITERS: Readonly<Record<Client, (facts: SnippetFacts) => readonly string[]>> = {
  curl: ({ url, key, model }) => [
    `curl ${url}/v1/chat/completions \\`,
    `  -H "Authorization: Bearer ${key}" \\`,
    `  -H "Content-Type: application/json" \\`,
    `  -d '{"model": "${model}", "messages": [{"role": "user", "content": "${HELLO}"}]}'`,
  ],
  python: ({ url, key, model }) => [
    "# pip install openai",
    "from openai import OpenAI",
    "",
    `client = OpenAI(base_url="${url}/v1", api_key="${key}")`,
    "answer = client.chat.completions.create(",
    `    model="${model}",`,
    `    messages=[{"role": "user", "content": "${HELLO}"}],`,
    ")",
    "print(answer.choices[0].message.content)",
  ],
  typescript: ({ url, key, model }) => [
    "// npm install openai",
    'import OpenAI from "openai";',
    "",
    `const client = new OpenAI({ baseURL: "${url}/v1", apiKey: "${key}" });`,
    "const answer = await client.chat.completions.create({",
    `  model: "${model}",`,
    `  messages: [{ role: "user", content: "${HELLO}" }],`,
    "});",
    "console.log(answer.choices[0].message.content);",
  ],
  langchain: ({ url, key, model }) => [
    "# pip install langchain-openai",
    "from langchain_openai import ChatOpenAI",
    "",
    `model = ChatOpenAI(model="${model}", base_url="${url}/v1", api_key="${key}")`,
    `print(model.invoke("${HELLO}").content)`,
  ],
  llamaindex: ({ url, key, model }) => [
    "# pip install llama-index-llms-openai-like",
    "from llama_index.llms.openai_like import OpenAILike",
    "",
    "llm = OpenAILike(",
    `    model="${model}",`,
    `    api_base="${url}/v1",`,
    `    api_key="${key}",`,
    "    is_chat_model=True,",
    ")",
    `print(llm.complete("${HELLO}").text)`,
  ],
  "claude-code": ({ url, key, model }) => [
    `export ANTHROPIC_BASE_URL=${url}`,
    `export ANTHROPIC_AUTH_TOKEN=${key}`,
    `export ANTHROPIC_MODEL=${model}`,
    `claude -p "${HELLO}"`,
  ],
};

/** A first request, ready to be run. */
export function snippetFor(client: Client, facts: SnippetFacts): string {
  return WRITERS[client](facts).join("\n");
}
