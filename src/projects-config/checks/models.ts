import { nearestName } from "../../nearest.ts";
import type { Operation } from "../../providers/provider.ts";
import { PROVIDER_IDS, providerById } from "../../providers/registry.ts";
import { shown } from "../config-error.ts";
import { providerIdOf } from "../provider-id.ts";
import { secretNameOf } from "../secret-ref.ts";
import {
  type CheckInput,
  checkUnique,
  type Known,
  knownNames,
  type Named,
  nameAt,
  type Part,
  partAt,
  partsOf,
} from "./part.ts";

/** Kinds of models: the list that declares them, what they must be able to do, and what they are called. */
export const MODEL_KINDS = [
  { list: "chat_models", kind: "chat", operation: "chat", a: "a", what: "chat model" },
  { list: "embedding_models", kind: "embedding", operation: "embed", a: "an", what: "embedding model" },
  { list: "transcription_models", kind: "transcription", operation: "transcribe", a: "a", what: "transcription model" },
] as const;

export type ModelList = (typeof MODEL_KINDS)[number]["list"];
/** Ids of the declared models, by list. */
export type DeclaredModels = Readonly<Record<ModelList, Known>>;

/** The ids that are declared, also those of models that are wrong in other ways. */
export function declaredModels(root: Part): DeclaredModels {
  const idsOf = (list: ModelList) =>
    knownNames(partsOf(root, list).flatMap((model) => nameAt(model, "model_id")?.name ?? []));
  return {
    chat_models: idsOf("chat_models"),
    embedding_models: idsOf("embedding_models"),
    transcription_models: idsOf("transcription_models"),
  };
}

/** Ids once in all lists together; providers that exist and can do what the list is for; keys that are no secrets. */
export function checkModels({ root, note, warn }: CheckInput, ownProviders: ReadonlySet<string> | "any"): void {
  const ids: Named[] = [];
  for (const { list, operation, what } of MODEL_KINDS) {
    for (const model of partsOf(root, list)) {
      const id = nameAt(model, "model_id");
      if (id !== undefined) ids.push(id);
      checkProvider(model, { operation, what, ownProviders }, note);
      checkCredentials(model, warn);
    }
  }
  checkUnique(ids, "the model", note);
}

interface Wanted {
  readonly operation: Operation;
  readonly what: string;
  readonly ownProviders: ReadonlySet<string> | "any";
}

function checkProvider(model: Part, { operation, what, ownProviders }: Wanted, note: CheckInput["note"]): void {
  const named = nameAt(model, "model");
  if (named === undefined || !named.name.includes("/")) return;
  const written = named.name.slice(0, named.name.indexOf("/"));
  if (ownProviders !== "any" && ownProviders.has(written)) return;
  const provider = providerById(providerIdOf(written));
  if (provider === undefined) {
    if (ownProviders === "any") return;
    const suggest = () => nearestName(written, [...PROVIDER_IDS, ...ownProviders]);
    note({ path: named.path, message: `there is no provider ${shown(written)}`, suggest });
  } else if (!provider.speaks.some((speech) => speech.operation === operation)) {
    note({ path: named.path, message: `${shown(provider.id)} has no model that could be listed as ${what}` });
  }
}

const SECRET_MEMBERS = ["api_key", "azure_ad_token", "secret_access_key", "session_token", "service_account_json"];

function checkCredentials(model: Part, warn: CheckInput["warn"]): void {
  const credentials = partAt(model, "credentials");
  for (const name of credentials === undefined ? [] : SECRET_MEMBERS) {
    const given = credentials && nameAt(credentials, name);
    if (given !== undefined && secretNameOf(given.name) === undefined) {
      warn({ path: given.path, message: "is written out: store it as a secret and write !secret NAME" });
    }
  }
}
