interface Operation {
  readonly path: string;
  readonly method: "get" | "post" | "delete";
  readonly summary: string;
  readonly tag: string;
  /** A body to begin with; of forms, their fields. */
  readonly example?: object;
  readonly form?: true;
  readonly open?: true;
}

const CHAT = { model: "mock/echo", messages: [{ role: "user", content: "Hello" }] };

/** The LLM API. The bodies are the vendors' own, so their clients and references apply; here is a beginning of each. */
const OPERATIONS: readonly Operation[] = [
  { tag: "chat", method: "post", path: "/v1/chat/completions", summary: "Chat, OpenAI's wire", example: CHAT },
  {
    tag: "chat",
    method: "post",
    path: "/v1/messages",
    summary: "Chat, Anthropic's wire",
    example: { max_tokens: 256, ...CHAT },
  },
  {
    tag: "chat",
    method: "post",
    path: "/v1/messages/count_tokens",
    summary: "Count the tokens of a message",
    example: CHAT,
  },
  {
    tag: "chat",
    method: "post",
    path: "/v1/responses",
    summary: "Chat, OpenAI's Responses wire",
    example: { model: "mock/echo", input: "Hello" },
  },
  {
    tag: "vectors",
    method: "post",
    path: "/v1/embeddings",
    summary: "Embeddings",
    example: { model: "mock/embedding", input: "Hello" },
  },
  {
    tag: "vectors",
    method: "post",
    path: "/v1/rerank",
    summary: "Order documents by a question",
    example: { model: "cohere/rerank-v3.5", query: "Which is red?", documents: ["A rose", "The sea"] },
  },
  {
    tag: "checks",
    method: "post",
    path: "/v1/moderations",
    summary: "Moderation",
    example: { model: "openai/omni-moderation-latest", input: "Hello" },
  },
  {
    tag: "images",
    method: "post",
    path: "/v1/images/generations",
    summary: "Make images",
    example: { model: "openai/gpt-image-1", prompt: "A lighthouse" },
  },
  {
    tag: "images",
    method: "post",
    path: "/v1/images/edits",
    summary: "Edit images",
    form: true,
    example: { model: "openai/gpt-image-1", prompt: "At night", image: "" },
  },
  {
    tag: "audio",
    method: "post",
    path: "/v1/audio/speech",
    summary: "Text to speech",
    example: { model: "openai/gpt-4o-mini-tts", voice: "alloy", input: "Hello" },
  },
  {
    tag: "audio",
    method: "post",
    path: "/v1/audio/transcriptions",
    summary: "Speech to text",
    form: true,
    example: { model: "openai/whisper-1", file: "" },
  },
  { tag: "gateway", method: "get", path: "/v1/models", summary: "Models with prices and providers", open: true },
  { tag: "gateway", method: "get", path: "/v1/receipts/{request_id}", summary: "The receipt of one's own request" },
  { tag: "gateway", method: "get", path: "/v1/key", summary: "The calling key: limits and use" },
];

const ERROR = {
  type: "object",
  properties: {
    error: {
      type: "object",
      properties: {
        message: { type: "string" },
        type: { type: "string" },
        param: { type: ["string", "null"] },
        code: { type: "string" },
      },
    },
    status: { type: "integer" },
    message: { type: "string" },
  },
};

/** The OpenAPI 3.1 document of the LLM API. */
export function llmDocument(version: string): object {
  const paths: Record<string, Record<string, object>> = {};
  for (const operation of OPERATIONS) {
    paths[operation.path] = { ...paths[operation.path], [operation.method]: describe(operation) };
  }
  return {
    openapi: "3.1.0",
    info: { title: "LLM Gateway: LLM API", version },
    paths,
    components: {
      securitySchemes: { key: { type: "http", scheme: "bearer", description: "An API key: llm_gw_…" } },
      schemas: { Error: ERROR },
    },
  };
}

function describe({ path, summary, tag, example, form, open }: Operation): object {
  const parameter = /\{(\w+)\}/.exec(path)?.[1];
  const refusal = {
    description: "Refused",
    content: { "application/json": { schema: { $ref: "#/components/schemas/Error" } } },
  };
  return {
    summary,
    tags: [tag],
    ...(open === true ? {} : { security: [{ key: [] }] }),
    ...(parameter === undefined
      ? {}
      : { parameters: [{ name: parameter, in: "path", required: true, schema: { type: "string" } }] }),
    ...(example === undefined ? {} : { requestBody: { required: true, content: bodyOf(example, form) } }),
    responses: {
      200: { description: "The provider's answer, in the same wire", content: { "application/json": {} } },
      "4XX": refusal,
      "5XX": refusal,
    },
  };
}

function bodyOf(example: object, form: true | undefined): object {
  if (form === undefined) return { "application/json": { schema: { type: "object" }, example } };
  const properties = Object.fromEntries(
    Object.entries(example).map(([name, value]) => [
      name,
      value === "" ? { type: "string", format: "binary" } : { type: "string", default: value as string },
    ]),
  );
  return { "multipart/form-data": { schema: { type: "object", properties } } };
}
