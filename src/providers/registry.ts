import { anthropic } from "./anthropic.ts";
import { awsBedrock } from "./aws-bedrock.ts";
import { azure } from "./azure.ts";
import { cerebras } from "./cerebras.ts";
import { cohere } from "./cohere.ts";
import { deepseek } from "./deepseek.ts";
import { fireworks } from "./fireworks.ts";
import { googleAiStudio } from "./google-ai-studio.ts";
import { googleVertex } from "./google-vertex.ts";
import { groq } from "./groq.ts";
import { mistral } from "./mistral.ts";
import { mock } from "./mock/index.ts";
import { nvidia } from "./nvidia.ts";
import { ollama } from "./ollama.ts";
import { openai } from "./openai.ts";
import { openrouter } from "./openrouter.ts";
import { perplexity } from "./perplexity.ts";
import type { Provider } from "./provider.ts";
import { togetherAi } from "./together-ai.ts";
import { vllm } from "./vllm.ts";
import { xai } from "./xai.ts";

/** Every provider the gateway knows, by id in alphabetical order. A new record is listed here and nowhere else. */
export const PROVIDERS: readonly Provider[] = [
  anthropic,
  awsBedrock,
  azure,
  cerebras,
  cohere,
  deepseek,
  fireworks,
  googleAiStudio,
  googleVertex,
  groq,
  mistral,
  mock,
  nvidia,
  ollama,
  openai,
  openrouter,
  perplexity,
  togetherAi,
  vllm,
  xai,
];

const byId: ReadonlyMap<string, Provider> = new Map(PROVIDERS.map((provider) => [provider.id, provider]));

/** The provider of this id, or undefined. */
export function providerById(id: string): Provider | undefined {
  return byId.get(id);
}

/** Ids of all providers, for checks of data that names them. */
export const PROVIDER_IDS: ReadonlySet<string> = new Set(byId.keys());
