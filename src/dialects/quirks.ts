/**
 * The closed list of ways in which a provider's spoken wire differs from its dialect. A provider record names them;
 * only dialects act on them. Sources: the vendors' API references and SDK types, gathered per vendor in
 * docs/reference/quirks.md.
 */
export const QUIRKS = {
  "max-tokens-name": "Knows `max_tokens` only, not `max_completion_tokens`.",
  "max-completion-tokens-name": "Newer models refuse `max_tokens`; the name is `max_completion_tokens`.",
  "no-developer-role": "Knows role `system`, not `developer`.",
  "no-stream-options": "Refuses `stream_options`; usage comes unasked in the last chunk.",
  "usage-in-x-groq": "Stream usage arrives in `x_groq.usage`.",
  "reasoning-outside-completion": "`completion_tokens` does not include reasoning tokens.",
  "reasoning-field-reasoning": "Reasoning text is read and replayed in `reasoning`, not `reasoning_content`.",
  "replay-reasoning": "Assistant turns with tool calls must come back with their `reasoning_content`.",
  "seed-is-random-seed": "`seed` is called `random_seed`.",
  "tool-choice-any": "`tool_choice: required` is spelled `any`.",
  "tool-ids-9-alphanumeric": "Tool call ids must be nine alphanumerics.",
  "no-parallel-flag": "Refuses `parallel_tool_calls`.",
  "no-tools": "Has no tools.",
  "json-object-only": "Has `json_object` but no `json_schema` response format.",
  "no-user-field": "Refuses `user` and `safety_identifier`.",
  "effort-low-medium-high": "`reasoning_effort` takes low, medium and high only.",
  "images-inline-only": "Image URLs are not fetched; images must be inline data.",
  "stop-max-4": "At most four stop sequences.",
  "thinking-in-content": "Reasoning comes as `thinking` chunks in an array `content`.",
  "thinking-type-toggle": 'Reasoning is on unless `thinking: {type: "disabled"}` is sent; effort none is unknown.',
  "usage-prompt-cache-hit": "Cached input is counted in `usage.prompt_cache_hit_tokens`.",
  "no-function-ids": "Function calls have no ids; results are told apart by name and order.",
  "no-server-tool-flag": "Refuses `includeServerSideToolInvocations` beside tools that run at the vendor.",
  "strict-alternation": "User and assistant turns must alternate; neighbours of one role must be merged.",
  "model-in-path": "The address names the model; the body must not.",
  "vertex-anthropic-version": 'The body says `anthropic_version: "vertex-2023-10-16"`, not a header.',
  "no-custom-tools": "Knows function tools only; a tool that takes free text becomes a function of one string.",
  "no-web-search": "Does not search the web; a request that asks for it is refused.",
  "no-openai-extras": "Refuses `verbosity` and `prompt_cache_key`.",
  "output-dimension-name": "The length of embeddings is called `output_dimension`, not `dimensions`.",
  "no-return-documents": "Rerankings never hold the documents, and `return_documents` is unknown.",
} as const;

/** Quirks that show only in models with a certain capability of the catalogue. */
export const QUIRK_NEEDS: Readonly<Partial<Record<Quirk, string>>> = {
  "max-completion-tokens-name": "reasoning",
};

export type Quirk = keyof typeof QUIRKS;
