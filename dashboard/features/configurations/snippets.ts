import type { RouteName } from "./language/names-in.ts";

/** Ways in which a route can be called. */
export const LANGUAGES = [
  { value: "curl", label: "curl" },
  { value: "python", label: "Python" },
  { value: "typescript", label: "TypeScript" },
] as const;

export type Language = (typeof LANGUAGES)[number]["value"];

export interface CallFacts {
  /** Where the gateway is, without a path. */
  readonly origin: string;
  readonly slug: string;
  readonly route: RouteName;
}

const KEY = "LLM_GATEWAY_API_KEY";

/** A call of one route that can be run as it is, with the key in the environment. */
export function snippetOf(language: Language, { origin, slug, route }: CallFacts): string {
  const model = `${slug}/${route.name}`;
  if (language === "curl") return curlOf(origin, model, route.kind);
  return language === "python" ? pythonOf(origin, model, route.kind) : typescriptOf(origin, model, route.kind);
}

function curlOf(origin: string, model: string, kind: RouteName["kind"]): string {
  const authorized = `  -H "Authorization: Bearer $${KEY}" \\`;
  if (kind === "transcription")
    return [
      `curl ${origin}/v1/audio/transcriptions \\`,
      authorized,
      `  -F model="${model}" \\`,
      "  -F file=@speech.mp3",
    ].join("\n");
  const [path, body] =
    kind === "chat"
      ? ["chat/completions", { model, messages: [{ role: "user", content: "Hello!" }] }]
      : ["embeddings", { model, input: "Hello!" }];
  return [
    `curl ${origin}/v1/${path} \\`,
    authorized,
    `  -H "Content-Type: application/json" \\`,
    `  -d '${JSON.stringify(body)}'`,
  ].join("\n");
}

function pythonOf(origin: string, model: string, kind: RouteName["kind"]): string {
  const calls = {
    chat: [
      "answer = client.chat.completions.create(",
      `    model="${model}",`,
      '    messages=[{"role": "user", "content": "Hello!"}],',
      ")",
      "print(answer.choices[0].message.content)",
    ],
    embedding: [
      `answer = client.embeddings.create(model="${model}", input="Hello!")`,
      "print(answer.data[0].embedding)",
    ],
    transcription: [
      'with open("speech.mp3", "rb") as file:',
      `    answer = client.audio.transcriptions.create(model="${model}", file=file)`,
      "print(answer.text)",
    ],
  };
  return [
    "import os",
    "",
    "from openai import OpenAI",
    "",
    `client = OpenAI(base_url="${origin}/v1", api_key=os.environ["${KEY}"])`,
    ...calls[kind],
  ].join("\n");
}

function typescriptOf(origin: string, model: string, kind: RouteName["kind"]): string {
  const calls = {
    chat: [
      "const answer = await client.chat.completions.create({",
      `  model: "${model}",`,
      '  messages: [{ role: "user", content: "Hello!" }],',
      "});",
      "console.log(answer.choices[0].message.content);",
    ],
    embedding: [
      `const answer = await client.embeddings.create({ model: "${model}", input: "Hello!" });`,
      "console.log(answer.data[0].embedding);",
    ],
    transcription: [
      'const file = createReadStream("speech.mp3");',
      `const answer = await client.audio.transcriptions.create({ model: "${model}", file });`,
      "console.log(answer.text);",
    ],
  };
  return [
    ...(kind === "transcription" ? ['import { createReadStream } from "node:fs";'] : []),
    'import OpenAI from "openai";',
    "",
    `const client = new OpenAI({ baseURL: "${origin}/v1", apiKey: process.env.${KEY} });`,
    ...calls[kind],
  ].join("\n");
}
