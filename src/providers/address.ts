import type { Address, FieldTest, Provider, Speech } from "./provider.ts";

type Fields = Readonly<Record<string, string>>;

/**
 * The base URL for a credential, placeholders filled in. Throws for a placeholder that the credential does not fill,
 * and for one that would make another host of it.
 */
export function baseUrlFor(provider: Provider, fields: Fields): string {
  const other = provider.baseUrls?.find(({ when }) => fits(when, fields));
  return fillPlaceholders(other?.baseUrl ?? provider.baseUrl, fields);
}

/** The address of a speech for a credential, with its placeholders. */
export function addressFor(speech: Speech, fields: Fields): Address {
  return speech.variants?.find(({ when }) => fits(when, fields)) ?? speech;
}

/** True when a credential's field reads as the test wants. */
export function fits({ field, matches }: FieldTest, fields: Fields): boolean {
  return matches.test(fields[field] ?? "");
}

/**
 * Text with every `{name}` replaced by that field, percent-encoded. Throws for a field that is missing or empty, or
 * that means another folder: dots are not encoded.
 */
export function fillPlaceholders(text: string, fields: Fields): string {
  return text.replace(PLACEHOLDER, (_, name: string) => {
    const value = fields[name];
    if (value === undefined || value === "") throw new Error(`The credential has no '${name}'.`);
    if (value === "." || value === "..") throw new Error(`The '${name}' is no name.`);
    return encodeURIComponent(value);
  });
}

/** Names in braces. */
export function placeholdersOf(text: string): string[] {
  return [...text.matchAll(PLACEHOLDER)].map((match) => match[1] ?? "");
}

const PLACEHOLDER = /\{(\w+)\}/g;
