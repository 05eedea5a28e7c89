import type { ChatRequest } from "../../canonical/request.ts";
import type { UpstreamErrorKind } from "../../canonical/response.ts";
import { chatDialectById, dialectById } from "../../dialects/registry.ts";
import { textOfLatin1 } from "../../framing/latin1.ts";
import { Attempt } from "../attempts/attempt.ts";
import { isProvidersFault } from "../attempts/note-outcome.ts";
import type { Gateway } from "../gateway.ts";
import { type Credential, pathOf, type Target } from "../routing/target.ts";
import { isFailure, UpstreamAnswer } from "../upstream/answer.ts";

/** Longer ago, nobody waits for news of a model. */
const ASKED_WITHIN_MS = 24 * 60 * 60_000;
/** At most so many a round: each costs a few tokens. */
const MAX_A_ROUND = 50;

type ProbedGateway = Pick<Gateway, "clock" | "settings" | "snapshot" | "routing" | "breakers">;

/**
 * Asks every model that was called within a day, but not since `quietMs`, for one token with the platform's own key, so
 * that its health stays known. Gives the labels that were asked. Organizations' keys are never used for it.
 */
export async function probeQuiet(gateway: ProbedGateway, quietMs: number): Promise<string[]> {
  const nowMs = gateway.clock.now();
  const labels = [...gateway.routing.health.entries()]
    .filter(([, { success }]) => nowMs - success.atMs >= quietMs && nowMs - success.atMs < ASKED_WITHIN_MS)
    .map(([label]) => label)
    .slice(0, MAX_A_ROUND);
  const asked: string[] = [];
  for (const label of labels) if (await probe(gateway, label)) asked.push(label);
  return asked;
}

async function probe(gateway: ProbedGateway, label: string): Promise<boolean> {
  const target = targetOf(gateway, label);
  const credential = target?.credentials.find(({ paidBy }) => paidBy === "credits");
  if (target === undefined || credential === undefined || target.local !== undefined) return false;
  const beganAt = gateway.clock.monotonic();
  const kind = await faultOf(gateway, target, credential);
  const nowMs = gateway.clock.now();
  const ill = kind !== undefined && isProvidersFault(kind);
  gateway.routing.health.observeProbe(label, !ill, nowMs);
  const { circuit } = new Attempt(target, credential, [], beganAt);
  if (ill) gateway.breakers.failed(circuit, kind, nowMs);
  else {
    gateway.breakers.succeeded(circuit, nowMs);
    const totalMs = gateway.clock.monotonic() - beganAt;
    gateway.routing.health.observeAnswer(label, { totalMs, ttftMs: null, outputTokens: 1 }, nowMs);
  }
  return true;
}

function targetOf({ snapshot }: ProbedGateway, label: string): Target | undefined {
  const { publicView: view } = snapshot();
  const slash = label.indexOf("/");
  const connected = view.providers.get(label.slice(0, slash));
  const hit = view.catalog.find(label.slice(0, slash), label.slice(slash + 1));
  if (connected === undefined || hit === undefined || hit.model.operation !== "chat") return undefined;
  const wanted = { operation: "chat", wire: "openai-chat", avoid: undefined } as const;
  return view.targetOf({ connected, nativeId: hit.nativeId, hit }, wanted);
}

const PING: Omit<ChatRequest, "model"> = {
  stream: false,
  maxOutputTokens: 16,
  messages: [{ role: "user", blocks: [{ kind: "text", text: "Answer with: ok" }] }],
  unmapped: [],
};

/** What was wrong; undefined when it answered. */
async function faultOf(
  gateway: ProbedGateway,
  target: Target,
  credential: Credential,
): Promise<UpstreamErrorKind | undefined> {
  const dialect = chatDialectById(target.dialect);
  if (dialect === undefined) return undefined;
  try {
    const { body: json } = dialect.encodeRequest({ ...PING, model: target.nativeModel }, target.encode);
    const body = Buffer.from(JSON.stringify(json));
    const call = { origin: credential.origin, path: pathOf(target, credential, false), method: "POST", body } as const;
    const signed = (await credential.sign?.({ ...call, contentType: "application/json" })) ?? [];
    const upstream = new UpstreamAnswer({ tap: undefined, limits: gateway.settings });
    const headers = [...credential.headers, ...signed];
    const { headersTimeoutMs: headersTimeout, idleTimeoutMs: bodyTimeout } = gateway.settings;
    credential.dispatch({ ...call, headers, headersTimeout, bodyTimeout }, upstream);
    const answer = await upstream.opened;
    if (isFailure(answer)) return answer.error.kind;
    if (answer.kind !== "whole" || answer.status < 300) return undefined;
    return dialectById(target.dialect).readError(answer.status, textOfLatin1(answer.text)).kind;
  } catch {
    return "credential";
  }
}

/** Probes every so often until it is stopped; one round at a time. */
export function startProbes(gateway: ProbedGateway, everyMs: number): () => Promise<void> {
  let running: Promise<unknown> | null = null;
  const timer = setInterval(() => {
    running ??= probeQuiet(gateway, everyMs)
      .catch(() => {})
      .finally(() => {
        running = null;
      });
  }, everyMs);
  timer.unref();
  return async () => {
    clearInterval(timer);
    await running;
  };
}
