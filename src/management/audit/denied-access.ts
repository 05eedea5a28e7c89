import type { Context, MiddlewareHandler } from "hono";
import { routePath } from "hono/route";
import type { Clock } from "../../store/clock.ts";
import type { Log } from "../../store/log.ts";
import { toManagementError } from "../http/guards.ts";
import { createRateBound } from "../http/rate-bound.ts";
import type { ManagementEnv } from "../http/types.ts";
import type { Audit } from "./audit.ts";
import { auditFacts } from "./facts.ts";

const WINDOW_MS = 60_000;
const ACTOR_EVENTS_MAX = 10;
const CHAIN_EVENTS_MAX = 30;

/**
 * Records attempts that were refused: no session (401), too low a role (403), and objects that do not exist for the
 * caller (404), among which are those of other organizations. A flood is bounded by caller and by organization; how
 * many were left out is told by the next event of the same caller.
 */
export function recordDenied(options: {
  readonly audit: Audit;
  readonly clock: Clock;
  readonly log: Log;
}): MiddlewareHandler<ManagementEnv> {
  const { audit, clock, log } = options;
  const actors = createRateBound({ clock, countMax: ACTOR_EVENTS_MAX, windowMs: WINDOW_MS });
  const chains = createRateBound({ clock, countMax: CHAIN_EVENTS_MAX, windowMs: WINDOW_MS });

  const record = async (c: Context<ManagementEnv>, refusal: Refusal): Promise<void> => {
    const facts = auditFacts(c);
    const organizationId = await organizationOf(c);
    const ofActor = actors.take(facts.actor.id ?? facts.clientIp ?? "unknown");
    const ofChain = ofActor === null ? null : chains.take(organizationId ?? "platform");
    if (ofActor === null || ofChain === null) return;
    const suppressed = ofActor + ofChain;
    await audit.record({
      ...facts,
      organizationId,
      action: "access.denied",
      outcome: "denied",
      // As it is declared, with its parameters apart: a path may hold a secret, and names tell which are.
      target: { kind: "route", id: `${c.req.method} ${routePath(c, -1)}` },
      after: { ...refusal, ...paramsOf(c), ...(suppressed > 0 ? { suppressed } : {}) },
    });
  };

  return async (c, next) => {
    await next();
    const refusal = refusalOf(c);
    if (refusal === null) return;
    try {
      await record(c, refusal);
    } catch (error) {
      // The refusal itself stands, whether or not it could be written down.
      log.warn({ error: String(error), requestId: c.var.requestId }, "a refused access could not be recorded");
    }
  };
}

function paramsOf(c: Context<ManagementEnv>): { readonly params?: Readonly<Record<string, string>> } {
  const params = c.req.param() as Record<string, string>;
  return Object.keys(params).length === 0 ? {} : { params };
}

interface Refusal {
  readonly status: number;
  readonly reason: string;
}

function refusalOf(c: Context<ManagementEnv>): Refusal | null {
  if (c.error === undefined) return null;
  const { status, code } = toManagementError(c.error);
  const known = c.get("principal") !== undefined;
  // Sign-ins that fail are recorded where they are checked.
  const denied = code === "unauthenticated" || status === 403 || (status === 404 && known);
  return denied ? { status, reason: code } : null;
}

/** Whose log it belongs into: of the caller's organizations the one that they named, or the only one. */
async function organizationOf(c: Context<ManagementEnv>): Promise<string | null> {
  const principal = c.get("principal") as ManagementEnv["Variables"]["principal"] | undefined;
  const own = (principal?.memberships ?? []).map((each) => each.organizationId);
  if (own.length <= 1) return own[0] ?? null;
  const named = [c.req.query("organizationId"), ...c.req.path.split("/"), await namedInBody(c)];
  return own.find((each) => named.includes(each)) ?? null;
}

async function namedInBody(c: Context<ManagementEnv>): Promise<string | undefined> {
  try {
    const body: unknown = await c.req.json();
    const named = typeof body === "object" && body !== null && "organizationId" in body ? body.organizationId : null;
    return typeof named === "string" ? named : undefined;
  } catch {
    return undefined;
  }
}
