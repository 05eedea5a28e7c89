import { CUSTOM } from "../../connections/custom-provider.ts";
import { providerOf } from "../../connections/provider-of.ts";
import { fail } from "../../errors/gateway-error.ts";
import { baseUrlFor } from "../../providers/address.ts";
import { checkCredential } from "../../providers/credential.ts";
import type { Provider } from "../../providers/provider.ts";
import { PROVIDER_IDS } from "../../providers/registry.ts";
import { SecretError } from "../../secrets/envelope.ts";
import type { MasterKeys } from "../../secrets/master-keys.ts";
import { openFields, sealFields } from "../../store/connections.ts";
import type { CustomWire } from "../../store/sql/tables/provider-keys.ts";
import type { ProviderKeyRow } from "./queries.ts";

/** Shorter secrets are not shown at all: four characters would be too large a part. */
const SHOWN_LENGTH_MIN = 12;

type Fields = Readonly<Record<string, string>>;

/** What names a connection's provider. */
export interface ProviderChoice {
  readonly provider: string;
  readonly customName: string | null;
  readonly wire: CustomWire | null;
  readonly baseUrl: string | null;
}

/** The provider of a new connection. Throws `invalid_parameters` for one that is unknown or takes no keys. */
export function chosenProvider(choice: ProviderChoice): Provider {
  const provider = findProvider(choice);
  if (provider === undefined) {
    const known = [...PROVIDER_IDS].join(", ");
    throw invalid("provider", `there is no such provider. Choose one of ${known}, or ${CUSTOM}`);
  }
  if (provider.inProcess !== undefined) throw invalid("provider", "answers inside the gateway and takes no key");
  if (provider.keyless === "with-base-url" && choice.baseUrl === null) {
    throw invalid("baseUrl", `is needed for ${provider.name}: it says where your server is`);
  }
  return provider;
}

/** The same for a stored one; undefined when this version has no such provider. */
export function findProvider({ provider, customName, wire, baseUrl }: ProviderChoice): Provider | undefined {
  const custom = customName === null || wire === null ? null : { name: customName, wire };
  return providerOf({ providerId: provider, custom, baseUrl });
}

/** Checks a credential that a tenant gave and completes it. Throws `invalid_parameters` naming every bad field. */
export function checkedFields(provider: Provider, given: Fields, baseUrl: string | null): Fields {
  const checked = checkCredential(provider, given, { hasBaseUrl: baseUrl !== null, isOperator: false });
  if (checked.ok) {
    if (!hasAny(provider, checked.fields) && provider.keyless === undefined) {
      throw invalid(`credential.${provider.credential[0]?.name ?? "apiKey"}`, "is needed");
    }
    return checked.fields;
  }
  const problems = checked.problems.map(({ field, message }) => ({ path: `credential.${field}`, message }));
  const [first] = problems;
  throw fail("invalid_parameters", {
    message: `${first?.path}: ${first?.message}`,
    param: first?.path ?? "credential",
    details: problems,
  });
}

function hasAny(provider: Provider, fields: Fields): boolean {
  return provider.credential.length === 0 || Object.keys(fields).length > 0;
}

/** A checked credential as it is stored. */
export interface StoredCredential {
  readonly fields: string;
  readonly secrets: string | null;
  readonly hints: string;
}

/** Seals what is secret of a credential, for one row. */
export function storedCredential(
  master: MasterKeys,
  provider: Provider,
  fields: Fields,
  place: Pick<ProviderKeyRow, "id" | "organization_id">,
): StoredCredential {
  const schema = new Map(provider.credential.map((field) => [field.name, field]));
  const entries = Object.entries(fields);
  // A field that the schema does not know is kept as a secret: it may be one.
  const secrets = entries.filter(([name]) => schema.get(name)?.secret ?? true);
  const open = entries.filter(([name]) => schema.get(name)?.secret === false);
  const hints = secrets.map(([name, value]) => {
    const shown = schema.get(name)?.multiline !== true && value.length >= SHOWN_LENGTH_MIN;
    return [name, shown ? value.slice(-4) : null];
  });
  return {
    fields: JSON.stringify(Object.fromEntries(open)),
    secrets: sealFields(master, Object.fromEntries(secrets), place),
    hints: JSON.stringify(Object.fromEntries(hints)),
  };
}

/** A stored credential in clear; secrets that cannot be opened are missing, so that they can be given again. */
export function openCredential(master: MasterKeys, row: ProviderKeyRow): Fields {
  try {
    return { ...row.fields, ...openFields(master, row) };
  } catch (error) {
    if (error instanceof SecretError) return row.fields;
    throw error;
  }
}

/** Scheme, host and port that a credential is sent to; null while it is not known. */
export function originFor(provider: Provider, fields: Fields, baseUrl: string | null): string | null {
  try {
    return new URL(baseUrl ?? baseUrlFor(provider, fields)).origin;
  } catch {
    return null;
  }
}

/** An error of one field. */
export function invalid(param: string, reason: string) {
  return fail("invalid_parameters", { message: `${param}: ${reason}.`, param });
}
