import { errorCodeOf } from "../store-start-error.ts";

/** Of the system, or Postgres' classes 08 (connection), 53 (resources) and 57P (shutting down, starting). */
const CODE = /^(ECONNREFUSED|ECONNRESET|EPIPE|ETIMEDOUT|EHOSTUNREACH|ENOTFOUND|EAI_AGAIN|ENOENT|08...|53...|57P..)$/;
/** The driver's own errors have no code. */
const MESSAGE =
  /Connection terminated|timeout exceeded when trying to connect|after calling end on the pool|not queryable/;

/** True for errors that say that the database is away, and nothing about the query. */
export function isOutage(error: unknown): boolean {
  const code = errorCodeOf(error);
  if (code !== null) return CODE.test(code);
  return error instanceof Error && MESSAGE.test(error.message);
}
