/** Credentials of the providers that the harness does not set by itself, as this upstream is given them. */
export const UPSTREAM_KEYS = {
  gemini: "AIza-upstream-0001",
  bedrock: "bedrock-upstream-0001",
  cohere: "co-upstream-0001",
  nvidia: "nvapi-upstream-0001",
} as const;

/** The product's settings that point a provider of each further wire at the scripted upstream. */
export function furtherProviders(upstream: { readonly url: string }): Record<string, string> {
  return {
    LLM_GOOGLE_AI_STUDIO_API_KEY: UPSTREAM_KEYS.gemini,
    LLM_GOOGLE_AI_STUDIO_BASE_URL: `${upstream.url}/v1beta`,
    LLM_AWS_BEDROCK_API_KEY: UPSTREAM_KEYS.bedrock,
    LLM_AWS_BEDROCK_BASE_URL: upstream.url,
    LLM_COHERE_API_KEY: UPSTREAM_KEYS.cohere,
    LLM_COHERE_BASE_URL: upstream.url,
    // Speaks OpenAI chat and nothing else: the openai provider speaks responses as well.
    LLM_NVIDIA_API_KEY: UPSTREAM_KEYS.nvidia,
    LLM_NVIDIA_BASE_URL: `${upstream.url}/v1`,
  };
}
