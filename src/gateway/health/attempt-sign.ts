/** Attempts that were ended by the gateway or the caller. */
const ENDED_BY_US: ReadonlySet<string> = new Set(["cancelled", "client_closed", "hedge_lost"]);
/** Statuses below 500 that speak of the provider or the key, and not of the request. */
const ILL: ReadonlySet<number> = new Set([401, 402, 403, 404, 408, 429]);

/** True for an attempt that was ended before it could show anything. */
export function saysNothing(errorCode: string | null): boolean {
  return errorCode !== null && ENDED_BY_US.has(errorCode);
}

/** True when an attempt failed for a reason that is not the caller's request. */
export function isSignOfIllness(status: number | null, errorCode: string | null): boolean {
  if (errorCode === null) return false;
  return status === null || status < 400 || status >= 500 || ILL.has(status);
}
