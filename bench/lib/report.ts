import { readFileSync, writeFileSync } from "node:fs";
import { cpus } from "node:os";
import { join } from "node:path";
import type { MemoryReading } from "./accounting.ts";
import type { Options } from "./options.ts";
import { buildDir, readmeFile } from "./paths.ts";
import { type Peer, type PeerName, peerNames } from "./peer.ts";
import type { Results } from "./results.ts";
import { type Row, rows } from "./rows.ts";

export interface PeerMemory {
  peer: Peer;
  loaded: MemoryReading | undefined;
}

const none = "–";
const startMarker = "<!-- results:start -->";
const endMarker = "<!-- results:end -->";

export function renderReport(results: Results, memory: readonly PeerMemory[], options: Options): string {
  const header = ["measure", ...peerNames, "gateway ÷ nginx", "Portkey ÷ gateway", "bar"];
  const shown = rows.filter((row) => options.scenarios.includes(row.scenario));
  const lines = [
    header,
    header.map((_, i) => (i === 0 || i === header.length - 1 ? "---" : "--:")),
    ...shown.map((row) => renderRow(row, results)),
    ...memoryRows(memory),
  ];
  return [
    facts(memory, options),
    "",
    disturbance(results),
    "",
    ...lines.map((cells) => `| ${cells.join(" | ")} |`),
  ].join("\n");
}

function facts(memory: readonly PeerMemory[], options: Options): string {
  const processors = cpus();
  const versions = memory.map(({ peer }) => peer.version).join(", ");
  const day = new Date().toISOString().slice(0, 10);
  const rounds = options.rounds === 1 ? "one round" : `medians of ${options.rounds} alternating rounds`;
  return `${day}, Node ${process.versions.node}, ${rounds}, ${processors.length} cores (${processors[0]?.model.trim()}). Candidates: ${versions}.`;
}

function disturbance(results: Results): string {
  const { medianPercent, highestPercent } = results.disturbance();
  return `Other processes took ${medianPercent.toFixed(1)} % of the candidates' core in the median sample, ${highestPercent.toFixed(1)} % in the worst.`;
}

function renderRow(row: Row, results: Results): string[] {
  const value = (peer: PeerName) => results[row.aggregate](row.scenario, peer, row.metric);
  const figures = peerNames.map((peer) => format(value(peer), row));
  const ratio = (above: number | undefined, below: number | undefined) =>
    row.hasRatio ? quotient(above, below) : undefined;
  const timesNginx = ratio(value("gateway"), value("nginx"));
  const timesGateway = ratio(value("portkey"), value("gateway"));
  return [
    row.label,
    ...figures,
    timesNginx === undefined ? none : `${timesNginx.toFixed(2)}×`,
    timesGateway === undefined ? none : `${timesGateway.toFixed(timesGateway < 10 ? 2 : 1)}×`,
    renderBar(row, value("gateway"), timesNginx, timesGateway),
  ];
}

/** The bar, and whether the gateway meets it where both sides of the comparison were measured. */
function renderBar(row: Row, gateway: number | undefined, timesNginx?: number, timesGateway?: number): string {
  const { bar } = row;
  if (!bar) return "";
  const verdicts: boolean[] = [];
  const judge = (figure: number | undefined, limit: number | undefined) => {
    if (figure !== undefined && limit !== undefined) verdicts.push(figure <= limit);
  };
  judge(timesNginx, bar.maxTimesNginx);
  judge(timesGateway === undefined ? undefined : 1 / timesGateway, bar.maxShareOfPortkey);
  judge(gateway, bar.maxValue);
  if (verdicts.length === 0) return bar.text;
  return `${bar.text}: ${verdicts.every(Boolean) ? "met" : "**missed**"}`;
}

function memoryRows(memory: readonly PeerMemory[]): string[][] {
  const row = (label: string, read: (entry: PeerMemory) => number | undefined) => {
    const figures = peerNames.map((name) => {
      const entry = memory.find(({ peer }) => peer.name === name);
      return entry ? read(entry) : undefined;
    });
    const [, nginx, portkey, gateway] = figures;
    return [
      label,
      ...figures.map((figure) => figure?.toFixed(0) ?? none),
      quotient(gateway, nginx)?.toFixed(1).concat("×") ?? none,
      quotient(portkey, gateway)?.toFixed(2).concat("×") ?? none,
      "",
    ];
  };
  return [
    row("resident MB, idle after start", ({ peer }) => peer.idleMemory?.rssMb),
    row("resident MB after all load", ({ loaded }) => loaded?.rssMb),
    row("… at its highest", ({ loaded }) => loaded?.peakMb),
  ];
}

function quotient(above: number | undefined, below: number | undefined): number | undefined {
  return above === undefined || below === undefined || below === 0 ? undefined : above / below;
}

function format(value: number | undefined, { divisor = 1, digits = 1 }: Row): string {
  if (value === undefined) return none;
  return (value / divisor).toLocaleString("en-US", { minimumFractionDigits: digits, maximumFractionDigits: digits });
}

/** Every sample of the run, for whoever wants to see the spread. */
export function saveRaw(results: Results): void {
  writeFileSync(join(buildDir, "results.json"), `${JSON.stringify(results.samples, null, 2)}\n`);
}

export function writeReadme(report: string): void {
  const text = readFileSync(readmeFile, "utf8");
  const start = text.indexOf(startMarker);
  const end = text.indexOf(endMarker);
  if (start < 0 || end < start) throw new Error(`${readmeFile} has lost its results markers`);
  writeFileSync(readmeFile, `${text.slice(0, start + startMarker.length)}\n${report}\n${text.slice(end)}`);
}
