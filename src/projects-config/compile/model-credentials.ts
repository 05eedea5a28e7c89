import { type CredentialSource, makeCredential, type Wiring } from "../../gateway/snapshot/connect.ts";
import type { ConnectedProvider } from "../../gateway/snapshot/view.ts";
import { checkCredential } from "../../providers/credential.ts";
import type { Provider } from "../../providers/provider.ts";
import type { ConfigModel } from "../schema/models.ts";
import type { Note } from "./compiling.ts";

type Given = NonNullable<ConfigModel["credentials"]>;
type Member = keyof Given;

/** Members of a configuration's credentials, and the fields of providers' credentials that they can mean. */
const FIELDS: readonly (readonly [Member, readonly string[]])[] = [
  ["api_key", ["apiKey"]],
  ["api_version", ["apiVersion"]],
  ["project_id", ["project"]],
  ["region", ["region", "location"]],
  ["access_key_id", ["accessKeyId"]],
  ["secret_access_key", ["secretAccessKey"]],
  ["session_token", ["sessionToken"]],
  ["service_account_json", ["serviceAccountJson"]],
];
/** Said to every client of Azure's, and of no meaning for addresses that end in `/v1`. */
const IGNORED: Member = "api_version";
const TOKEN_REFUSED = "expires and cannot be renewed here: give an api_key, or use a connection";
const ADDRESSES: readonly Member[] = ["base_url", "api_base"];
/** Sent as a header wherever OpenAI's wire is spoken (OpenAI API reference, "Authentication"). */
const ORGANIZATION_HEADER = "openai-organization";
/** Servers of one's own commonly want no key, but clients that send one. */
const NO_KEY = "none";

/** What making credentials needs. */
export interface CredentialMaking {
  readonly provider: Provider;
  /** Names the credential in logs and circuits. */
  readonly id: string;
  /** That of tenants: guarded against private addresses, and without the machine's own identity. */
  readonly wiring: Wiring;
  readonly note: Note;
}

/** A provider with the credentials that a model brings, secrets put in. Undefined after an error was noted. */
export function connectedBy(
  given: Given,
  { provider, id, wiring, note }: CredentialMaking,
): ConnectedProvider | undefined {
  const fields: Record<string, string> = {};
  const memberOf = new Map<string, Member>();
  for (const [member, names] of FIELDS) {
    const value = given[member];
    if (value === undefined) continue;
    const name = names.find((one) => one === "apiKey" || provider.credential.some((field) => field.name === one));
    if (name === undefined) {
      if (member === IGNORED) continue;
      return note(["credentials", member], `means nothing to ${provider.name}`);
    }
    fields[name] = value;
    memberOf.set(name, member);
  }
  if (given.azure_ad_token !== undefined) {
    if (provider.auth.kind !== "bearer") return note(["credentials", "azure_ad_token"], TOKEN_REFUSED);
    fields["apiKey"] ??= given.azure_ad_token;
  }
  const baseUrl = addressOf(given, provider);
  const needsKey = provider.credential.some(({ name, required }) => name === "apiKey" && required);
  if (baseUrl !== undefined && needsKey) fields["apiKey"] ??= NO_KEY;
  const checked = checkCredential(provider, fields, { hasBaseUrl: baseUrl !== undefined, isOperator: false });
  if (!checked.ok) {
    for (const { field, message } of checked.problems)
      note(["credentials", ...(memberOf.has(field) ? [memberOf.get(field) as Member] : [])], `${field}: ${message}`);
    return undefined;
  }
  const source: CredentialSource = { id, paidBy: "own-key", fields: checked.fields, baseUrl };
  try {
    const made = makeCredential(provider, source, wiring);
    const { organization } = given;
    const headers = organization === undefined ? made.headers : [...made.headers, ORGANIZATION_HEADER, organization];
    return { provider, credentials: [{ ...made, headers }] };
  } catch {
    // Without what was thrown: it may quote the credential.
    const member = ADDRESSES.find((name) => given[name] !== undefined);
    return note(["credentials", ...(member === undefined ? [] : [member])], "make no address that can be called");
  }
}

/** `api_base` is the host alone, as Azure shows it; `base_url` is taken as it stands. */
function addressOf({ base_url: whole, api_base: host }: Given, provider: Provider): string | undefined {
  if (whole !== undefined || host === undefined) return whole;
  if (!URL.canParse(host) || new URL(host).pathname !== "/") return host;
  const path = provider.baseUrl.replace(/^https?:\/\/[^/]+/, "");
  return host.replace(/\/+$/, "") + path;
}
