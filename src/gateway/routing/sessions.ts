import type { IncomingHttpHeaders } from "node:http";
import { BoundedMap } from "../../bounded-map.ts";
import type { JsonObject } from "../../dialects/dialect.ts";

const MAX_SESSIONS = 50_000;
const MAX_ID_CHARS = 256;

/** Headers that name a session: the gateway's own, then those that coding clients send. */
const HEADERS = ["x-session-id", "x-claude-code-session-id", "session_id", "session-id", "conversation_id"];

/** What a session was answered by last. */
export interface Seat {
  /** `provider/model`. */
  readonly label: string;
  /** Tokens of the conversation, which a provider's prompt cache may hold. */
  readonly tokens: number;
  readonly atMs: number;
}

/** Who answers which session, so that a conversation stays where its prompt is cached. */
export class Sessions {
  readonly #ttlMs: number;
  readonly #seats = new BoundedMap<string, Seat>(MAX_SESSIONS);

  /** `ttlMs` 0 keeps nothing. */
  constructor(ttlMs: number) {
    this.#ttlMs = ttlMs;
  }

  get(key: string, nowMs: number): Seat | undefined {
    const seat = this.#seats.get(key);
    return seat !== undefined && nowMs - seat.atMs < this.#ttlMs ? seat : undefined;
  }

  set(key: string, seat: Seat): void {
    if (this.#ttlMs > 0) this.#seats.set(key, seat);
  }
}

/** The session that a request belongs to, as its caller names it: by header, else by the fields that clients fill. */
export function sessionIdOf(headers: IncomingHttpHeaders, body: JsonObject): string | undefined {
  for (const name of HEADERS) {
    const value = headers[name];
    if (typeof value === "string" && value !== "") return value.slice(0, MAX_ID_CHARS);
  }
  return sessionOfMetadata(body["metadata"]) ?? sane(body["prompt_cache_key"]);
}

/**
 * Claude Code puts its session into `metadata.user_id`: behind `_session_`, or in newer versions as a member of JSON
 * text. A plain user id is no session.
 */
function sessionOfMetadata(metadata: unknown): string | undefined {
  if (typeof metadata !== "object" || metadata === null) return undefined;
  const { user_id: userId } = metadata as Readonly<Record<string, unknown>>;
  if (typeof userId !== "string" || userId.length > 4 * MAX_ID_CHARS) return undefined;
  const at = userId.lastIndexOf(MARK);
  if (at >= 0) return sane(userId.slice(at + MARK.length));
  if (!userId.startsWith("{")) return undefined;
  try {
    return sane((JSON.parse(userId) as Readonly<Record<string, unknown>>)["session_id"]);
  } catch {
    return undefined;
  }
}

const MARK = "_session_";

function sane(value: unknown): string | undefined {
  return typeof value === "string" && value !== "" ? value.slice(0, MAX_ID_CHARS) : undefined;
}
