import { baseUrlFor } from "../../providers/address.ts";
import { defaultsOf } from "../../providers/credential.ts";
import type { Auth, Provider } from "../../providers/provider.ts";
import type { Credential } from "../routing/target.ts";
import type { Proof } from "../upstream/signing/make-signer.ts";
import type { Dispatch } from "../upstream/transport.ts";
import type { ConnectedProvider } from "./view.ts";

/** Keys and address of one provider as the operator set them. */
export interface PlatformCredentials {
  readonly apiKeys: readonly string[];
  readonly baseUrl: string | undefined;
  /** The credential's other fields, by name. */
  readonly fields: Readonly<Record<string, string>>;
}

/** What connecting needs from outside. */
export interface Wiring {
  dispatchTo(origin: string): Dispatch;
  proofOf(auth: Auth, fields: Readonly<Record<string, string>>): Proof;
}

/** A credential as it is configured. */
export interface CredentialSource {
  readonly id: string;
  readonly paidBy: Credential["paidBy"];
  /** By the names of the provider's credential schema, secrets included. */
  readonly fields: Readonly<Record<string, string>>;
  /** Instead of the provider's own. */
  readonly baseUrl: string | undefined;
}

/** Joins a provider's record with the operator's settings. */
export function connectProvider(
  provider: Provider,
  settings: PlatformCredentials | undefined,
  wiring: Wiring,
): ConnectedProvider {
  const sources = platformSources(provider, settings);
  return { provider, credentials: sources.map((source) => makeCredential(provider, source, wiring)) };
}

/**
 * Makes a credential ready to use. Header lists are made here, once, so that an attempt only hands them on. Throws for
 * a base URL that is none, or that names a field which is missing.
 */
export function makeCredential(provider: Provider, source: CredentialSource, wiring: Wiring): Credential {
  const fields = { ...defaultsOf(provider), ...source.fields };
  const url = new URL(source.baseUrl ?? baseUrlFor(provider, fields));
  const proof = wiring.proofOf(provider.auth, fields);
  const headers = ["content-type", "application/json", "accept-encoding", "identity", "user-agent", "llm-gateway"];
  for (const [name, value] of Object.entries(provider.headers ?? {})) headers.push(name, value);
  if ("headers" in proof) headers.push(...proof.headers);
  return {
    id: source.id,
    paidBy: source.paidBy,
    origin: url.origin,
    basePath: url.pathname.replace(/\/+$/, ""),
    fields: publicFields(provider, fields),
    headers,
    sign: "sign" in proof ? proof.sign : undefined,
    dispatch: wiring.dispatchTo(url.origin),
  };
}

function platformSources(provider: Provider, settings: PlatformCredentials | undefined): CredentialSource[] {
  const { apiKeys = [], baseUrl, fields = {} } = settings ?? {};
  const made = apiKeys.map((apiKey, i) => ({
    id: `${provider.id}#${i + 1}`,
    paidBy: "credits" as const,
    fields: { ...fields, apiKey },
    baseUrl,
  }));
  if (made.length > 0) return made;
  if (Object.keys(fields).length > 0) return [{ id: `${provider.id}#1`, paidBy: "credits", fields, baseUrl }];
  if (provider.keyless === "always") return [{ id: `${provider.id}#0`, paidBy: "none", fields: {}, baseUrl }];
  const local = provider.keyless === "with-base-url" && baseUrl !== undefined;
  return local ? [{ id: `${provider.id}#0`, paidBy: "credits", fields: {}, baseUrl }] : [];
}

function publicFields(provider: Provider, fields: Readonly<Record<string, string>>): Record<string, string> {
  const secret = new Set(provider.credential.filter((field) => field.secret).map((field) => field.name));
  return Object.fromEntries(Object.entries(fields).filter(([name]) => name !== "apiKey" && !secret.has(name)));
}
