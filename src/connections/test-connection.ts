import { dialectById } from "../dialects/registry.ts";
import type { Proof } from "../gateway/upstream/signing/make-signer.ts";
import { SigningError } from "../gateway/upstream/signing/signer.ts";
import { scrub } from "../observability/log.ts";
import type { Auth, Provider } from "../providers/provider.ts";
import type { TestVerdict } from "../store/sql/tables/provider-keys.ts";
import type { HttpAnswer, HttpRequest, Send } from "./send.ts";
import { authorised, type Fields, listedModels, type Subject, testCalls } from "./test-calls.ts";
import { type Finding, findingOf, findingOfFailure } from "./verdict.ts";

/** What a test needs from outside. */
export interface TestConnectionDeps {
  /** Must be guarded against private addresses: base URLs are users'. */
  readonly send: Send;
  /** Milliseconds that only grow. */
  now(): number;
  proofOf(auth: Auth, fields: Fields): Proof;
  /** Native names of a provider's conversation models, the cheapest first. */
  modelsOf(providerId: string): readonly string[];
  readonly timeoutMs?: number;
}

/** What a test of a connection found. */
export interface ConnectionTest {
  readonly verdict: TestVerdict;
  /** One sentence for people; never holds a secret of the credential. */
  readonly message: string;
  /** Of the call that decided; null when there was no answer. */
  readonly latencyMs: number | null;
}

const TIMEOUT_MS = 15_000;
/** Models that a list names and that hold no conversations. */
const NO_CHAT = /embed|whisper|tts|rerank|image|moderation|dall-e|audio|transcri|guard/i;
/** Nobody's: a provider that says that it does not have it has accepted the key. */
const NO_MODEL = "connection-test";

/**
 * Tries a connection with real, cheap calls. The list of models costs nothing and is asked for first; where it is open
 * to everybody it proves nothing about the key, and where it is closed to this key others may be open: then a
 * conversation of one token decides. Never throws for what the other side does.
 */
export async function testConnection(subject: Subject, deps: TestConnectionDeps): Promise<ConnectionTest> {
  const { send, now, timeoutMs = TIMEOUT_MS } = deps;
  const signal = AbortSignal.timeout(timeoutMs);
  let latencyMs: number | null = null;
  const call: Call = async (request) => {
    const startedMs = now();
    const answer = await send(request, signal);
    latencyMs = Math.round(now() - startedMs);
    return answer;
  };
  let finding: Finding;
  try {
    finding = await examine(subject, deps, call);
  } catch (error) {
    latencyMs = null;
    finding = error instanceof SigningError ? findingOfSigning(error) : findingOfFailure(error, signal.aborted);
  }
  return { verdict: finding.verdict, message: withoutSecrets(finding.message, subject), latencyMs };
}

type Call = (request: HttpRequest) => Promise<HttpAnswer>;

const WORKS: Finding = { verdict: "ok", message: "The key works." };

async function examine(subject: Subject, deps: TestConnectionDeps, call: Call): Promise<Finding> {
  const { provider } = subject;
  const calls = testCalls(subject);
  const proof = deps.proofOf(provider.auth, subject.fields);
  let listed: readonly string[] = [];
  let listFinding: Finding | null = null;
  if (calls.list !== null) {
    const answer = await call(await authorised(calls.list, proof));
    const models = answer.status === 200 ? listedModels(answer.text) : null;
    if (models === null) {
      listFinding = refusal(provider, answer);
      if (!isOpenQuestion(listFinding, answer)) return listFinding;
    } else {
      if (secretsOf(subject).length === 0) return { verdict: "ok", message: "The server answers." };
      if ((await call(calls.list)).status !== 200) return WORKS;
      listed = models;
    }
  }
  const request = calls.chat(modelFor(provider, listed, deps));
  if (request === null) return listFinding ?? { verdict: "error", message: "This provider cannot be tested." };
  const answer = await call(await authorised(request, proof));
  if (answer.status === 200 && /^\s*\{/.test(answer.text)) return WORKS;
  return refusal(provider, answer);
}

/** Without a list, or with one that this key may not read, conversations may still be open. */
function isOpenQuestion({ verdict }: Finding, { status }: HttpAnswer): boolean {
  return verdict === "no_permission" || status === 404 || status === 405;
}

/** What an answer means that is not the hoped for. */
function refusal(provider: Provider, answer: HttpAnswer): Finding {
  if (answer.status >= 200 && answer.status < 300) {
    return {
      verdict: "wrong_url",
      message: "The server answers, but not as this provider's API does. Check the base URL.",
    };
  }
  const dialect = provider.speaks.find((one) => one.operation === "chat")?.dialect ?? provider.speaks[0]?.dialect;
  if (dialect === undefined) return { verdict: "error", message: `The server answered with status ${answer.status}.` };
  return findingOf(answer, dialectById(dialect).readError(answer.status, answer.text.slice(0, 65_536)));
}

/** The cheapest model that the key can see, else the cheapest known, else the first that it can see. */
function modelFor(provider: Provider, listed: readonly string[], deps: TestConnectionDeps): string {
  const known = deps.modelsOf(provider.id);
  const seen = new Set(listed);
  return known.find((model) => seen.has(model)) ?? known[0] ?? listed.find((model) => !NO_CHAT.test(model)) ?? NO_MODEL;
}

function findingOfSigning(error: SigningError): Finding {
  return { verdict: error.kind === "credential" ? "bad_key" : "unreachable", message: error.message };
}

function secretsOf({ provider, fields }: Subject): readonly string[] {
  return provider.credential.filter((field) => field.secret).flatMap((field) => fields[field.name] ?? []);
}

/** Vendors quote what they were sent. */
function withoutSecrets(message: string, subject: Subject): string {
  let text = message;
  for (const secret of secretsOf(subject)) if (secret.length >= 4) text = text.replaceAll(secret, "…");
  return scrub(text);
}
