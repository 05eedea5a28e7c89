import pg from "pg";
import type { Log } from "../log.ts";

const INT8_OID = 20;
const NUMERIC_OID = 1700;

/** Whole numbers as numbers while nothing is lost by it, else as the text that came. */
function exactNumber(text: string): number | string {
  const value = Number(text);
  return Number.isSafeInteger(value) || String(value) === text ? value : text;
}

const getTypeParser = (oid: number, format?: "text" | "binary"): unknown => {
  if (format !== "binary" && (oid === INT8_OID || oid === NUMERIC_OID)) return exactNumber;
  return pg.types.getTypeParser(oid, format === "binary" ? "binary" : "text");
};

const types: pg.CustomTypesConfig = { getTypeParser };

/** A pool with this product's number parsing, whose connections may break without taking the process down. */
export function makePool(config: pg.PoolConfig, log: Log): pg.Pool {
  const pool = new pg.Pool({ ...config, types });
  // The pool listens to idle connections only. One that breaks while it is lent out fails its query and also emits,
  // and an error event that nobody hears ends the process.
  pool.on("connect", (client) => client.on("error", () => undefined));
  pool.on("error", (error) => log.warn({ error: error.message }, "an idle database connection broke"));
  return pool;
}
