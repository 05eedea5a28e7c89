import type { Auth } from "../../providers/provider.ts";
import type { Wiring } from "../snapshot/connect.ts";
import type { Proof } from "../upstream/signing/make-signer.ts";
import type { Dispatch } from "../upstream/transport.ts";

/** Wiring of tests: every origin is answered by one dispatch, keys are sent as they are. */
export function testWiring(dispatch: Dispatch = () => {}): Wiring {
  return { dispatchTo: () => dispatch, proofOf: plainProof };
}

/** The operator's keys of tests: the same for each provider. */
export function testCredentials(providers: readonly string[]) {
  return new Map(providers.map((id) => [id, { apiKeys: [`key-of-${id}`], baseUrl: undefined, fields: {} }]));
}

function plainProof(auth: Auth, { apiKey }: Readonly<Record<string, string>>): Proof {
  if (apiKey === undefined || auth.kind === "none") return { headers: [] };
  return { headers: auth.kind === "header" ? [auth.name, apiKey] : ["authorization", `Bearer ${apiKey}`] };
}
