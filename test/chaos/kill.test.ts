import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, expect, it } from "vitest";
import { freePort, spawnProduct } from "../harness/child.ts";
import { API_KEY, type Gateway, startGateway } from "../harness/gateway.ts";
import { answer, startUpstream } from "../upstream/index.ts";
import { expectExactBooks, seeded } from "./ledger.ts";
import { Load } from "./load.ts";

const KILLS = 20;
/** Of the starts, every so many is killed before it is ready. */
const KILL_WHILE_STARTING = 5;
const WORKERS = 12;
const LONGEST_LIFE_MS = 900;

const seed = Number(process.env["CHAOS_SEED"] ?? Date.now() % 100_000);
const upstream = await startUpstream();
const dataDir = await mkdtemp(join(tmpdir(), "llm-gateway-chaos-"));
afterAll(async () => {
  await upstream.close();
  await rm(dataDir, { recursive: true, force: true });
});

it("loses, doubles and misprices nothing in twenty kills under load", { timeout: 150_000 }, async () => {
  const random = seeded(seed);
  upstream.respond(answer({}, { gapMs: 1 }));
  let gateway: Gateway | undefined;
  let url: string | undefined;
  const load = new Load({ url: () => url, apiKey: API_KEY, random, prefix: `kill-${seed}` });
  load.start(WORKERS);
  try {
    for (let kill = 0; kill < KILLS; kill += 1) {
      if (kill % KILL_WHILE_STARTING === KILL_WHILE_STARTING - 1) await killWhileStarting(100 + random() * 900);
      gateway = await startGateway({ upstream, dataDir });
      url = gateway.url;
      await sleep(50 + random() * LONGEST_LIFE_MS);
      await gateway.kill("SIGKILL");
      url = undefined;
    }
    gateway = await startGateway({ upstream, dataDir });
    url = gateway.url;
    await sleep(300);
    await load.stop();
    process.stdout.write(`seed ${seed}: ${load.sent.size} sent, ${load.received.size} received whole\n`);
    expect(load.received.size).toBeGreaterThan(KILLS * 5);
    expect([...load.statuses.keys()], load.refusals.join("\n")).toEqual([200]);
    await expectExactBooks(gateway, load);
    expect(gateway.output()).not.toMatch(/"level":(50|60)/);
  } finally {
    await load.stop();
    await gateway?.stop();
  }
});

/** A start that is killed before it is ready must not spoil the folder for the next. */
async function killWhileStarting(lifeMs: number): Promise<void> {
  const env = { PORT: String(await freePort()), HOST: "127.0.0.1", DATA_DIR: dataDir, BOOTSTRAP_API_KEY: API_KEY };
  const child = spawnProduct(process.env["GATEWAY_ENTRY"] ?? "src/main.ts", [], env);
  await sleep(lifeMs);
  await child.kill("SIGKILL");
}
