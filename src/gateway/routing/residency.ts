import type { Entry } from "./entry.ts";
import type { Credential } from "./target.ts";

/** Fields of credentials that say where a provider answers from. */
const REGION_FIELDS = ["region", "location"];

/** Vendors' names of regions that do not begin with the geography's. */
const GEOGRAPHIES: Readonly<Record<string, RegExp>> = {
  eu: /^europe-|europe$|^(sweden|france|germany|italy|poland|spain|austria|belgium|denmark)[a-z]+$/,
  us: /^(?:(?:north|south|west|east|central)+)us\d?$/,
};

/**
 * Whether a region's name lies in an allowed one: the same, a part of it (`eu-west-1` of `eu`), or a vendor's own name
 * of a place there (`swedencentral` of `eu`). Names alone decide: `eu-west-2` counts as `eu`, wherever it stands.
 */
export function isWithin(region: string, allowed: string): boolean {
  const own = region.toLowerCase();
  const wanted = allowed.toLowerCase();
  return own === wanted || own.startsWith(`${wanted}-`) || (GEOGRAPHIES[wanted]?.test(own) ?? false);
}

/**
 * The credentials with which a candidate answers from allowed regions only; empty: it does not, as far as is known. A
 * credential's own region decides, unless the catalogue says that the model is served elsewhere; without one every
 * region of the offering must be allowed.
 */
export function residentCredentials(
  { candidate, inProcess }: Entry,
  allowed: readonly string[],
): readonly Credential[] {
  const { credentials } = candidate.connected;
  if (inProcess) return credentials;
  const isAllowed = (region: string): boolean => allowed.some((one) => isWithin(region, one));
  const regions = candidate.hit?.offering.regions ?? [];
  const byOffering = regions.length > 0 && regions.every(isAllowed);
  return credentials.filter(({ fields }) => {
    const own = REGION_FIELDS.map((name) => fields[name]).find((value) => value !== undefined && value !== "");
    if (own === undefined) return byOffering;
    return isAllowed(own) && (regions.length === 0 || regions.some(isAllowed));
  });
}
