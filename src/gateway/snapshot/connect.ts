import type { Provider } from "../../providers/provider.ts";
import type { Credential } from "../routing/target.ts";
import type { Dispatch } from "../upstream/transport.ts";
import type { ConnectedProvider } from "./snapshot.ts";

/** Keys and address of one provider as the operator set them. */
export interface PlatformCredentials {
  readonly apiKeys: readonly string[];
  readonly baseUrl: string | undefined;
}

/**
 * Joins a provider's record with the operator's settings. Header lists are made here, once, so that an attempt only
 * hands them on.
 */
export function connectProvider(
  provider: Provider,
  settings: PlatformCredentials | undefined,
  dispatchTo: (origin: string) => Dispatch,
): ConnectedProvider {
  const url = new URL(settings?.baseUrl ?? provider.baseUrl);
  return {
    provider,
    origin: url.origin,
    basePath: url.pathname.replace(/\/+$/, ""),
    credentials: credentialsOf(provider, settings),
    dispatch: dispatchTo(url.origin),
  };
}

function credentialsOf(provider: Provider, settings: PlatformCredentials | undefined): Credential[] {
  const keys = settings?.apiKeys ?? [];
  const made = keys.map((key, i) => ({
    id: `${provider.id}#${i + 1}`,
    headers: headersOf(provider, key),
    paidBy: "credits" as const,
  }));
  if (made.length > 0) return made;
  const keyless =
    provider.keyless === "always" || (provider.keyless === "with-base-url" && settings?.baseUrl !== undefined);
  return keyless ? [{ id: `${provider.id}#0`, headers: headersOf(provider, undefined), paidBy: "credits" }] : [];
}

function headersOf(provider: Provider, key: string | undefined): string[] {
  const headers = ["content-type", "application/json", "accept-encoding", "identity", "user-agent", "llm-gateway"];
  for (const [name, value] of Object.entries(provider.headers ?? {})) headers.push(name, value);
  if (key === undefined || provider.auth.kind === "none") return headers;
  if (provider.auth.kind === "bearer") headers.push("authorization", `Bearer ${key}`);
  else headers.push(provider.auth.name, key);
  return headers;
}
