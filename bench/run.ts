import { setTimeout as sleep } from "node:timers/promises";
import { readMemory } from "./lib/accounting.ts";
import { type RequestBody, writeBody } from "./lib/bodies.ts";
import { measure, warmUp } from "./lib/measure.ts";
import { compileNative } from "./lib/native.ts";
import { type Options, readOptions, usage } from "./lib/options.ts";
import { type Peer, PeerUnavailableError } from "./lib/peer.ts";
import { startPeer } from "./lib/peers.ts";
import { killAllNow, pinThisProcess, setPaused, stopAll } from "./lib/processes.ts";
import { renderReport, saveRaw, writeReadme } from "./lib/report.ts";
import { Results } from "./lib/results.ts";
import { type ScenarioName, scenarios } from "./lib/scenarios.ts";
import { startUpstream } from "./lib/upstream.ts";
import { verifyAnswer } from "./lib/verify.ts";

/** Share of the candidate's core used by others from which a sample counts as disturbed. */
const disturbedPercent = 10;

interface Prepared {
  body: RequestBody;
  answerBytes: number | undefined;
}

process.on("exit", killAllNow);
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, () => process.exit(130));

try {
  const options = readOptions(process.argv.slice(2));
  if (options) await run(options);
  else console.log(usage);
} catch (error) {
  console.error(`bench: ${error instanceof Error ? error.message : String(error)}`);
  process.exitCode = 1;
} finally {
  await stopAll();
}
// Kept connections of fetch would hold the process for seconds.
process.exit();

async function run(options: Options): Promise<void> {
  if (process.platform !== "linux") throw new Error("needs Linux: epoll, taskset and /proc");
  const limitMinutes = 1.5 + 2.75 * options.rounds;
  setTimeout(() => {
    console.error(`bench: not finished after ${limitMinutes} minutes, giving up`);
    process.exit(1);
  }, limitMinutes * 60_000).unref();
  pinThisProcess();
  compileNative();
  const upstreamPort = await startUpstream();
  const peers = await startPeers(options, upstreamPort);
  await sleep(2_000);
  for (const peer of peers) if (peer.pid !== undefined) peer.idleMemory = readMemory(peer.pid);

  const prepared = await prepare(options.scenarios, peers);
  const results = new Results();
  // A sample that others disturbed is taken again, the quieter one counts; bounded, since some machines are never quiet.
  let repeatsLeft = 4 * options.rounds;
  for (let round = 0; round < options.rounds; round++) {
    for (const scenario of options.scenarios) {
      // Another peer goes first in each round, so that none always runs behind the same neighbour.
      const order = peers.map((_, i) => peers[(i + round) % peers.length]).filter((peer) => peer !== undefined);
      for (const peer of order) {
        const { body, answerBytes } = prepared(scenario, peer);
        await runAlone(peer, peers);
        if (round === 0) await warmUp(scenario, peer, body);
        let metrics = await measure(scenario, peer, body, answerBytes, upstreamPort);
        for (let i = 0; i < 2 && metrics.foreignCpuPercent > disturbedPercent && repeatsLeft > 0; i++, repeatsLeft--) {
          const again = await measure(scenario, peer, body, answerBytes, upstreamPort);
          if (again.foreignCpuPercent < metrics.foreignCpuPercent) metrics = again;
        }
        results.add(scenario, peer.name, metrics);
        console.error(`round ${round + 1}  ${scenario.padEnd(12)} ${peer.name.padEnd(8)} ${summary(metrics)}`);
      }
    }
  }
  for (const { pid } of peers) if (pid !== undefined) setPaused(pid, false);
  const memory = peers.map((peer) => ({ peer, loaded: peer.pid === undefined ? undefined : readMemory(peer.pid) }));
  const report = renderReport(results, memory, options);
  console.log(report);
  saveRaw(results);
  if (options.writeReadme) writeReadme(report);
}

async function runAlone(peer: Peer, peers: readonly Peer[]): Promise<void> {
  for (const { pid } of peers) if (pid !== undefined) setPaused(pid, pid !== peer.pid);
  // Time for whatever fell due during the pause: idle connections to close, periodic work.
  await sleep(300);
}

async function startPeers(options: Options, upstreamPort: number): Promise<Peer[]> {
  const peers: Peer[] = [];
  for (const name of options.peers) {
    try {
      peers.push(await startPeer(name, upstreamPort, options.gatewayCommand));
    } catch (error) {
      if (options.peersAreExplicit || !(error instanceof PeerUnavailableError)) throw error;
      console.error(`bench: without ${name}: ${error.message}`);
    }
  }
  return peers;
}

/** Writes every request body and makes sure that every candidate answers it rightly before anything is measured. */
async function prepare(names: readonly ScenarioName[], peers: readonly Peer[]) {
  const prepared = new Map<string, Prepared>();
  for (const peer of peers) {
    const verified = names.map(async (name) => {
      const { body: spec, load } = scenarios[name];
      const body = writeBody(spec, peer.model);
      const answerBytes = load.abort ? undefined : await verifyAnswer(peer, body, spec.stream);
      prepared.set(`${name} ${peer.name}`, { body, answerBytes });
    });
    await Promise.all(verified);
    console.error(`verified ${peer.name} (${peer.version})`);
  }
  return (scenario: ScenarioName, peer: Peer): Prepared => {
    const found = prepared.get(`${scenario} ${peer.name}`);
    if (!found) throw new Error(`${scenario} was not prepared for ${peer.name}`);
    return found;
  };
}

function summary(metrics: object): string {
  return Object.entries(metrics)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => `${name}=${Math.round(Number(value) * 10) / 10}`)
    .join(" ");
}
