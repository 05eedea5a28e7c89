import { createHash } from "node:crypto";
import type { ModelTerms } from "../../gateway/routes/model-terms.ts";
import type { ModelKind, RouteModel } from "../../gateway/routes/served-route.ts";
import { MODEL_KINDS } from "../checks/models.ts";
import { providerIdOf } from "../provider-id.ts";
import type { ConfigModel } from "../schema/models.ts";
import type { ProjectConfig } from "../schema/project-config.ts";
import { type Compiling, within } from "./compiling.ts";
import { connectedBy } from "./model-credentials.ts";
import { ownPriceOf } from "./own-price.ts";

/** A configuration's models by kind and id, ready for routes. */
export type CompiledModels = Readonly<Record<ModelKind, ReadonlyMap<string, RouteModel>>>;

/** Compiles all models, their secrets put in; what is wrong is noted. */
export function compileModels(config: ProjectConfig, compiling: Compiling): CompiledModels {
  const models = { chat: new Map(), embedding: new Map(), transcription: new Map() } satisfies Record<
    ModelKind,
    Map<string, RouteModel>
  >;
  for (const { list, kind } of MODEL_KINDS) {
    for (const [index, model] of (config[list] ?? []).entries()) {
      const made = compileModel(model, kind, within(compiling, list, index));
      if (made !== undefined) models[kind].set(made.id, made);
    }
  }
  return models;
}

function compileModel(model: ConfigModel, kind: ModelKind, compiling: Compiling): RouteModel | undefined {
  const { from, note, providerOf, wiring } = compiling;
  const slash = model.model.indexOf("/");
  const providerId = providerIdOf(model.model.slice(0, slash)).toLowerCase();
  const provider = providerOf(providerId);
  // Makes another model of it as soon as anything changes, its secrets included; it reveals none of them.
  const variant = createHash("sha256")
    .update(JSON.stringify([from.projectId, kind, model, promptTextOf(model, compiling)]))
    .digest("base64url")
    .slice(0, 22);
  let connected: RouteModel["connected"];
  if (model.credentials !== undefined && provider?.inProcess === undefined) {
    if (provider === undefined)
      return note(["credentials"], "belong to the connection of a provider of your own: leave them out here");
    const id = `${from.projectSlug}/~${model.model_id}:${variant.slice(0, 8)}`;
    connected = connectedBy(model.credentials, { provider, id, wiring, note });
    if (connected === undefined) return undefined;
  }
  const terms = termsOf(model, compiling);
  return {
    id: model.model_id,
    kind,
    providerId,
    name: model.model.slice(slash + 1),
    connected,
    price: ownPriceOf(model),
    terms,
    retries: model.retry_attempts,
    variant,
  };
}

/** Gateway's own name among the parameters. */
const PROMPT_CACHE = "enable_prompt_cache";

function termsOf(model: ConfigModel, compiling: Compiling): ModelTerms | undefined {
  const { [PROMPT_CACHE]: marked, ...params } = model.params ?? {};
  const text = promptTextOf(model, compiling);
  if (text === undefined && model.prompt_ref !== undefined)
    compiling.note(["prompt_ref"], "cannot be read from the directory of prompts");
  const role = model.role === "developer" ? "developer" : "system";
  const prompt = text === undefined ? undefined : ({ role, text } as const);
  const promptCache = marked === true;
  if (prompt === undefined && !promptCache && Object.keys(params).length === 0) return undefined;
  return { params, prompt, promptCache };
}

function promptTextOf({ prompt, prompt_ref: file }: ConfigModel, { promptOf }: Compiling): string | undefined {
  return prompt ?? (file === undefined ? undefined : promptOf(file));
}
