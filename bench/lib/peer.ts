import type { MemoryReading } from "./accounting.ts";

export const peerNames = ["direct", "nginx", "portkey", "gateway"] as const;
export type PeerName = (typeof peerNames)[number];

/** What a client of the provider itself sends; only the gateway has names and keys of its own. */
export const plainModel = "gpt-4o-mini";
export const upstreamKey = "Bearer sk-bench";

/** A running candidate. */
export interface Peer {
  name: PeerName;
  /** What exactly was measured, for the results block. */
  version: string;
  port: number;
  headers: Record<string, string>;
  model: string;
  /** Root of the processes whose CPU and memory count; none for the direct path. */
  pid: number | undefined;
  idleMemory?: MemoryReading;
}

/** The peer cannot run on this machine (not installed, not built): left out by default, an error when asked for. */
export class PeerUnavailableError extends Error {}
