/**
 * How entries of the price source become catalogue models: which provider is which, what is left out, and which native
 * names are the same model. Facts about models are in src/catalog/overrides.json, not here.
 */

/** Named in receipts. Raise it whenever the snapshot changes. */
export const CATALOG_VERSION = "2026-11-21.3";

/** Our provider id → the price source's. */
export const SOURCE_PROVIDERS: Readonly<Record<string, string>> = {
  openai: "openai",
  anthropic: "anthropic",
  mistral: "mistral",
  groq: "groq",
  "together-ai": "together",
  deepseek: "deepseek",
  xai: "x-ai",
  fireworks: "fireworks",
  cerebras: "cerebras",
  perplexity: "perplexity",
  openrouter: "openrouter",
};

/**
 * Entries left out: not text (audio, images, OCR), not on the chat wire (OpenAI's codex, pro and research models are
 * served by Responses only), fine-tunes, withdrawn models, and names the provider itself does not serve.
 */
export const EXCLUDED: Readonly<Record<string, RegExp>> = {
  openai: new RegExp(
    [
      "^(ada|babbage|curie|davinci|text-davinci|ft:|moderation|whisper|gpt-oss|gpt-4\\.5|o1-(mini|preview))",
      "^gpt-3\\.5-(0301|turbo-(0613|1106|16k|instruct))|^gpt-4-(32k|vision)|^gpt-5\\.3$",
      "audio|realtime|transcribe|-tts|image|search-preview|codex|computer-use|deep-research|-pro$|:extended|\\.ft-",
    ].join("|"),
  ),
  anthropic: /^claude-(2|v1)$/,
  mistral:
    /:free|ocr|voxtral|^mistral-(tiny|medium-2312|small-24b|small-3|saba)|^mixtral|^ministral-(3b|8b|8b-latest)$/,
  groq: /whisper|preview|specdec|guard|^(gemma|llama2|llama3|llama-3\.1-(405b|70b)|deepseek|mistral|mixtral)/,
  "together-ai": /^(?!meta-llama\/(Llama-3\.3|Llama-4|Meta-Llama-3\.1-)|mistralai\/Mi(x|s)tral.*Instruct)/,
  deepseek: /^deepseek-v3/,
  xai: /voice|^grok-2/,
  fireworks: /^$/,
  cerebras: /^$/,
  perplexity: /^(llama|r1|sonar-reasoning$|sonar-pro-search)/,
  openrouter: new RegExp(
    [
      ":|^~|^[^/]+$|image|audio|search-preview|guard|content-safety|^openrouter|lyria",
      "^openai/(gpt-3\\.5-turbo-|gpt-4-|gpt-4\\.5|codex|o1-mini|chatgpt)(?!turbo$)",
      "^anthropic/claude-(2|3-sonnet|3-opus|instant)",
      "^google/(palm|learnlm|gemini-(pro|flash)|gemma-2|gemini-2\\.5-(flash|pro).*-?preview)",
      "^meta-llama/(llama-2|llama-3-|llama-3\\.1-405b$)",
      "^mistral/|^mistralai/(mistral-(7b|tiny|medium$|small$|small-24b|saba)|mixtral|pixtral-12b|voxtral)",
      "^mistralai/(codestral-(mamba|2501)|ministral-[38]b$)",
      "^deepseek/(deepseek-(r1-(distill|zero)|v3-base|prover|coder))",
      "^x-ai/grok-(2|beta|vision)",
      "^perplexity/(llama|r1|sonar-reasoning$)",
      "^qwen/(qwen-(2|vl|turbo|max)|qwen2|qwq-32b-preview|qwen-plus-2025)",
      "^cohere/command(-r|-r-plus)?$",
      // Community models that come and go: reachable by their native names, with cost unknown.
      "^(01-ai|aetherwiing|aion-labs|alfredpros|all-hands|alpindale|anthracite-org|cognitivecomputations)/",
      "^(deepcogito|eleutherai|essentialai|eva-unit-01|gryphe|infermatic|inflection|jondurbin|kwaipilot)/",
      "^(latitudegames|mancer|morph|neversleep|nothingiisreal|openchat|perceptron|pygmalionai|raifle|rekaai)/",
      "^(relace|sao10k|scb10x|sophosympatheia|steelskull)/",
      "^(switchpoint|thedrummer|undi95|xwin-lm)/|^nousresearch/(hermes-2|nous)|^liquid/lfm-\\d+b$",
      "^microsoft/(phi-3|wizard)|^ai21/jamba-(1|instruct)",
    ].join("|"),
  ),
};

/** Catalogue id of a native name that no general rule gets right. */
export const IDS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  openai: {
    "gpt-5-chat-latest": "gpt-5-chat",
    "gpt-5.1-chat-latest": "gpt-5.1-chat",
    "gpt-5.2-chat-latest": "gpt-5.2-chat",
    "gpt-5.3-chat-latest": "gpt-5.3-chat",
    "gpt-5.5-chat-latest": "gpt-5.5-chat",
  },
  mistral: {
    codestral: "codestral",
    "mistral-large": "mistral-large-2411",
    "mistral-large-2512": "mistral-large",
    "mistral-medium-3-1": "mistral-medium-3.1",
    "mistral-medium-3-5": "mistral-medium-3.5",
    "mistral-medium-latest": "mistral-medium",
    "mistral-small-latest": "mistral-small",
    "mistral-7b": "mistral-7b-instruct",
    "pixtral-large": "pixtral-large",
  },
  groq: {
    "llama-3.3-70b-versatile": "llama-3.3-70b",
    "llama-3.1-8b-instant": "llama-3.1-8b",
    "meta-llama/llama-4-maverick-17b-128e-instruct": "llama-4-maverick",
    "meta-llama/llama-4-scout-17b-16e-instruct": "llama-4-scout",
    "moonshotai/kimi-k2-instruct": "kimi-k2",
    "moonshotai/kimi-k2-instruct-0905": "kimi-k2-0905",
  },
  "together-ai": {
    "meta-llama/Llama-3.3-70B-Instruct-Turbo": "llama-3.3-70b",
    "meta-llama/Llama-4-Maverick-17B-128E-Instruct-FP8": "llama-4-maverick",
    "meta-llama/Llama-4-Scout-17B-16E-Instruct": "llama-4-scout",
    "meta-llama/Meta-Llama-3.1-405B-Instruct-Turbo": "llama-3.1-405b",
    "meta-llama/Meta-Llama-3.1-70B-Instruct-Turbo": "llama-3.1-70b",
    "meta-llama/Meta-Llama-3.1-8B-Instruct-Turbo": "llama-3.1-8b",
    "mistralai/Mistral-7B-Instruct-v0.1": "mistral-7b-instruct-v0.1",
    "mistralai/Mistral-7B-Instruct-v0.2": "mistral-7b-instruct-v0.2",
    "mistralai/Mixtral-8x22B-Instruct-v0.1": "mixtral-8x22b-instruct",
    "mistralai/Mixtral-8x7B-Instruct-v0.1": "mixtral-8x7b-instruct",
  },
  xai: {
    "grok-4-0709": "grok-4",
    "grok-4-fast-reasoning": "grok-4-fast",
    "grok-4-1-fast-reasoning": "grok-4.1-fast",
    "grok-4-1-fast-non-reasoning": "grok-4.1-fast-non-reasoning",
  },
  fireworks: {
    "llama-v3p1-8b-instruct": "llama-3.1-8b",
    "llama4-maverick-instruct-basic": "llama-4-maverick",
    "nemotron-3-ultra-nvfp4": "nemotron-3-ultra",
  },
  cerebras: {
    "llama3.1-8b": "llama-3.1-8b",
    "qwen-3-32b": "qwen3-32b",
    "zai-glm-4.7": "glm-4.7",
    "qwen-3-coder-480b": "qwen3-coder",
  },
  openrouter: {
    "anthropic/claude-opus-4": "claude-opus-4",
    "deepseek/deepseek-chat": "deepseek-v3",
    "deepseek/deepseek-chat-v3-0324": "deepseek-v3-0324",
    "deepseek/deepseek-chat-v3.1": "deepseek-v3.1",
    "google/gemma-4-31b-it": "gemma-4-31b",
    "meta-llama/llama-3.1-405b-instruct": "llama-3.1-405b",
    "meta-llama/llama-3.1-70b-instruct": "llama-3.1-70b",
    "meta-llama/llama-3.1-8b-instruct": "llama-3.1-8b",
    "meta-llama/llama-3.3-70b-instruct": "llama-3.3-70b",
    "mistralai/mistral-large": "mistral-large-2411",
    "mistralai/mistral-large-2512": "mistral-large",
    "mistralai/mistral-medium-3-5": "mistral-medium-3.5",
    "mistralai/pixtral-large-2411": "pixtral-large",
    "nvidia/nemotron-3-ultra-550b-a55b": "nemotron-3-ultra",
    "x-ai/grok-3-beta": "grok-3",
    "x-ai/grok-3-mini-beta": "grok-3-mini",
  },
};

/** Name to send where it differs from the source's id. */
export const NATIVE_IDS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  anthropic: {
    "claude-3-5-haiku-latest": "claude-3-5-haiku-20241022",
    "claude-3-5-sonnet": "claude-3-5-sonnet-20241022",
    "claude-3-7-sonnet-latest": "claude-3-7-sonnet-20250219",
    "claude-3-haiku": "claude-3-haiku-20240307",
    "claude-3-opus-latest": "claude-3-opus-20240229",
    "claude-3-sonnet": "claude-3-sonnet-20240229",
    "claude-opus-4-0": "claude-opus-4-20250514",
    "claude-sonnet-4-0": "claude-sonnet-4-20250514",
  },
  mistral: {
    codestral: "codestral-latest",
    "devstral-small": "devstral-small-latest",
    "magistral-medium": "magistral-medium-latest",
    "magistral-small": "magistral-small-latest",
    "mistral-7b": "open-mistral-7b",
    "mistral-large": "mistral-large-2411",
    "mistral-large-2512": "mistral-large-latest",
    "mistral-medium-3-1": "mistral-medium-2508",
    "mistral-medium-3-5": "mistral-medium-2604",
    "mistral-nemo": "open-mistral-nemo",
    "pixtral-12b": "pixtral-12b-latest",
    "pixtral-large": "pixtral-large-latest",
  },
};
