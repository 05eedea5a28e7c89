import { spawnSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { binary } from "./native.ts";

export interface CpuReading {
  pids: readonly number[];
  cpuNs: number;
}

/** CPU time used so far by a process and all its descendants, all threads included. */
export function readCpu(rootPid: number): CpuReading {
  const pids = processTree(rootPid);
  const { status, stdout, stderr } = spawnSync(binary("cputime"), pids.map(String), { encoding: "utf8" });
  if (status !== 0) throw new Error(`cputime: ${stderr}`);
  return { pids, cpuNs: Number(stdout) };
}

/** A child that started in between counts from zero; one that ended took its figure along, so the sample is void. */
export function cpuBetween(before: CpuReading, after: CpuReading): number {
  const lost = before.pids.filter((pid) => !after.pids.includes(pid));
  if (lost.length > 0) throw new Error(`processes ${lost.join(", ")} ended during a sample`);
  return after.cpuNs - before.cpuNs;
}

/** Milliseconds that a core has been busy since boot, interrupts and time stolen by the hypervisor included. */
export function readCoreBusyMs(core: number): number {
  const line = new RegExp(`^cpu${core} (.*)$`, "m").exec(readFileSync("/proc/stat", "utf8"))?.[1];
  if (line === undefined) throw new Error(`/proc/stat knows no core ${core}`);
  const [user = 0, nice = 0, system = 0, , , interrupts = 0, softInterrupts = 0, stolen = 0] = line
    .split(" ")
    .map(Number);
  // A tick is 10 ms on every Linux architecture Node runs on.
  return (user + nice + system + interrupts + softInterrupts + stolen) * 10;
}

export interface MemoryReading {
  rssMb: number;
  peakMb: number;
}

/** Resident memory now and at its highest, summed over the process tree (pages shared within it count more than once). */
export function readMemory(rootPid: number): MemoryReading {
  let rssKb = 0;
  let peakKb = 0;
  for (const pid of processTree(rootPid)) {
    const status = readFileSync(`/proc/${pid}/status`, "utf8");
    rssKb += Number(/^VmRSS:\s+(\d+)/m.exec(status)?.[1] ?? 0);
    peakKb += Number(/^VmHWM:\s+(\d+)/m.exec(status)?.[1] ?? 0);
  }
  return { rssMb: rssKb / 1024, peakMb: peakKb / 1024 };
}

function processTree(rootPid: number): number[] {
  const childrenOf = new Map<number, number[]>();
  for (const entry of readdirSync("/proc")) {
    const pid = Number(entry);
    if (!Number.isInteger(pid)) continue;
    const parentPid = readParentPid(pid);
    if (parentPid === undefined) continue;
    childrenOf.set(parentPid, [...(childrenOf.get(parentPid) ?? []), pid]);
  }
  const tree = [rootPid];
  for (const pid of tree) tree.push(...(childrenOf.get(pid) ?? []));
  return tree;
}

function readParentPid(pid: number): number | undefined {
  try {
    // The command name in parentheses may hold spaces; state and parent follow the last parenthesis.
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    return Number(stat.slice(stat.lastIndexOf(")") + 2).split(" ")[1]);
  } catch {
    return undefined;
  }
}
