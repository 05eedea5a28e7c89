import { setTimeout as sleep } from "node:timers/promises";
import { cpuBetween, readCoreBusyMs, readCpu } from "./accounting.ts";
import type { RequestBody } from "./bodies.ts";
import { type LoadReport, type LoadShape, runLoad } from "./load.ts";
import type { Peer } from "./peer.ts";
import { proxyCore } from "./processes.ts";
import { type ScenarioName, scenarios } from "./scenarios.ts";
import { readStats, type UpstreamStats, waitForNoStreams } from "./upstream.ts";

/** The figures of one sample by name; `undefined` where a peer or a scenario has none. */
export interface Metrics {
  requestsPerSecond: number;
  cpuPerRequestUs: number | undefined;
  cpuPerChunkUs: number | undefined;
  p50Us: number | undefined;
  p99Us: number | undefined;
  firstByteP50Us: number | undefined;
  firstByteP99Us: number | undefined;
  largestGapMs: number | undefined;
  stalledStreams: number;
  errors: number;
  leftOpen: number | undefined;
  closedAfterMs: number | undefined;
  /** Share of the candidate's core that others used meanwhile: how far to trust this sample. */
  foreignCpuPercent: number;
}

const abortLimitMs = 2_000;

export async function warmUp(scenario: ScenarioName, peer: Peer, body: RequestBody): Promise<void> {
  const { warmUp: warmUpShape, load, body: bodySpec } = scenarios[scenario];
  if (!warmUpShape) return;
  await runLoad(peer, { ...load, ...warmUpShape, bodyFile: body.file, stream: bodySpec.stream !== undefined });
}

export async function measure(
  scenario: ScenarioName,
  peer: Peer,
  body: RequestBody,
  answerBytes: number | undefined,
  upstreamPort: number,
): Promise<Metrics> {
  const { load, body: bodySpec, settleMs, countsErrors } = scenarios[scenario];
  const shape: LoadShape = { ...load, bodyFile: body.file, stream: bodySpec.stream !== undefined };
  const statsBefore = await readStats(upstreamPort);
  const cpuBefore = peer.pid === undefined ? undefined : readCpu(peer.pid);
  const coreBusyBeforeMs = readCoreBusyMs(proxyCore);
  const startMs = performance.now();
  const report = await runLoad(peer, shape);
  await sleep(settleMs);
  const cpuUs = peer.pid !== undefined && cpuBefore ? cpuBetween(cpuBefore, readCpu(peer.pid)) / 1_000 : undefined;
  const foreignMs = readCoreBusyMs(proxyCore) - coreBusyBeforeMs - (cpuUs ?? 0) / 1_000;
  const wholeMs = performance.now() - startMs;
  // The kernel counts in ticks of 10 ms, which say nothing about a moment.
  const foreignCpuPercent = wholeMs < 1_000 ? 0 : Math.max(0, (foreignMs / wholeMs) * 100);
  const closedAfterMs = await waitForNoStreams(upstreamPort, abortLimitMs);
  const statsAfter = await readStats(upstreamPort);
  if (!countsErrors) checkReport(scenario, peer, report, answerBytes, statsBefore, statsAfter);
  // What was left running must not weigh on the next candidate.
  if (statsAfter.openStreams > 0) await waitForNoStreams(upstreamPort, 10_000);
  const chunks = bodySpec.stream ? bodySpec.stream.events + 1 : undefined;
  const cpuPerRequestUs = cpuUs !== undefined && report.completed > 0 ? cpuUs / report.completed : undefined;
  return {
    requestsPerSecond: report.requestsPerSecond,
    cpuPerRequestUs,
    cpuPerChunkUs: cpuPerRequestUs !== undefined && chunks ? cpuPerRequestUs / chunks : undefined,
    p50Us: report.latencyUs?.p50,
    p99Us: report.latencyUs?.p99,
    firstByteP50Us: report.firstByteUs?.p50,
    firstByteP99Us: report.firstByteUs?.p99,
    largestGapMs: report.largestGapUs ? report.largestGapUs.max / 1_000 : undefined,
    stalledStreams: report.stalledStreams,
    errors: report.errors,
    leftOpen: shape.abort ? statsAfter.openStreams : undefined,
    closedAfterMs: shape.abort ? closedAfterMs : undefined,
    foreignCpuPercent,
  };
}

/** Figures of a run that went wrong are worse than none. */
function checkReport(
  scenario: ScenarioName,
  peer: Peer,
  report: LoadReport,
  answerBytes: number | undefined,
  before: UpstreamStats,
  after: UpstreamStats,
): void {
  const fault = (what: string) => new Error(`${scenario}, ${peer.name}: ${what}`);
  if (report.completed === 0) throw fault(`nothing was completed; ${report.firstError}`);
  if (report.errors > 0) throw fault(`${report.errors} errors of ${report.started}; first: ${report.firstError}`);
  // Identifiers and costs vary in length a little from answer to answer.
  if (answerBytes !== undefined && report.bodyBytesMin < answerBytes * 0.97) {
    throw fault(`an answer had ${report.bodyBytesMin} bytes where the verified one had ${answerBytes}`);
  }
  // Fewer would be answers from a cache, more would be hidden retries.
  const asked = after.requests - before.requests;
  if (asked < report.completed || asked > report.completed + report.reconnects) {
    throw fault(`${report.completed} answers but ${asked} requests at the upstream`);
  }
}
