import { type CountryCode, Metadata, type MetadataJson } from "libphonenumber-js/core";
import numbers from "libphonenumber-js/metadata.min.json";

/** Numbers of one country, as ITU members publish them and libphonenumber collects them. */
interface PhonePlan {
  readonly national: RegExp;
  readonly lengths: ReadonlySet<number>;
  /** What is dialled before it within the country; empty: nothing. */
  readonly trunk: string;
}

const DATA = numbers as unknown as MetadataJson & {
  readonly country_calling_codes: Readonly<Record<string, readonly CountryCode[]>>;
};
const plans = new Map<string, PhonePlan | null>();

/** True for the digits of a whole number with its country's calling code, without `+`. */
export function isInternational(digits: string): boolean {
  for (let length = 1; length <= 3; length += 1) {
    const countries = DATA.country_calling_codes[digits.slice(0, length)];
    if (countries === undefined) continue;
    const rest = digits.slice(length);
    // "+44 (0)20 …": the trunk digit of calls within the country is often left in.
    return countries.some((country) => isNational(rest, country) || isNational(rest.replace(/^0/, ""), country));
  }
  return false;
}

/** True for the digits of a number as dialled within the country, with or without its trunk prefix. */
export function isNational(digits: string, country: string): boolean {
  const plan = planOf(country);
  if (plan === null) return false;
  if (plan.lengths.has(digits.length) && plan.national.test(digits)) return true;
  const { trunk } = plan;
  if (trunk === "" || !digits.startsWith(trunk) || !plan.lengths.has(digits.length - trunk.length)) return false;
  return plan.national.test(digits.slice(trunk.length));
}

/** True when there are numbers of this country, by its two letters. */
export function isPhoneRegion(country: string): boolean {
  return planOf(country) !== null;
}

function planOf(country: string): PhonePlan | null {
  let plan = plans.get(country);
  if (plan !== undefined) return plan;
  const metadata = new Metadata(DATA) as Metadata & {
    hasCountry(country: string): boolean;
    nationalNumberPattern(): string;
    possibleLengths(): number[];
    readonly numberingPlan: { nationalPrefix(): string | undefined };
  };
  if (metadata.hasCountry(country)) {
    metadata.selectNumberingPlan(country as CountryCode);
    plan = {
      national: new RegExp(`^(?:${metadata.nationalNumberPattern()})$`),
      lengths: new Set(metadata.possibleLengths()),
      trunk: metadata.numberingPlan.nationalPrefix() ?? "",
    };
  } else plan = null;
  plans.set(country, plan);
  return plan;
}
