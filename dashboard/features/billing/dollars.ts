/** Dollars as somebody typed them; null for nothing. */
export function dollarsOrNull(typed: string): number | null {
  return typed.trim() === "" ? null : Number(typed);
}

/** Dollars as an input has them. */
export function typedDollars(usd: number | null): string {
  return usd === null ? "" : String(usd);
}
