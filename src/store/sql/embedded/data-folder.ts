import { accessSync, chmodSync, constants, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { errorCodeOf, StoreStartError } from "../../store-start-error.ts";
import { EMBEDDED_POSTGRES_MAJOR } from "./protocol.ts";

/** A unix socket's path may have about 104 bytes on macOS and 108 on Linux, its end included. */
const SOCKET_PATH_BYTES_MAX = 100;
/** The name that the driver gives the socket of port 5432. */
const SOCKET_NAME = ".s.PGSQL.5432";

/** Makes the data folder if needed and returns its full path; one clear line when it cannot be written. */
export function prepareDataFolder(dataDir: string): string {
  const folder = resolve(dataDir);
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    accessSync(folder, constants.R_OK | constants.W_OK | constants.X_OK);
    return folder;
  } catch (error) {
    const code = errorCodeOf(error) ?? "unknown error";
    throw new StoreStartError(
      `The data folder ${folder} cannot be written (${code}). Set DATA_DIR to a folder that this user owns.`,
      error,
    );
  }
}

/** Refuses a folder of another Postgres major before the engine sees it: the engine would only say that it failed. */
export function checkDatabaseVersion(databaseFolder: string): void {
  // Written by the engine itself when it creates the folder.
  const marker = join(databaseFolder, "PG_VERSION");
  if (!existsSync(marker)) return;
  const found = readFileSync(marker, "utf8").trim();
  if (found === String(EMBEDDED_POSTGRES_MAJOR)) return;
  throw new StoreStartError(
    `The database in ${databaseFolder} was written by Postgres ${found}, this release embeds Postgres ` +
      `${EMBEDDED_POSTGRES_MAJOR}. Export it with the release that wrote it, or use another DATA_DIR.`,
  );
}

/** Where the private socket lives. Its folder is the only guard: the socket asks for no password. */
export interface SocketFolder {
  readonly folder: string;
  readonly path: string;
  remove(): void;
}

/** A folder that only this user can enter; a temporary one when the data folder's path is too long for a socket. */
export function makeSocketFolder(dataFolder: string): SocketFolder {
  const near = join(dataFolder, "socket");
  const fits = Buffer.byteLength(join(near, SOCKET_NAME)) <= SOCKET_PATH_BYTES_MAX;
  const folder = fits ? near : mkdtempSync(join(tmpdir(), "llm-gateway-"));
  if (fits) {
    // Whatever a killed predecessor left; the folder's lock is ours, so nobody uses it.
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(folder, { mode: 0o700 });
  }
  chmodSync(folder, 0o700);
  return { folder, path: join(folder, SOCKET_NAME), remove: () => rmSync(folder, { recursive: true, force: true }) };
}
