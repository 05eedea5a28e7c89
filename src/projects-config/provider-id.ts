/** Names that other products give to providers. */
const OTHER_NAMES: ReadonlyMap<string, string> = new Map([
  ["google-genai", "google-ai-studio"],
  ["gemini", "google-ai-studio"],
  ["google", "google-ai-studio"],
  ["vertex_ai", "google-vertex"],
  ["vertex-ai", "google-vertex"],
  ["mistralai", "mistral"],
  ["mistral-ai", "mistral"],
  ["bedrock", "aws-bedrock"],
  ["azure-openai", "azure"],
  ["azure_ai", "azure"],
  ["together_ai", "together-ai"],
  ["together", "together-ai"],
  ["fireworks_ai", "fireworks"],
  ["fireworks-ai", "fireworks"],
  ["nvidia_nim", "nvidia"],
  ["hosted_vllm", "vllm"],
  ["x-ai", "xai"],
  ["perplexity-ai", "perplexity"],
]);

/** Our id of a provider that a configuration names; the name itself when it is no other name of one. */
export function providerIdOf(written: string): string {
  return OTHER_NAMES.get(written.toLowerCase()) ?? written;
}
