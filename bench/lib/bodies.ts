import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { buildDir } from "./paths.ts";

export interface StreamSpec {
  events: number;
  /** 0: all events in one write. */
  paceMs: number;
}

export interface BodySpec {
  name: string;
  approximateBytes: number;
  stream?: StreamSpec;
}

export interface RequestBody {
  file: string;
  text: string;
}

interface Message {
  role: "system" | "user" | "assistant";
  content: string;
}

const sentences = [
  "Our service keeps a queue of jobs in Postgres and we see rows locked longer than a second under load.",
  'Here is the part of the log that looks odd:\n\n```\n2026-03-01T10:14:22Z WARN pool "exhausted" waiting=12\n```\n',
  "I would first check whether the transaction also covers the call to the mail provider — that one is slow.",
  "Could you show the query plan? `EXPLAIN (ANALYZE, BUFFERS)` tells whether the index on `state, run_at` is used.",
  "Seq Scan on jobs  (cost=0.00..18334.00 rows=1000 width=244) (actual time=0.012..88.114 rows=1000 loops=1)",
  "That explains it: the planner expects 1000 rows, so it reads the whole table; a partial index would help.",
  "Größere Mandanten trifft es stärker, weil ihre Aufträge in einem Schub kommen.",
  "function next(limit: number) {\n\treturn sql`select * from jobs where state = 'ready' limit $1 for update skip locked`;\n}",
  "Would raising the pool from 10 to 20 be enough, or does it only move the wall a little further away?",
  "It moves the wall. Keep the pool, shorten the transaction, and let the workers take jobs in batches of 50.",
];

/**
 * A conversation of many turns rather than one long string, since that is what long requests look like and what JSON
 * parsers are slow on. The first message starts with the marker by which the fake upstream picks its answer.
 */
export function writeBody(spec: BodySpec, model: string): RequestBody {
  const answer = spec.stream ? `stream-${spec.stream.events}-${spec.stream.paceMs}` : "json";
  const messages: Message[] = [
    { role: "system", content: `bench:${answer} You are a careful assistant for database questions. Answer briefly.` },
  ];
  const render = () =>
    JSON.stringify({
      model,
      messages,
      temperature: 0.7,
      max_tokens: 512,
      user: "customer-4711",
      ...(spec.stream ? { stream: true } : {}),
    });
  for (let turn = 0; render().length < spec.approximateBytes; turn++) {
    // Turns of one to four sentences; a step that shares no divisor with the list walks through all of them.
    const content = Array.from({ length: 1 + (turn % 4) }, (_, i) => sentences[(turn * 3 + i) % sentences.length]).join(
      " ",
    );
    messages.push({ role: turn % 2 === 0 ? "user" : "assistant", content });
  }
  const last = messages.at(-1);
  if (last)
    last.content = last.content.slice(0, Math.max(1, last.content.length + spec.approximateBytes - render().length));
  mkdirSync(join(buildDir, "bodies"), { recursive: true });
  const file = join(buildDir, "bodies", `${spec.name}.${model.replaceAll("/", "_")}.json`);
  const text = render();
  writeFileSync(file, text);
  return { file, text };
}
