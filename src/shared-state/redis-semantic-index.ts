import { type MemoryIndexBounds, MemorySemanticIndex } from "../gateway/caching/semantic/memory-semantic-index.ts";
import type {
  Candidate,
  Judgement,
  NearestOptions,
  PurgeSelector,
  SemanticEntry,
  SemanticIndex,
  Space,
} from "../gateway/caching/semantic/semantic-index.ts";
import { isConnected, type RedisClient } from "./open-redis.ts";
import { readSemanticEvent, writeSemanticEvent } from "./semantic-events.ts";

/** How much of a scope's log is kept; what was added before is forgotten by processes that start later. */
const LOG_LENGTH = 1_000;
/** How much of a log one lookup reads: a process that is far behind catches up over several. */
const READ_MAX = 256;
/** Marks of how far logs were read. They are small; forgetting one costs reading its log again. */
const MARKS_MAX = 10_000;

interface Mark {
  readonly generation: string;
  /** The log's last event that was read. */
  readonly id: string;
}

/**
 * An index that all replicas share. Each scope has a log (a Redis stream) of what was added, learned and removed; every
 * process keeps a mirror in memory, and a lookup brings it up to date in one round trip. A purge begins a new generation
 * of the tenant's logs; the old ones expire. A tenant's keys have one hash tag, so they live on one node of a cluster.
 * Without a connection nothing is found and nothing is kept.
 */
export class RedisSemanticIndex implements SemanticIndex {
  readonly #redis: RedisClient;
  readonly #mirror: MemorySemanticIndex;
  /** Key of a log without its generation → how far it was read. */
  readonly #marks = new Map<string, Mark>();

  constructor(redis: RedisClient, bounds: Partial<MemoryIndexBounds> = {}) {
    this.#redis = redis;
    // A scope that the mirror forgot is read from the beginning when it is asked for again.
    this.#mirror = new MemorySemanticIndex(bounds, (space) => this.#marks.delete(markName(space)));
  }

  async nearest(space: Space, vector: Float32Array, options: NearestOptions): Promise<readonly Candidate[]> {
    if (!isConnected(this.#redis)) return [];
    try {
      await this.#catchUp(space);
    } catch {
      return [];
    }
    return this.#mirror.nearest(space, vector, options);
  }

  async add(entry: SemanticEntry): Promise<void> {
    await this.#append(entry, writeSemanticEvent({ kind: "add", entry }), entry.expiresAtMs - entry.storedAtMs);
  }

  async judge(space: Space, id: string, { floor, falseHits }: Judgement): Promise<void> {
    this.#mirror.judge(space, id, { floor, falseHits });
    await this.#append(space, writeSemanticEvent({ kind: "judge", id, floor, falseHits }));
  }

  async remove(space: Space, id: string): Promise<void> {
    // Here at once: the log may be gone with what the server lost.
    this.#mirror.remove(space, id);
    await this.#append(space, writeSemanticEvent({ kind: "remove", id }));
  }

  /**
   * Logs cannot be searched by project or model: everything of the tenant goes, which is never too little. Rejects
   * without a connection, since the other replicas would go on answering.
   */
  async purge({ tenant }: PurgeSelector): Promise<number> {
    await this.#redis.incr(generationKey(tenant));
    return this.#mirror.purge({ tenant });
  }

  async #catchUp(space: Space): Promise<void> {
    const mark: Mark = this.#marks.get(markName(space)) ?? { generation: "0", id: "-" };
    const [generation, events] = await this.#read(space, mark);
    if (generation === mark.generation) return this.#apply(space, mark, events);
    this.#mirror.forget(space);
    const fresh: Mark = { generation, id: "-" };
    this.#apply(space, fresh, (await this.#read(space, fresh))[1]);
  }

  /** The tenant's generation, and what came after a mark. */
  async #read(space: Space, { generation, id }: Mark): Promise<readonly [string, readonly LogEvent[]]> {
    const [current, events] = await Promise.all([
      this.#redis.get(generationKey(space.tenant)),
      this.#redis.xrange(logKey(space, generation), id === "-" ? id : `(${id}`, "+", "COUNT", READ_MAX),
    ]);
    return [current ?? "0", events];
  }

  #apply(space: Space, { generation, id }: Mark, events: readonly LogEvent[]): void {
    for (const [, fields] of events) {
      const event = readSemanticEvent(space, fields[1] ?? "");
      if (event?.kind === "add") this.#mirror.add(event.entry);
      else if (event?.kind === "judge") this.#mirror.judge(space, event.id, event);
      else if (event?.kind === "remove") this.#mirror.remove(space, event.id);
    }
    const name = markName(space);
    this.#marks.delete(name);
    this.#marks.set(name, { generation, id: events.at(-1)?.[0] ?? id });
    if (this.#marks.size > MARKS_MAX) this.#marks.delete(this.#marks.keys().next().value ?? "");
  }

  async #append(space: Space, event: string, ttlMs?: number): Promise<void> {
    if (!isConnected(this.#redis)) return;
    const generation = (await this.#redis.get(generationKey(space.tenant))) ?? "0";
    const key = logKey(space, generation);
    if (ttlMs === undefined) {
      // Nothing is learned of entries whose log has expired: it would begin one that never ends.
      await this.#redis.xadd(key, "NOMKSTREAM", "MAXLEN", "~", LOG_LENGTH, "*", "e", event);
      return;
    }
    const commands = this.#redis.multi().xadd(key, "MAXLEN", "~", LOG_LENGTH, "*", "e", event);
    // The log lives as long as its longest entry: set where there is no end, and moved to a later one only.
    const results = await commands.pexpire(key, ttlMs, "NX").pexpire(key, ttlMs, "GT").exec();
    // Servers before 7.0 know neither NX nor GT here; a log must not stay for ever.
    if (results?.some(([error]) => error !== null)) await this.#redis.pexpire(key, ttlMs);
  }
}

type LogEvent = readonly [id: string, fields: readonly string[]];

const markName = ({ tenant, scope }: Space): string => `${tenant} ${scope}`;
const generationKey = (tenant: string): string => `llmgw:{${tenant}}:semantic:generation`;
const logKey = ({ tenant, scope }: Space, generation: string): string =>
  `llmgw:{${tenant}}:semantic:${generation}:${scope}`;
