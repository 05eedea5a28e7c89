/** What a name of a secret may look like. */
const NAME = /^[A-Za-z_][A-Za-z0-9_.-]{0,127}$/;
const REFERENCE = /^!secret\s+(\S+)$/;

/** True for a name that a secret may have. */
export function isSecretName(name: string): boolean {
  return NAME.test(name);
}

/**
 * A reference to a secret, as it stands in a configuration that was read. It is text, so that configurations stay plain
 * JSON; text that was written like this with quotes means the same as the tag.
 */
export function secretRef(name: string): string {
  return `!secret ${name}`;
}

/** The name in a reference; undefined for everything else. */
export function secretNameOf(value: unknown): string | undefined {
  if (typeof value !== "string" || !value.startsWith("!secret")) return undefined;
  const name = REFERENCE.exec(value)?.[1];
  return name !== undefined && isSecretName(name) ? name : undefined;
}

/** Every secret that is named in a part of a configuration, once each, in order of the alphabet. */
export function secretNamesIn(part: unknown): string[] {
  const names = new Set<string>();
  visit(part, (text) => {
    const name = secretNameOf(text);
    if (name !== undefined) names.add(name);
  });
  return [...names].sort();
}

function visit(part: unknown, see: (text: string) => void): void {
  if (typeof part === "string") see(part);
  else if (Array.isArray(part)) for (const item of part) visit(item, see);
  else if (typeof part === "object" && part !== null) for (const item of Object.values(part)) visit(item, see);
}

/**
 * The same with the values of secrets in place of references. Only for what is about to be used: the result must go
 * into no log and no answer. A name that `secretOf` does not know stays a reference.
 */
export function withSecrets<T>(part: T, secretOf: (name: string) => string | undefined): T {
  return replaced(part, secretOf) as T;
}

function replaced(part: unknown, secretOf: (name: string) => string | undefined): unknown {
  if (typeof part === "string") {
    const name = secretNameOf(part);
    return name === undefined ? part : (secretOf(name) ?? part);
  }
  if (Array.isArray(part)) return part.map((item) => replaced(item, secretOf));
  if (typeof part !== "object" || part === null) return part;
  return Object.fromEntries(Object.entries(part).map(([name, item]) => [name, replaced(item, secretOf)]));
}
