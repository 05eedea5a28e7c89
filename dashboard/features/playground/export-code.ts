import type { ChatRequest } from "./build-request.ts";

export const LANGUAGES = { curl: "curl", python: "Python", typescript: "TypeScript" } as const;
export type Language = keyof typeof LANGUAGES;
export const LANGUAGE_WORDS = Object.keys(LANGUAGES) as readonly Language[];

const INDENT = "    ";

/** A request as code that makes it. The key is read from the environment; it is in no code. */
export function exportCode(language: Language, request: ChatRequest, url: string): string {
  const lean = { headers: request.headers, body: withoutImages(request.body) as ChatRequest["body"] };
  if (language === "curl") return curl(lean, url);
  return language === "python" ? python(lean, url) : typescript(lean, url);
}

function curl({ headers, body }: ChatRequest, url: string): string {
  const lines = [
    `curl -N ${url}/v1/chat/completions`,
    `-H "Authorization: Bearer $LLM_GATEWAY_API_KEY"`,
    `-H "Content-Type: application/json"`,
    ...Object.entries(headers).map(([name, value]) => `-H "${name}: ${value}"`),
    `-d ${shellQuoted(JSON.stringify({ ...body, stream: true }, null, 2))}`,
  ];
  return lines.join(" \\\n  ");
}

/** What the SDK knows; anything else goes into `extra_body`. */
const PYTHON_NAMES = new Set([
  ...["model", "messages", "temperature", "max_completion_tokens", "reasoning_effort", "response_format", "tools"],
  ...["top_p", "seed", "stop", "n", "tool_choice", "parallel_tool_calls", "frequency_penalty", "presence_penalty"],
]);

function python({ headers, body }: ChatRequest, url: string): string {
  const known = Object.entries(body).filter(([name]) => PYTHON_NAMES.has(name));
  const extra = Object.entries(body).filter(([name]) => !PYTHON_NAMES.has(name));
  const named = [
    ...known,
    ...(extra.length === 0 ? [] : [["extra_body", Object.fromEntries(extra)] as const]),
    ...(Object.keys(headers).length === 0 ? [] : [["extra_headers", headers] as const]),
  ];
  return [
    "import os",
    "from openai import OpenAI",
    "",
    "client = OpenAI(",
    `    base_url="${url}/v1",`,
    '    api_key=os.environ["LLM_GATEWAY_API_KEY"],',
    ")",
    "stream = client.chat.completions.create(",
    ...named.map(([name, value]) => `    ${name}=${pythonOf(value, INDENT)},`),
    "    stream=True,",
    ")",
    "for chunk in stream:",
    "    if chunk.choices:",
    '        print(chunk.choices[0].delta.content or "", end="")',
  ].join("\n");
}

function typescript({ headers, body }: ChatRequest, url: string): string {
  const options = Object.keys(headers).length === 0 ? "" : `, ${JSON.stringify({ headers })}`;
  return [
    'import OpenAI from "openai";',
    "",
    "const client = new OpenAI({",
    `  baseURL: "${url}/v1",`,
    "  apiKey: process.env.LLM_GATEWAY_API_KEY,",
    "});",
    `const stream = await client.chat.completions.create(${JSON.stringify({ ...body, stream: true }, null, 2)}${options});`,
    "for await (const chunk of stream) {",
    '  process.stdout.write(chunk.choices[0]?.delta?.content ?? "");',
    "}",
  ].join("\n");
}

function pythonOf(value: unknown, indent: string): string {
  if (value === null || value === undefined) return "None";
  if (typeof value === "boolean") return value ? "True" : "False";
  if (typeof value !== "object") return JSON.stringify(value);
  const inner = indent + INDENT;
  const isList = Array.isArray(value);
  const lines = isList
    ? (value as unknown[]).map((each) => inner + pythonOf(each, inner))
    : Object.entries(value).map(([name, each]) => `${inner}${JSON.stringify(name)}: ${pythonOf(each, inner)}`);
  const [open, close] = isList ? ["[", "]"] : ["{", "}"];
  return lines.length === 0 ? open + close : `${open}\n${lines.join(",\n")},\n${indent}${close}`;
}

function shellQuoted(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}

/** Images that are in the request itself would be most of the code. */
function withoutImages(value: unknown): unknown {
  if (typeof value === "string") return value.replace(/^(data:[\w./+-]+;base64,).{80,}$/s, "$1…");
  if (Array.isArray(value)) return value.map(withoutImages);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, withoutImages(each)]));
}
