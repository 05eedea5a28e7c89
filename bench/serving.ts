import { createHash } from "node:crypto";
import { monitorEventLoopDelay, performance } from "node:perf_hooks";
import { setTimeout as sleep } from "node:timers/promises";
import { NO_ROUTES, type RouteTable } from "../src/gateway/routes/route-table.ts";
import { LiveRoutes } from "../src/live-routes.ts";
import { providerById } from "../src/providers/registry.ts";
import type { ServedConfig } from "../src/store/configs/load-served.ts";

/**
 * What serving configurations costs a process: `node --expose-gc bench/serving.ts`. 1,000 projects with 20 routes each
 * are taken up at once, then new versions of one and of a hundred of them; told are the time until they are in use, the
 * longest time in which a request had to wait meanwhile, what the swap itself takes, and memory.
 */
const PROJECTS = 1_000;
const ROUTES = 20;
const LOOKUPS = 1_000_000;

function yamlOf(version: number): string {
  const models = Array.from(
    { length: 4 },
    (_, i) => `  - {model_id: m${i}, model: openai/gpt-4o-mini, params: {temperature: 0.${i}}}`,
  );
  const routes = Array.from(
    { length: ROUTES },
    (_, i) => `  route-${i}:
    chat_models: [m0, m1, m2, m3]
    fallback: [{target: m0, fallbacks: [m1, m2]}]
    balancing: {algorithm: WEIGHTED_ROUND_ROBIN, weights: [{model_id: m0, weight: ${version}}, {model_id: m3, weight: 1}]}
    guardrails: [mail]
    rate_limiting: {max_requests: 1000, window_size: 1 minute}`,
  );
  return `chat_models:\n${models.join("\n")}\nguardrails:\n  - {name: mail, type: pii, where: input, behavior: redact, parameters: {types: [email]}}\nroutes:\n${routes.join("\n")}\n`;
}

function configOf(project: number, version: number): ServedConfig {
  const yaml = yamlOf(version);
  const id = `proj_${project}`;
  const checksum = createHash("sha256").update(yaml).digest("hex");
  const place = { organizationId: "org_1", projectId: id, projectSlug: `project-${project}` };
  return { id: `cfg_${project}_${version}`, ...place, version, yaml, checksum, secrets: new Map() };
}

async function main(): Promise<void> {
  let table: RouteTable = NO_ROUTES;
  let swapMs = 0;
  let began = 0;
  const live = new LiveRoutes({
    deps: {
      wiring: { dispatchTo: () => () => {}, proofOf: () => ({ headers: [] }) },
      providerOf: providerById,
      promptOf: () => undefined,
    },
    log: {
      debug() {},
      info() {},
      warn() {},
      error: (facts: object) => process.stderr.write(`${JSON.stringify(facts)}\n`),
    },
    monotonic: () => performance.now(),
    onTable: (made) => {
      table = made;
      swapMs = performance.now() - began;
    },
  });
  const versions = Array.from({ length: PROJECTS }, () => 1);
  const take = async (name: string): Promise<void> => {
    const sources = versions.map((version, project) => configOf(project, version));
    const waits = monitorEventLoopDelay({ resolution: 1 });
    waits.enable();
    await sleep(20);
    waits.reset();
    began = performance.now();
    await live.update("database", sources);
    await sleep(20);
    waits.disable();
    say(`${name}: in use after ${swapMs.toFixed(1)} ms; a request waited ${(waits.max / 1e6).toFixed(1)} ms at most`);
  };
  const before = heapMb();
  await take(`${PROJECTS} projects of ${ROUTES} routes, all new`);
  say(`memory: ${(heapMb() - before).toFixed(1)} MB for ${PROJECTS * ROUTES} routes`);
  versions[0] = 2;
  await take("a new version of one");
  for (let i = 0; i < 100; i += 1) versions[i] = 3;
  await take("new versions of a hundred");
  await take("nothing new");
  const labels = Array.from({ length: PROJECTS }, (_, i) => [`proj_${i}`, `project-${i}/route-${i % ROUTES}`] as const);
  const from = performance.now();
  let found = 0;
  for (let i = 0; i < LOOKUPS; i += 1) {
    const [project, label] = labels[i % PROJECTS] as readonly [string, string];
    if (table.find(project, label, false) !== undefined) found += 1;
  }
  say(`finding a route: ${(((performance.now() - from) * 1e6) / LOOKUPS).toFixed(0)} ns (${found} found)`);
}

function heapMb(): number {
  globalThis.gc?.();
  return process.memoryUsage().heapUsed / 1e6;
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

await main();
