import { accessSync, constants, existsSync, statfsSync } from "node:fs";
import { dirname, resolve } from "node:path";
import type { Settings } from "../../settings.ts";
import type { Finding } from "./findings.ts";

const MEGABYTE = 1_048_576;
const FREE_MIN = 200 * MEGABYTE;
const FREE_GOOD = 2_048 * MEGABYTE;

/** The data folder can be written, and its disk has room: the journal of requests is there. */
export function checkFolder({ DATA_DIR }: Settings): Finding {
  const what = "data folder";
  let folder = resolve(DATA_DIR);
  // It is made at the first start; until then what counts is where.
  while (!existsSync(folder) && dirname(folder) !== folder) folder = dirname(folder);
  try {
    accessSync(folder, constants.W_OK);
  } catch {
    return { what, state: "wrong", message: `${folder} cannot be written. Change its owner, or set DATA_DIR.` };
  }
  const { bavail, bsize } = statfsSync(folder);
  const free = bavail * bsize;
  const message = `${folder}, ${Math.round(free / MEGABYTE)} MB free`;
  if (free < FREE_MIN) return { what, state: "wrong", message: `${message}. Requests are refused on a full disk.` };
  return { what, state: free < FREE_GOOD ? "note" : "good", message };
}
