import { spawnSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { startGateway } from "./gateway.ts";
import { buildDir } from "./paths.ts";
import { type Peer, type PeerName, PeerUnavailableError, plainModel, upstreamKey } from "./peer.ts";
import { startPortkey } from "./portkey.ts";
import { freePort, launch, proxyCore, waitUntilReady } from "./processes.ts";

export function startPeer(name: PeerName, upstreamPort: number, gatewayCommand: string | undefined): Promise<Peer> {
  switch (name) {
    case "direct":
      return startDirect(upstreamPort);
    case "nginx":
      return startNginx(upstreamPort);
    case "portkey":
      return startPortkey(upstreamPort);
    case "gateway":
      return startGateway(upstreamPort, gatewayCommand);
  }
}

async function startDirect(upstreamPort: number): Promise<Peer> {
  const headers = { authorization: upstreamKey };
  return { name: "direct", version: "no proxy", port: upstreamPort, headers, model: plainModel, pid: undefined };
}

async function startNginx(upstreamPort: number): Promise<Peer> {
  const { status, stderr } = spawnSync("nginx", ["-v"], { encoding: "utf8" });
  if (status !== 0) throw new PeerUnavailableError("nginx is not installed");
  const port = await freePort();
  const dir = join(buildDir, "nginx");
  mkdirSync(dir, { recursive: true });
  const configFile = join(dir, "nginx.conf");
  writeFileSync(configFile, nginxConfig(dir, port, upstreamPort));
  const args = ["-p", dir, "-e", join(dir, "error.log"), "-c", configFile];
  const child = launch({ name: "nginx", core: proxyCore, command: "nginx", args });
  await waitUntilReady("nginx", child, `http://127.0.0.1:${port}/stats`, 10_000);
  const version = `nginx ${/nginx\/(\S+)/.exec(stderr)?.[1] ?? ""}`;
  return { name: "nginx", version, port, headers: { authorization: upstreamKey }, model: plainModel, pid: child.pid };
}

/** A plain reverse proxy at its best: kept connections on both sides, bodies in memory, nothing logged, streams passed on at once. */
function nginxConfig(dir: string, port: number, upstreamPort: number): string {
  // Started by root, nginx would give the worker to a user who may not read this folder.
  const user = process.getuid?.() === 0 ? "user root;\n" : "";
  const temporaryPaths = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"]
    .map((kind) => `  ${kind}_temp_path ${join(dir, kind)};`)
    .join("\n");
  return `${user}daemon off;
worker_processes 1;
pid ${join(dir, "nginx.pid")};
events { worker_connections 8192; }
http {
${temporaryPaths}
  access_log off;
  client_body_buffer_size 256k;
  client_max_body_size 64m;
  upstream fake { server 127.0.0.1:${upstreamPort}; keepalive 1024; keepalive_requests 1000000000; }
  server {
    listen 127.0.0.1:${port} backlog=4096;
    keepalive_requests 1000000000;
    location / {
      proxy_pass http://fake;
      proxy_http_version 1.1;
      proxy_set_header Connection "";
      proxy_buffering off;
      proxy_read_timeout 60s;
    }
  }
}
`;
}
