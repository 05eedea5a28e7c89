/** The store cannot be opened. The message is one line for the operator and holds no secret. */
export class StoreStartError extends Error {
  constructor(message: string, cause?: unknown) {
    super(message, { cause });
    this.name = "StoreStartError";
  }
}

/** What the operating system or the driver calls an error, such as `EACCES`; null when it has no code. */
export function errorCodeOf(error: unknown): string | null {
  if (typeof error !== "object" || error === null || !("code" in error)) return null;
  return typeof error.code === "string" ? error.code : null;
}
