import type { OrganizationSettings } from "../../../src/client/api.ts";
import { Content } from "./content.tsx";
import { Residency } from "./residency.tsx";

/** What is kept of requests, and where they may be answered. */
export function DataForm({ settings: { retention, residency } }: { readonly settings: OrganizationSettings }) {
  return (
    <div className="grid max-w-2xl gap-5">
      <Content key={JSON.stringify(retention)} retention={retention} />
      <Residency key={residency.allowed_regions.join()} regions={residency.allowed_regions} />
    </div>
  );
}
