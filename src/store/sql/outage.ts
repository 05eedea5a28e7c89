import { errorCodeOf } from "../store-start-error.ts";

/**
 * Of the system, or Postgres' classes 08 (connection), 28 (sign-in refused), 53 (resources), 57P (shutting down,
 * starting) and 58 (its system), and 25006 (a standby that takes no writes, as while it fails over).
 */
const CODE =
  /^(ECONNREFUSED|ECONNRESET|EPIPE|ETIMEDOUT|EHOSTUNREACH|ENOTFOUND|EAI_AGAIN|ENOENT|25006|(08|28|53|57P|58)\w+)$/;
/** The driver's own errors have no code. */
const MESSAGE =
  /Connection terminated|timeout exceeded when trying to connect|after calling end on the pool|not queryable/;

/** True for errors that say that the database is away, and nothing about the query. */
export function isOutage(error: unknown): boolean {
  const code = errorCodeOf(error);
  if (code !== null) return CODE.test(code);
  return error instanceof Error && MESSAGE.test(error.message);
}
