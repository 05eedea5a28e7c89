import type { ModelOperation } from "../../src/catalog/types.ts";

/**
 * Models that are taken from the price source by name instead of by rule: those of the clouds, whose native names the
 * source abbreviates, and those of other operations than conversations and embeddings.
 */
export interface NamedModel {
  /** Catalogue id. */
  readonly id: string;
  /** The source's id; absent: the catalogue's. */
  readonly source?: string;
  /** Name to send; absent: the source's id. */
  readonly nativeId?: string;
  /** Other native names at the same price. */
  readonly versions?: readonly string[];
  /** Native names whose price stands under another id of the source. */
  readonly variants?: readonly { readonly source: string; readonly nativeIds: readonly string[] }[];
  /** Absent: told by its name, embedding or conversation. */
  readonly operation?: ModelOperation;
}

export interface NamedSource {
  /** The price source's id of the provider. */
  readonly theirs: string;
  /** The source's context windows are rounded to thousands: not taken. */
  readonly roundsContexts?: true;
  readonly models: readonly NamedModel[];
}

/** Google serves its models under the same names and prices on both of its platforms. */
const GEMINI: readonly NamedModel[] = [
  ...["gemini-2.5-pro", "gemini-2.5-flash", "gemini-2.5-flash-lite", "gemini-3-flash-preview"].map((id) => ({ id })),
  ...["gemini-3.1-pro-preview", "gemini-3.1-flash-lite", "gemini-3.5-flash", "gemini-3.5-flash-lite"].map((id) => ({
    id,
  })),
  ...["gemini-3.6-flash", "gemini-3.7-flash", "gemini-3.8-flash"].map((id) => ({ id })),
  { id: "gemini-2.5-flash-image", operation: "image" },
  {
    id: "gemini-3-pro-image",
    source: "gemini-3-pro-image-preview",
    nativeId: "gemini-3-pro-image",
    versions: ["gemini-3-pro-image-preview"],
    operation: "image",
  },
  {
    id: "gemini-3.1-flash-image",
    source: "gemini-3.1-flash-image-preview",
    nativeId: "gemini-3.1-flash-image",
    versions: ["gemini-3.1-flash-image-preview"],
    operation: "image",
  },
  { id: "gemini-3.1-flash-lite-image", operation: "image" },
];

/** Speech models are called `-preview-tts` at one of Google's platforms and `-tts` at the other. */
const geminiSpeech = (infix: string): readonly NamedModel[] =>
  ["gemini-2.5-flash", "gemini-2.5-pro"].map((kind) => ({
    id: `${kind}-tts`,
    nativeId: `${kind}${infix}-tts`,
    operation: "speech",
  }));

/** Claude on Vertex: with a date up to 4.5, with `@default` or nothing since. */
const vertexClaude = (id: string, date?: string): NamedModel =>
  date === undefined
    ? { id, nativeId: id, versions: [`${id}@default`] }
    : { id, nativeId: `${id}@${date}`, versions: [id] };

const GEOGRAPHIES = ["us", "eu", "apac", "jp", "au"];

/**
 * Claude on Bedrock: the worldwide inference profile, and those of a geography at their own price. `native` is the
 * model's name without its maker.
 */
const bedrockClaude = (id: string, native: string, source = `anthropic.${native}`): NamedModel => ({
  id,
  source: `global.${source}`,
  nativeId: `global.anthropic.${native}`,
  variants: [
    {
      source: `regional.${source}`,
      nativeIds: [`anthropic.${native}`, ...GEOGRAPHIES.map((place) => `${place}.anthropic.${native}`)],
    },
  ],
});

/** On Bedrock by its plain name, and by inference profiles at the same price. */
const bedrock = (id: string, nativeId: string, places: readonly string[] = []): NamedModel => ({
  id,
  source: nativeId,
  nativeId,
  ...(places.length > 0 ? { versions: places.map((place) => `${place}.${nativeId}`) } : {}),
});

/** On Bedrock by inference profiles only: the first geography's is sent unless another is asked for. */
const bedrockProfile = (id: string, nativeId: string, places: readonly string[] = ["us"]): NamedModel => ({
  id,
  source: nativeId,
  nativeId: `${places[0]}.${nativeId}`,
  versions: [nativeId, ...places.slice(1).map((place) => `${place}.${nativeId}`)],
});

const BEDROCK: readonly NamedModel[] = [
  bedrockClaude("claude-haiku-4-5", "claude-haiku-4-5-20251001-v1:0"),
  bedrockClaude("claude-sonnet-4-5", "claude-sonnet-4-5-20250929-v1:0"),
  bedrockClaude("claude-sonnet-4-6", "claude-sonnet-4-6", "anthropic.claude-sonnet-4-6-v1:0"),
  bedrockClaude("claude-sonnet-5", "claude-sonnet-5", "anthropic.claude-sonnet-5-v1:0"),
  {
    id: "claude-opus-4-1",
    source: "regional.anthropic.claude-opus-4-1-20250805-v1:0",
    nativeId: "us.anthropic.claude-opus-4-1-20250805-v1:0",
    versions: ["anthropic.claude-opus-4-1-20250805-v1:0"],
  },
  bedrockClaude("claude-opus-4-5", "claude-opus-4-5-20251101-v1:0", "anthropic.claude-opus-4-5-v1:0"),
  bedrockClaude("claude-opus-4-6", "claude-opus-4-6-v1", "anthropic.claude-opus-4-6-v1:0"),
  bedrockClaude("claude-opus-4-7", "claude-opus-4-7", "anthropic.claude-opus-4-7-v1:0"),
  bedrockClaude("claude-opus-4-8", "claude-opus-4-8", "anthropic.claude-opus-4-8-v1:0"),
  bedrockClaude("claude-opus-5", "claude-opus-5"),
  bedrockClaude("claude-opus-5-5", "claude-opus-5-5"),
  bedrockClaude("claude-fable-5", "claude-fable-5", "anthropic.claude-fable-5-v1:0"),
  bedrockClaude("claude-fable-5-1", "claude-fable-5-1", "anthropic.claude-fable-5-1-v1:0"),
  bedrock("nova-micro-v1", "amazon.nova-micro-v1:0", ["us", "eu", "apac"]),
  bedrock("nova-lite-v1", "amazon.nova-lite-v1:0", ["us", "eu", "apac"]),
  bedrock("nova-pro-v1", "amazon.nova-pro-v1:0", ["us", "eu", "apac"]),
  bedrockProfile("nova-premier-v1", "amazon.nova-premier-v1:0"),
  {
    id: "nova-2-lite-v1",
    source: "global.amazon.nova-2-lite-v1:0",
    variants: [
      {
        source: "regional.amazon.nova-2-lite-v1:0",
        nativeIds: ["us", "eu", "jp"].map((place) => `${place}.amazon.nova-2-lite-v1:0`),
      },
    ],
  },
  bedrockProfile("deepseek-r1", "deepseek.r1-v1:0"),
  bedrock("gemma-3-4b-it", "google.gemma-3-4b-it"),
  bedrock("gemma-3-12b-it", "google.gemma-3-12b-it"),
  bedrock("gemma-3-27b-it", "google.gemma-3-27b-it"),
  bedrock("llama-3.1-8b", "meta.llama3-1-8b-instruct-v1:0", ["us"]),
  bedrock("llama-3.1-70b", "meta.llama3-1-70b-instruct-v1:0", ["us"]),
  bedrockProfile("llama-3.2-1b-instruct", "meta.llama3-2-1b-instruct-v1:0", ["us", "eu"]),
  bedrockProfile("llama-3.2-3b-instruct", "meta.llama3-2-3b-instruct-v1:0", ["us", "eu"]),
  bedrockProfile("llama-3.2-11b-vision-instruct", "meta.llama3-2-11b-instruct-v1:0"),
  bedrockProfile("llama-3.2-90b-vision-instruct", "meta.llama3-2-90b-instruct-v1:0"),
  bedrockProfile("llama-3.3-70b", "meta.llama3-3-70b-instruct-v1:0"),
  bedrockProfile("llama-4-maverick", "meta.llama4-maverick-17b-instruct-v1:0"),
  bedrockProfile("llama-4-scout", "meta.llama4-scout-17b-instruct-v1:0"),
  bedrock("devstral-2512", "mistral.devstral-2-123b"),
  bedrock("magistral-small", "mistral.magistral-small-2509"),
  bedrock("ministral-14b-2512", "mistral.ministral-3-14b-instruct"),
  bedrock("ministral-8b-2512", "mistral.ministral-3-8b-instruct"),
  bedrock("ministral-3b-2512", "mistral.ministral-3-3b-instruct"),
  bedrock("mistral-large", "mistral.mistral-large-3-675b-instruct"),
  bedrock("mistral-7b-instruct-v0.2", "mistral.mistral-7b-instruct-v0:2"),
  bedrock("mixtral-8x7b-instruct", "mistral.mixtral-8x7b-instruct-v0:1"),
  bedrockProfile("pixtral-large", "mistral.pixtral-large-2502-v1:0", ["us", "eu"]),
  { id: "nemotron-3-nano-30b-a3b", source: "nvidia.nemotron-nano-3-30b:0", nativeId: "nvidia.nemotron-nano-3-30b" },
  {
    id: "nemotron-3-super-120b-a12b",
    source: "nvidia.nemotron-super-3-120b:0",
    nativeId: "nvidia.nemotron-super-3-120b",
  },
  { id: "nemotron-nano-9b-v2", source: "nvidia.nemotron-nano-9b-v2:0", nativeId: "nvidia.nemotron-nano-9b-v2" },
  bedrock("gpt-oss-120b", "openai.gpt-oss-120b-1:0"),
  bedrock("gpt-oss-20b", "openai.gpt-oss-20b-1:0"),
  bedrock("qwen3-32b", "qwen.qwen3-32b-v1:0"),
  bedrock("qwen3-coder", "qwen.qwen3-coder-480b-a35b-v1:0"),
  bedrock("qwen3-coder-30b-a3b-instruct", "qwen.qwen3-coder-30b-a3b-v1:0"),
  {
    id: "qwen3-vl-235b-a22b-instruct",
    source: "qwen.qwen3-vl-235b-a22b-v1:0",
    nativeId: "qwen.qwen3-vl-235b-a22b",
  },
  bedrockProfile("palmyra-x4", "writer.palmyra-x4-v1:0"),
  bedrockProfile("palmyra-x5", "writer.palmyra-x5-v1:0"),
];

/** Our provider id → what is taken from the source by name. */
export const BY_NAME: Readonly<Record<string, NamedSource>> = {
  "google-ai-studio": {
    theirs: "google",
    roundsContexts: true,
    models: [...GEMINI, ...geminiSpeech("-preview"), { id: "gemini-embedding-001" }, { id: "gemini-embedding-2" }],
  },
  "google-vertex": {
    theirs: "google",
    roundsContexts: true,
    models: [
      ...GEMINI,
      ...geminiSpeech(""),
      vertexClaude("claude-sonnet-4-5", "20250929"),
      vertexClaude("claude-sonnet-4-6"),
      vertexClaude("claude-opus-4-6"),
      vertexClaude("claude-opus-4-7"),
      vertexClaude("claude-opus-4-8"),
      vertexClaude("claude-opus-5"),
      vertexClaude("claude-opus-5-5"),
      vertexClaude("claude-fable-5"),
      vertexClaude("claude-fable-5-1"),
      {
        id: "gemma-4-26b-a4b-it",
        source: "gemma-4-26b-a4b-it-maas",
        nativeId: "google/gemma-4-26b-a4b-it-maas",
      },
    ],
  },
  "aws-bedrock": { theirs: "aws", models: BEDROCK },
  azure: {
    theirs: "azure",
    models: [
      { id: "o1", versions: ["o1-2024-12-17"] },
      { id: "o3", source: "o3-2025-04-16", nativeId: "o3", versions: ["o3-2025-04-16"] },
      { id: "o3-mini", versions: ["o3-mini-2025-01-31"] },
      { id: "o4-mini", versions: ["o4-mini-2025-04-16"] },
      { id: "phi-4" },
      { id: "phi-4-mini-instruct" },
      { id: "phi-4-multimodal-instruct" },
      { id: "text-embedding-3-large" },
      { id: "text-embedding-3-small" },
      { id: "text-embedding-ada-002", source: "ada", nativeId: "text-embedding-ada-002" },
    ],
  },
  cohere: {
    theirs: "cohere",
    models: [
      { id: "command-a", nativeId: "command-a-03-2025" },
      { id: "command-r-08-2024", source: "command-r", nativeId: "command-r-08-2024" },
      { id: "command-r-plus-08-2024", source: "command-r-plus", nativeId: "command-r-plus-08-2024" },
      { id: "command-r7b-12-2024", source: "command-r7b", nativeId: "command-r7b-12-2024" },
      { id: "aya-expanse-32b", source: "c4ai-aya-expanse-32b" },
      { id: "embed-v4.0" },
    ],
  },
  openai: {
    theirs: "openai",
    models: [
      { id: "gpt-image-1", operation: "image" },
      { id: "gpt-image-1-mini", operation: "image" },
      { id: "gpt-image-1.5", versions: ["gpt-image-1.5-2025-12-16"], operation: "image" },
      { id: "gpt-image-2", versions: ["gpt-image-2-2026-04-21"], operation: "image" },
      { id: "gpt-4o-mini-tts", operation: "speech" },
      { id: "gpt-4o-transcribe", versions: ["gpt-4o-transcribe-diarize"], operation: "transcribe" },
      { id: "gpt-4o-mini-transcribe", operation: "transcribe" },
      { id: "gpt-transcribe", operation: "transcribe" },
      { id: "whisper-1", operation: "transcribe" },
    ],
  },
  groq: {
    theirs: "groq",
    models: [
      { id: "whisper-large-v3", operation: "transcribe" },
      { id: "whisper-large-v3-turbo", operation: "transcribe" },
    ],
  },
  mistral: {
    theirs: "mistral",
    models: [{ id: "voxtral-mini-2602", versions: ["voxtral-mini-latest"], operation: "transcribe" }],
  },
};
