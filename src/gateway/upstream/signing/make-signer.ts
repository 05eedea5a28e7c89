import type { Auth } from "../../../providers/provider.ts";
import { awsSigner } from "./aws.ts";
import { azureSigner } from "./azure.ts";
import { googleSigner } from "./google.ts";
import type { Signer, SignerDeps } from "./signer.ts";

/** What a credential proves itself with: headers that never change, or headers made for each request. */
export type Proof = { readonly headers: readonly string[] } | { readonly sign: Signer };

/**
 * Prepares a credential's authorisation. `fields` are those of the provider's credential schema, secrets included. An
 * incomplete credential does not throw here: signing with it does, so that one bad credential harms only itself.
 */
export function makeSigner(auth: Auth, fields: Readonly<Record<string, string>>, deps: SignerDeps): Proof {
  const { apiKey } = fields;
  switch (auth.kind) {
    case "none":
      return { headers: [] };
    case "bearer":
      return { headers: apiKey ? ["authorization", `Bearer ${apiKey}`] : [] };
    case "header":
      return { headers: apiKey ? [auth.name, apiKey] : [] };
    case "aws":
      // A Bedrock API key is a bearer token (Amazon Bedrock User Guide, "API keys").
      if (apiKey) return { headers: ["authorization", `Bearer ${apiKey}`] };
      return { sign: awsSigner(auth.service, fields, deps) };
    case "google":
      // Google Cloud, "Manage API keys": the header instead of a token.
      return apiKey ? { headers: ["x-goog-api-key", apiKey] } : { sign: googleSigner(fields, deps) };
    case "azure":
      return apiKey ? { headers: ["api-key", apiKey] } : { sign: azureSigner(fields, deps) };
  }
}
