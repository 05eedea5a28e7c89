/** A query as it is in the address: texts, and lists of them. Nothing is guessed: `404` stays a text. */
export type RawSearch = Record<string, unknown>;

/** The query of an address. */
export function parseSearch(search: string): RawSearch {
  const raw: RawSearch = {};
  for (const [name, value] of new URLSearchParams(search)) {
    const before = raw[name];
    raw[name] =
      before === undefined ? value : Array.isArray(before) ? [...(before as string[]), value] : [before, value];
  }
  return raw;
}

type Plain = string | number | boolean | null | undefined;

/** The address of a query; what is absent, empty or false is left out, so that a page without filters has no query. */
export function stringifySearch(search: RawSearch): string {
  const params = new URLSearchParams();
  for (const [name, value] of Object.entries(search)) {
    for (const one of Array.isArray(value) ? (value as Plain[]) : [value as Plain]) {
      if (one !== undefined && one !== null && one !== "" && one !== false) params.append(name, String(one));
    }
  }
  return params.size === 0 ? "" : `?${params}`;
}

/** One text of a query. */
export function textOf(raw: RawSearch, name: string): string | undefined {
  const value = raw[name];
  return typeof value === "string" && value !== "" ? value : undefined;
}

/** One of a few words of a query; undefined for any other. */
export function oneOf<const Word extends string>(
  raw: RawSearch,
  name: string,
  words: readonly Word[],
): Word | undefined {
  return words.find((word) => word === raw[name]);
}

/** A switch of a query; absent is off. */
export function flagOf(raw: RawSearch, name: string): true | undefined {
  return raw[name] === true || raw[name] === "true" ? true : undefined;
}

/**
 * What a route knows of its query: every member may be absent. Those that are stay there as undefined, because the router
 * puts this over what the address says, and a word that nobody knows must not come through.
 */
export function search<Value extends object>(value: Value): { readonly [Name in keyof Value]?: Value[Name] } {
  return value;
}

/** The members that have a value: a query as the API takes it. */
export function given<Value extends object>(value: Value): { [Name in keyof Value]?: NonNullable<Value[Name]> } {
  return Object.fromEntries(Object.entries(value).filter(([, one]) => one !== undefined)) as never;
}
