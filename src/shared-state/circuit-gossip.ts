import { z } from "zod";
import type { CircuitEvent, ToldCircuit } from "../gateway/health/breaker.ts";
import { createId } from "../ids.ts";
import { isConnected, type RedisClient } from "./open-redis.ts";

export interface CircuitGossipOptions {
  readonly redis: RedisClient;
  /** Takes over what another replica found out. */
  readonly adopt: (key: string, told: ToldCircuit, nowMs: number) => void;
  readonly now: () => number;
}

const CHANNEL = "llmgw:circuits";
/** Open circuits by name, for replicas that start. */
const OPEN = "llmgw:circuits:open";
const OPEN_TTL_MS = 600_000;
/** Longer names are a caller's invention: they stay with this process. */
const MAX_KEY_CHARS = 512;

const messageSchema = z.object({
  from: z.string(),
  key: z.string().max(MAX_KEY_CHARS),
  to: z.enum(["closed", "open", "half-open"]),
  reason: z.string().nullable(),
  restMs: z.number().min(0),
  atMs: z.number(),
});

/**
 * Tells other replicas of circuits that open, are probed or close, and takes over what they tell. Each replica still
 * decides from its own knowledge and at once; what the others know arrives a moment later. While Redis is away each is
 * on its own.
 */
export class CircuitGossip {
  readonly #options: CircuitGossipOptions;
  readonly #id = createId("rec");
  readonly #subscriber: RedisClient;

  constructor(options: CircuitGossipOptions) {
    this.#options = options;
    this.#subscriber = options.redis.duplicate({ enableOfflineQueue: true, commandTimeout: 5_000 });
    this.#subscriber.on("error", () => {});
    this.#subscriber.on("message", (_channel: string, text: string) => this.#hear(text));
    // After each connection anew, as nobody knows what was missed.
    this.#subscriber.on("ready", () => void this.#catchUp());
    this.#subscriber.subscribe(CHANNEL).catch(() => {});
  }

  /** Tells a change of this process's circuits. Never throws, and nobody waits for it. */
  tell({ key, to, reason, restMs, atMs }: CircuitEvent): void {
    const { redis } = this.#options;
    if (!isConnected(redis) || key.length > MAX_KEY_CHARS) return;
    const text = JSON.stringify({ from: this.#id, key, to, reason, restMs, atMs });
    const kept = to === "closed" ? redis.hdel(OPEN, key) : redis.hset(OPEN, key, text);
    const all = [kept, redis.pexpire(OPEN, OPEN_TTL_MS), redis.publish(CHANNEL, text)];
    for (const one of all) one.catch(() => {});
  }

  close(): void {
    this.#subscriber.disconnect();
  }

  async #catchUp(): Promise<void> {
    try {
      const open = await this.#options.redis.hgetall(OPEN);
      for (const text of Object.values(open)) this.#hear(text);
    } catch {
      // The next connection tries again; meanwhile this process finds out by itself.
    }
  }

  #hear(text: string): void {
    const told = read(text);
    if (told === undefined || told.from === this.#id) return;
    const nowMs = this.#options.now();
    // Clocks of replicas differ a little; what is over by more than its rest is old.
    const leftMs = told.to === "closed" ? 0 : told.atMs + told.restMs - nowMs;
    if (told.to !== "closed" && leftMs <= 0) return;
    this.#options.adopt(told.key, { to: told.to, reason: told.reason, restMs: leftMs }, nowMs);
  }
}

function read(text: string): z.output<typeof messageSchema> | undefined {
  try {
    return messageSchema.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}
