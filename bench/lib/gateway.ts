import { existsSync } from "node:fs";
import { join } from "node:path";
import { repositoryDir } from "./paths.ts";
import { type Peer, PeerUnavailableError } from "./peer.ts";
import { freePort, launch, proxyCore, temporaryDir, waitUntilReady } from "./processes.ts";

/** A development key of the documented form; it only ever exists in the fresh data folder of one run. */
const benchKey = `llm_gw_dev_${"Bench0Key1".repeat(4)}`;

export async function startGateway(upstreamPort: number, givenCommand: string | undefined): Promise<Peer> {
  const [command, ...args] = gatewayCommand(givenCommand);
  const port = await freePort();
  const child = launch({
    name: "gateway",
    core: proxyCore,
    command,
    args,
    cwd: repositoryDir,
    env: {
      NODE_ENV: "production",
      // What is measured is the data plane; applying the journal to the store is a background job (see README.md).
      ROLES: "gateway",
      HOST: "127.0.0.1",
      PORT: String(port),
      DATA_DIR: temporaryDir(),
      LLM_OPENAI_API_KEY: "sk-x",
      LLM_OPENAI_BASE_URL: `http://127.0.0.1:${upstreamPort}/v1`,
      BOOTSTRAP_API_KEY: benchKey,
      ADMIN_EMAIL: "bench@example.com",
      ADMIN_PASSWORD: "bench-only-password-4711",
    },
  });
  await waitUntilReady("gateway", child, `http://127.0.0.1:${port}/readyz`, 60_000);
  return {
    name: "gateway",
    version: givenCommand ?? `LLM Gateway (data plane, ${args.at(-1)})`,
    port,
    headers: { authorization: `Bearer ${benchKey}` },
    model: "openai/gpt-4o-mini",
    pid: child.pid,
  };
}

/** The one place that knows how the gateway is started: the built program if there is one, else the sources. */
function gatewayCommand(given: string | undefined): [string, ...string[]] {
  if (given !== undefined) {
    const [command, ...args] = given.trim().split(/\s+/);
    if (!command) throw new Error("--gateway-command is empty");
    return [command, ...args];
  }
  for (const entry of ["dist/main.js", "src/main.ts"]) {
    if (existsSync(join(repositoryDir, entry))) return [process.execPath, entry];
  }
  throw new PeerUnavailableError("the gateway has neither dist/main.js nor src/main.ts yet");
}
