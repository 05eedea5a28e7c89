import { QUIRKS, type Quirk } from "../../src/dialects/quirks.ts";
import type { Provider } from "../../src/providers/provider.ts";
import { PROVIDERS } from "../../src/providers/registry.ts";
import { codes, page, table } from "./table.ts";

const PROVIDERS_INTRO = `A provider is a record of data in \`src/providers/\`. It says where the provider is, how a request is authorised, and which
wire it speaks for each operation. A provider that speaks the caller's own wire is spoken to in it, so that bytes go
through unchanged. All others are translated. Names of keys and addresses are in [settings.md](settings.md#providers).

Operations: \`chat\` (conversations), \`embed\` (embeddings), \`count-tokens\`. A provider without \`count-tokens\` gets an
estimate that the gateway makes itself.`;

const QUIRKS_INTRO = `A quirk is a way in which a provider's wire differs from the dialect it speaks. The list is closed: provider records
name quirks, and only dialects act on them. The sources are the vendors' references below.`;

const KEYS = {
  never: "needed",
  "with-base-url": "not needed once its address is set",
  always: "not needed",
} as const;

/** docs/reference/providers.md */
export function providersPage(): string {
  const rows = PROVIDERS.map((provider) => [
    `\`${provider.id}\``,
    reference(provider),
    spoken(provider),
    provider.auth.kind === "header" ? `header \`${provider.auth.name}\`` : provider.auth.kind,
    KEYS[provider.keyless ?? "never"],
    codes(provider.forwardHeaders ?? []),
    codes(provider.quirks),
  ]);
  const head = ["Id", "Reference", "Speaks", "Authorised by", "Key", "Headers passed on in the same wire", "Quirks"];
  return page("Providers", "src/providers", PROVIDERS_INTRO, table(head, rows));
}

/** docs/reference/quirks.md */
export function quirksPage(): string {
  const having = (quirk: Quirk): Provider[] => PROVIDERS.filter((provider) => provider.quirks.includes(quirk));
  const rows = (Object.keys(QUIRKS) as Quirk[]).map((quirk) => [
    `\`${quirk}\``,
    QUIRKS[quirk],
    codes(having(quirk).map((provider) => provider.id)),
  ]);
  const sources = PROVIDERS.filter((provider) => provider.quirks.length > 0).map(
    (provider) => `- \`${provider.id}\`: ${reference(provider)}`,
  );
  return page(
    "Quirks",
    "src/dialects/quirks.ts and src/providers",
    QUIRKS_INTRO,
    table(["Quirk", "Meaning", "Providers"], rows),
    "## Sources",
    sources.join("\n"),
  );
}

function spoken(provider: Provider): string {
  return provider.speaks.map((speech) => `${speech.operation}: \`${speech.dialect}\``).join(", ");
}

function reference(provider: Provider): string {
  const link = provider.docs.startsWith("docs/") ? provider.docs.replace("docs/", "../") : provider.docs;
  return `[${provider.name}](${link})`;
}
