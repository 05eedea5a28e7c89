import type { EncodeTarget } from "../dialect.ts";

/** Makers whose models take fields of their own on this wire. */
export type ModelKin = "claude" | "nova" | "mistral" | "other";

const KINS: readonly (readonly [ModelKin, RegExp])[] = [
  ["claude", /claude|anthropic/],
  ["nova", /(^|[^a-z])nova([^a-z]|$)/],
  ["mistral", /mistral|ministral|codestral|devstral|magistral|pixtral|voxtral/],
];

/**
 * The kin of a model: by its family, else by its native name, which begins with the maker (`us.amazon.nova-pro-v1:0`).
 */
export function kinOf({ family, model }: EncodeTarget): ModelKin {
  return find(family ?? "") ?? find(model) ?? "other";
}

/** True for makers whose models answer 400 to stop sequences (crewAIInc/crewAI#3317, dify-official-plugins#1767). */
export function refusesStops({ family, model }: EncodeTarget): boolean {
  return /gpt|openai|qwen/i.test(`${family ?? ""} ${model}`);
}

function find(name: string): ModelKin | undefined {
  const text = name.toLowerCase();
  return KINS.find(([, pattern]) => pattern.test(text))?.[0];
}
