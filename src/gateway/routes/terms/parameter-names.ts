import type { Operation } from "../../../providers/provider.ts";

/**
 * The parameters that have a place in callers' wires, by operation: the name in OpenAI's wire, then other names of the
 * same. Names are compared in snake case.
 */
const NAMES: Partial<Record<Operation, Readonly<Record<string, readonly string[]>>>> = {
  chat: {
    max_tokens: ["max_completion_tokens", "max_output_tokens"],
    temperature: [],
    top_p: [],
    top_k: [],
    stop: ["stop_sequences"],
    seed: ["random_seed"],
    presence_penalty: [],
    frequency_penalty: [],
    n: ["candidate_count"],
    response_format: [],
    reasoning_effort: [],
    verbosity: [],
    parallel_tool_calls: [],
    user: ["safety_identifier"],
    metadata: [],
    service_tier: [],
    prompt_cache_key: [],
  },
  embed: {
    dimensions: ["output_dimensionality", "output_dimension"],
    encoding_format: [],
    input_type: [],
    user: [],
  },
  transcribe: {
    language: [],
    prompt: [],
    temperature: [],
    response_format: [],
    timestamp_granularities: [],
  },
};

/** Name in OpenAI's wire by every name, for each operation. */
const CANONICAL: ReadonlyMap<string, ReadonlyMap<string, string>> = new Map(
  Object.entries(NAMES).map(([operation, names]) => [
    operation,
    new Map(Object.entries(names).flatMap(([name, others]) => [name, ...others].map((one) => [one, name] as const))),
  ]),
);

/** The name that a parameter has in OpenAI's wire; undefined for one that is the provider's own. */
export function canonicalName(operation: Operation, name: string): string | undefined {
  return CANONICAL.get(operation)?.get(snakeCase(name));
}

/** `maxOutputTokens` as `max_output_tokens`. */
export function snakeCase(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

const words = (text: string): readonly string[] => text.trim().split(/\s+/);

/**
 * What no provider gets: members that say what is asked and of whom, and names of the libraries that configurations of
 * other products were written for.
 */
const NEVER: ReadonlySet<string> = new Set([
  ...words("model messages input inputs contents system system_instruction instructions prompt file requests content"),
  ...words("stream stream_options previous_response_id conversation background generate_content_request __proto__"),
  ...words("enable_prompt_cache streaming stream_usage disable_streaming timeout request_timeout max_retries"),
  ...words("default_request_timeout model_name model_id model_provider deployment deployment_name azure_deployment"),
  ...words("azure_endpoint base_url api_base api_url api_version api_type openai_api_base openai_api_version"),
  ...words("openai_api_type openai_organization openai_proxy anthropic_api_url anthropic_proxy organization proxy"),
  ...words("project_id region default_headers default_query extra_headers extra_query additional_headers betas"),
  ...words("http_client http_async_client http_socket_options client async_client root_client root_async_client"),
  ...words("client_options client_args transport callbacks callback_manager verbose cache tags rate_limiter profile"),
  ...words("custom_get_token_ids tiktoken_model_name use_responses_api output_version include_response_headers"),
  ...words("convert_system_message_to_human max_concurrent_requests"),
]);
const SECRET = /api_?key|ad_token|access_token|secret|password|credential/;

/** True for a name that stays here, whatever provider is asked. */
export function staysHere(name: string): boolean {
  const plain = snakeCase(name);
  return NEVER.has(plain) || SECRET.test(plain) || plain.startsWith("x-");
}

/** Members whose own members are parameters. */
export const GROUPS = ["model_kwargs", "extra_body", "generation_config", "generationConfig"] as const;
