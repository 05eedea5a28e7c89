import { execFileSync } from "node:child_process";
import { chownSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";

const ROOT = "/usr/lib/postgresql";

/** A throw-away Postgres server of a test file. */
export interface PostgresServer {
  /** A new, empty database on it. */
  createDatabase(): Promise<string>;
  readonly port: number;
  /** Stops at once, as an outage; the data stays for {@link start}. */
  stop(): void;
  start(): void;
  /** Stops and removes it. */
  remove(): void;
}

/** Folder of the newest installed server's programs; null when there is none. */
export function postgresPrograms(): string | null {
  if (!existsSync(ROOT)) return null;
  const versions = readdirSync(ROOT).filter((name) => existsSync(join(ROOT, name, "bin", "initdb")));
  const newest = versions.sort((a, b) => Number(b) - Number(a))[0];
  return newest === undefined ? null : join(ROOT, newest, "bin");
}

/** Starts a server on a free port in a folder of its own. Postgres refuses root, so then it runs as `postgres`. */
export async function startPostgres(programs: string): Promise<PostgresServer> {
  const folder = mkdtempSync(join(tmpdir(), "llm-gateway-pg-"));
  const isRoot = process.getuid?.() === 0;
  if (isRoot) chownSync(folder, ...idsOf("postgres"));
  const run = (program: string, ...args: string[]): void => {
    const command = [join(programs, program), ...args];
    const [file = "", ...rest] = isRoot ? ["runuser", "-u", "postgres", "--", ...command] : command;
    execFileSync(file, rest, { stdio: "ignore", cwd: folder });
  };
  const data = join(folder, "data");
  const port = await freePort();
  const settings = `-p ${port} -k ${folder} -c listen_addresses=127.0.0.1 -c fsync=off -c shared_buffers=32MB`;
  const start = (): void => run("pg_ctl", "-D", data, "-w", "-l", join(folder, "log"), "-o", settings, "start");
  const stop = (): void => run("pg_ctl", "-D", data, "-w", "-m", "immediate", "stop");
  run("initdb", "-D", data, "-U", "postgres", "-A", "trust", "--no-sync");
  start();
  let databases = 0;
  return {
    port,
    start,
    stop,
    async createDatabase(): Promise<string> {
      const client = new pg.Client({ host: "127.0.0.1", port, user: "postgres", database: "postgres", ssl: false });
      await client.connect();
      databases += 1;
      const name = `test_${databases}`;
      await client.query(`create database ${name}`);
      await client.end();
      return `postgres://postgres@127.0.0.1:${port}/${name}?sslmode=disable`;
    },
    remove(): void {
      try {
        stop();
      } catch {
        // Already stopped by the test.
      }
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function idsOf(user: string): [number, number] {
  const line = readFileSync("/etc/passwd", "utf8")
    .split("\n")
    .find((each) => each.startsWith(`${user}:`));
  const [, , uid, gid] = (line ?? "").split(":");
  return [Number(uid), Number(gid)];
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.on("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      const port = typeof address === "object" && address !== null ? address.port : 0;
      server.close(() => resolve(port));
    });
  });
}
