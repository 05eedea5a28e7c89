import type { RequestBody, StreamSpec } from "./bodies.ts";
import type { Peer } from "./peer.ts";

/** From `native/answers.h`: what a right answer says. */
const expectedText = "A gateway stands between your applications and the model providers.";
const expectedTotalTokens = 312;

/** Body bytes of a right answer, against which every measured answer is compared. */
export async function verifyAnswer(peer: Peer, body: RequestBody, stream: StreamSpec | undefined): Promise<number> {
  const startMs = performance.now();
  const response = await fetch(`http://127.0.0.1:${peer.port}/v1/chat/completions`, {
    method: "POST",
    headers: { "content-type": "application/json", ...peer.headers },
    body: body.text,
    signal: AbortSignal.timeout(15_000),
  });
  const text = stream ? await readStream(peer, response, stream, startMs) : await response.text();
  if (response.status !== 200) throw wrong(peer, `status ${response.status}`, text);
  if (stream) checkEvents(peer, text, stream);
  else checkCompletion(peer, text);
  return Buffer.byteLength(text);
}

async function readStream(peer: Peer, response: Response, stream: StreamSpec, startMs: number): Promise<string> {
  const decoder = new TextDecoder();
  let text = "";
  let firstByteMs: number | undefined;
  for await (const part of response.body ?? []) {
    firstByteMs ??= performance.now() - startMs;
    text += decoder.decode(part, { stream: true });
  }
  const wholeMs = stream.events * stream.paceMs;
  // A proxy that collects the stream before passing it on would look cheap and be useless.
  if (wholeMs > 0 && firstByteMs !== undefined && firstByteMs > wholeMs / 2) {
    throw wrong(peer, `the first byte of a ${wholeMs} ms stream came after ${Math.round(firstByteMs)} ms`, text);
  }
  return text;
}

function checkCompletion(peer: Peer, text: string): void {
  const answer = parse(peer, text);
  if (!answer.choices?.[0]?.message?.content?.startsWith(expectedText)) throw wrong(peer, "other content", text);
  if (answer.usage?.total_tokens !== expectedTotalTokens) throw wrong(peer, "other usage", text);
}

function checkEvents(peer: Peer, text: string, stream: StreamSpec): void {
  const events = text
    .split(/\r?\n/)
    .filter((line) => line.startsWith("data: "))
    .map((line) => line.slice("data: ".length));
  if (events.pop() !== "[DONE]") throw wrong(peer, "the stream does not end with [DONE]", text.slice(-300));
  const choices = events.map((event) => parse(peer, event).choices?.[0]);
  const withContent = choices.filter((choice) => choice?.delta?.content).length;
  if (withContent !== stream.events) throw wrong(peer, `${withContent} of ${stream.events} content chunks`, text);
  if (!choices.some((choice) => choice?.finish_reason === "stop"))
    throw wrong(peer, "no finish chunk", text.slice(-300));
}

interface Completion {
  choices?: { message?: { content?: string }; delta?: { content?: string }; finish_reason?: string | null }[];
  usage?: { total_tokens?: number };
}

function parse(peer: Peer, text: string): Completion {
  try {
    return JSON.parse(text) as Completion;
  } catch {
    throw wrong(peer, "not JSON", text);
  }
}

function wrong(peer: Peer, what: string, text: string): Error {
  return new Error(`${peer.name} does not answer as it must: ${what}\n${text.slice(0, 600)}`);
}
