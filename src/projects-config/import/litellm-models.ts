import { providerById } from "../../providers/registry.ts";
import type { ConfigPath } from "../config-error.ts";
import { providerIdOf } from "../provider-id.ts";
import type { ModelKind } from "../schema/fallback.ts";
import { isSecretName, secretRef } from "../secret-ref.ts";
import {
  definedOf,
  freeName,
  type Members,
  type ModelDraft,
  numberOf,
  type Report,
  recordOf,
  secretInstead,
  textOf,
} from "./import-result.ts";

/** One deployment of LiteLLM's `model_list`. */
export interface Deployment {
  readonly group: string;
  readonly kind: ModelKind;
  readonly model: ModelDraft;
  readonly weight: number | undefined;
  readonly order: number | undefined;
  readonly timeoutMs: number | undefined;
  readonly streamTimeoutMs: number | undefined;
}

/** `litellm_params` that are credentials here, by our names. */
const CREDENTIALS: Readonly<Record<string, string>> = {
  api_key: "api_key",
  api_base: "base_url",
  base_url: "base_url",
  api_version: "api_version",
  azure_ad_token: "azure_ad_token",
  organization: "organization",
  vertex_project: "project_id",
  vertex_location: "region",
  vertex_credentials: "service_account_json",
  aws_region_name: "region",
  aws_access_key_id: "access_key_id",
  aws_secret_access_key: "secret_access_key",
  aws_session_token: "session_token",
};
const KEYS = /(_key|_token|_credentials|_key_id)$/;
/** Parameters of requests, which keep their names. */
const PARAMS = new Set(
  "temperature top_p max_tokens max_completion_tokens presence_penalty frequency_penalty seed stop n logit_bias response_format reasoning_effort thinking user dimensions".split(
    " ",
  ),
);
const OWN = new Set(["model", "weight", "order", "timeout", "stream_timeout"]);
const PRICES: Readonly<Record<string, string>> = {
  input_cost_per_token: "input_cost_per_million_tokens",
  output_cost_per_token: "output_cost_per_million_tokens",
  cache_read_input_token_cost: "input_cached_cost_per_million_tokens",
  cache_creation_input_token_cost: "input_cache_creation_5m_cost_per_million_tokens",
};
const INFO = new Set(["mode", "id", ...Object.keys(PRICES), "input_cost_per_second"]);
const KINDS: ReadonlyMap<string, ModelKind> = new Map([
  ["chat", "chat"],
  ["completion", "chat"],
  ["responses", "chat"],
  ["embedding", "embedding"],
  ["audio_transcription", "transcription"],
]);

/** A deployment as a model; undefined, with a note, when nothing here could answer for it. */
export function readDeployment(
  entry: Members,
  path: ConfigPath,
  taken: ReadonlySet<string>,
  report: Report,
): Deployment | undefined {
  const params = recordOf(entry["litellm_params"]);
  const info = recordOf(entry["model_info"]);
  const group = textOf(entry["model_name"]);
  const model = textOf(params["model"]);
  const at = [...path, "litellm_params"];
  if (group === undefined || model === undefined)
    return dropped(path, "has no model_name or no litellm_params.model", report);
  if (group.includes("*") || model.includes("*")) {
    return dropped(path, "stands for many models: call them as provider/model, which needs no route", report);
  }
  const mode = textOf(info["mode"]);
  const kind = mode === undefined ? kindOfName(model) : KINDS.get(mode);
  if (kind === undefined)
    return dropped([...path, "model_info", "mode"], `routes have no models of the kind ${mode}`, report);
  const name = modelName(model, params);
  if (name === undefined) return dropped([...at, "model"], `there is no provider for '${model.slice(0, 100)}'`, report);
  report.leftOver(entry, new Set(["model_name", "litellm_params", "model_info"]), path);
  report.leftOver(
    params,
    new Set([...OWN, ...PARAMS, ...Object.keys(CREDENTIALS), ...Object.keys(PRICES)]),
    at,
    LIMIT_REASON,
  );
  report.leftOver(info, INFO, [...path, "model_info"]);
  const given = Object.entries(params).filter(([key, value]) => PARAMS.has(key) && value !== null);
  const credentials = credentialsOf(params, { path: at, provider: name.slice(0, name.indexOf("/")) }, report);
  return {
    group,
    kind,
    model: definedOf({
      model_id: freeName(group, taken),
      model: name,
      credentials: Object.keys(credentials).length === 0 ? undefined : credentials,
      params: given.length === 0 ? undefined : Object.fromEntries(given),
      ...pricesOf({ ...params, ...info }),
    }) as ModelDraft,
    weight: numberOf(params["weight"]),
    order: numberOf(params["order"]),
    timeoutMs: milliseconds(params["timeout"]),
    streamTimeoutMs: milliseconds(params["stream_timeout"]),
  };
}

const LIMIT_REASON = "has no counterpart of a single model";

function dropped(path: ConfigPath, reason: string, report: Report): undefined {
  report.note(path, reason);
}

function kindOfName(model: string): ModelKind {
  if (/embed/i.test(model)) return "embedding";
  return /whisper|transcribe/i.test(model) ? "transcription" : "chat";
}

/** `provider/name` with our provider. A server of an address of its own that nobody knows is asked on OpenAI's wire. */
function modelName(model: string, params: Members): string | undefined {
  const slash = model.indexOf("/");
  const written = slash < 0 ? (textOf(params["custom_llm_provider"]) ?? "openai") : model.slice(0, slash);
  const name = model.slice(slash + 1);
  const provider = providerById(providerIdOf(written));
  if (provider !== undefined) return `${provider.id}/${name}`;
  return (params["api_base"] ?? params["base_url"]) === undefined ? undefined : `openai/${name}`;
}

/** Text with LiteLLM's `os.environ/NAME` as the name of a secret. */
export function withEnvironment(value: unknown): unknown {
  const name =
    typeof value === "string" && value.startsWith("os.environ/") ? value.slice("os.environ/".length) : undefined;
  return name !== undefined && isSecretName(name) ? secretRef(name) : value;
}

interface Where {
  readonly path: ConfigPath;
  readonly provider: string;
}

function credentialsOf(params: Members, { path, provider }: Where, report: Report): Record<string, string> {
  const credentials: Record<string, string> = {};
  for (const [theirs, ours] of Object.entries(CREDENTIALS)) {
    const value = withEnvironment(params[theirs]);
    if (typeof value !== "string" || value === "") continue;
    const isOpen = KEYS.test(theirs) && !value.startsWith("!secret ");
    credentials[ours] = isOpen ? secretInstead(`${provider}_${ours}`, [...path, theirs], report) : value;
  }
  return credentials;
}

function pricesOf(given: Members): Record<string, number> {
  const prices = Object.entries(PRICES).flatMap(([theirs, ours]) => {
    const price = numberOf(given[theirs]);
    // Twelve digits are more than any price has, and hide what multiplying adds.
    return price === undefined ? [] : [[ours, Number((price * 1e6).toPrecision(12))] as const];
  });
  const perSecond = numberOf(given["input_cost_per_second"]);
  return Object.fromEntries([
    ...prices,
    ...(perSecond === undefined ? [] : [["input_cost_per_second", perSecond] as const]),
  ]);
}

/** Seconds as whole milliseconds that a deadline may have. */
export function milliseconds(seconds: unknown): number | undefined {
  const number = numberOf(seconds);
  return number === undefined || number <= 0 ? undefined : Math.min(3_600_000, Math.max(1, Math.round(number * 1_000)));
}
