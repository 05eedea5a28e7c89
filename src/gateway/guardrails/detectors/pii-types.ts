import { apiKey } from "./api-key.ts";
import { creditCard } from "./credit-card.ts";
import type { Detector } from "./detector.ts";
import { email } from "./email.ts";
import { iban } from "./iban.ts";
import { ipAddress } from "./ip-address.ts";
import {
  britishNino,
  britishNinoInGroups,
  frenchNir,
  germanTaxId,
  italianFiscalCode,
  spanishDni,
  spanishNie,
} from "./national-ids.ts";
import { phone } from "./phone.ts";
import { ssn } from "./ssn.ts";

/** What is looked for when a guardrail names no types: those of the settings `pii`. */
export const DEFAULT_PII_TYPES: readonly string[] = ["email", "phone", "ssn", "credit_card", "api_key"];

interface PiiType {
  readonly description: string;
  readonly detectors: (regions?: readonly string[]) => readonly Detector[];
}

/** Every type of personal data, what it is, and what finds it. */
export const PII_TYPES: ReadonlyMap<string, PiiType> = new Map<string, PiiType>([
  ["email", { description: "Mail addresses", detectors: () => [email] }],
  ["phone", { description: "Telephone numbers of all countries", detectors: (regions) => [phone(regions)] }],
  ["ssn", { description: "Social security numbers of the USA", detectors: () => [ssn] }],
  ["credit_card", { description: "Payment cards, by issuer and check digit", detectors: () => [creditCard] }],
  ["api_key", { description: "Keys and tokens of services, private keys", detectors: () => [apiKey] }],
  ["ip_address", { description: "Addresses of IP, versions 4 and 6", detectors: () => [ipAddress] }],
  ["iban", { description: "Bank accounts, by country and check digits", detectors: () => [iban] }],
  ["it_fiscal_code", { description: "Italy: codice fiscale", detectors: () => [italianFiscalCode] }],
  ["es_dni", { description: "Spain: DNI", detectors: () => [spanishDni] }],
  ["es_nie", { description: "Spain: NIE", detectors: () => [spanishNie] }],
  ["fr_nir", { description: "France: NIR", detectors: () => [frenchNir] }],
  ["uk_nino", { description: "UK: national insurance number", detectors: () => [britishNino, britishNinoInGroups] }],
  ["de_tax_id", { description: "Germany: Steuer-Identifikationsnummer", detectors: () => [germanTaxId] }],
]);

/** Names that other products give to the same types. */
const ALIASES: ReadonlyMap<string, string> = new Map([
  ["email_address", "email"],
  ["phone_number", "phone"],
  ["us_ssn", "ssn"],
  ["iban_code", "iban"],
  ["ip", "ip_address"],
  ["es_nif", "es_dni"],
  ["uk_national_insurance_number", "uk_nino"],
]);

/** Our name of a type, of any of its names in any case; undefined when nothing finds it. */
export function piiTypeOf(name: string): string | undefined {
  const lower = name.toLowerCase();
  const type = ALIASES.get(lower) ?? lower;
  return PII_TYPES.has(type) ? type : undefined;
}
