import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { buildDir } from "./paths.ts";
import { type Peer, PeerUnavailableError, plainModel, upstreamKey } from "./peer.ts";
import { freePort, launch, proxyCore, waitUntilReady } from "./processes.ts";

/**
 * Portkey allows any 1.x of @hono/node-server, but from 1.14.2 on every stream fails ("TypeError: immutable", its issue
 * 1389). 1.14.1 is the newest release with which it works; its own lockfile holds an older one still.
 */
const pinned = { "@portkey-ai/gateway": "1.15.2", "@hono/node-server": "1.14.1" } as const;
const installDir = join(buildDir, "portkey");

export async function startPortkey(upstreamPort: number): Promise<Peer> {
  install();
  const port = await freePort();
  const child = launch({
    name: "portkey",
    core: proxyCore,
    command: process.execPath,
    args: [join(packageDir("@portkey-ai/gateway"), "build", "start-server.js"), `--port=${port}`, "--headless"],
    env: { NODE_ENV: "production" },
  });
  await waitUntilReady("portkey", child, `http://127.0.0.1:${port}/`, 30_000);
  return {
    name: "portkey",
    version: `Portkey ${pinned["@portkey-ai/gateway"]}`,
    port,
    headers: {
      authorization: upstreamKey,
      "x-portkey-provider": "openai",
      "x-portkey-custom-host": `http://127.0.0.1:${upstreamPort}/v1`,
    },
    model: plainModel,
    pid: child.pid,
  };
}

function install(): void {
  if (Object.entries(pinned).every(([name, version]) => installedVersion(name) === version)) return;
  const { "@portkey-ai/gateway": gateway, ...overrides } = pinned;
  const manifest = { private: true, dependencies: { "@portkey-ai/gateway": gateway }, overrides };
  mkdirSync(installDir, { recursive: true });
  writeFileSync(join(installDir, "package.json"), JSON.stringify(manifest));
  // A lockfile of an earlier attempt would win over the overrides; install scripts only patch development checkouts.
  const args = ["install", "--no-package-lock", "--no-audit", "--no-fund", "--ignore-scripts"];
  const { status, stderr } = spawnSync("npm", args, { cwd: installDir, encoding: "utf8", timeout: 120_000 });
  if (status !== 0) throw new PeerUnavailableError(`Portkey could not be installed: ${stderr}`);
}

function packageDir(name: string): string {
  return join(installDir, "node_modules", name);
}

function installedVersion(name: string): string | undefined {
  const file = join(packageDir(name), "package.json");
  return existsSync(file) ? JSON.parse(readFileSync(file, "utf8")).version : undefined;
}
