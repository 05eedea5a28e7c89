import type { AuditLog } from "./chain.ts";

const COLUMNS = [
  "timestamp",
  "organizationId",
  "seq",
  "id",
  "actorKind",
  "actorId",
  "actor",
  "action",
  "outcome",
  "targetKind",
  "targetId",
  "target",
  "before",
  "after",
  "clientIp",
  "userAgent",
  "requestId",
  "prevHash",
  "hash",
] as const;

/** Events as one JSON document `{"auditLogs": […]}`, piece by piece. */
export async function* toJsonExport(batches: AsyncIterable<readonly AuditLog[]>): AsyncGenerator<string> {
  yield '{"auditLogs":[';
  let first = true;
  for await (const batch of batches) {
    const text = batch.map((event) => JSON.stringify(event)).join(",\n");
    yield first ? `\n${text}` : `,\n${text}`;
    first = false;
  }
  yield "\n]}\n";
}

/** Events as CSV (RFC 4180, UTF-8, a header line), piece by piece. */
export async function* toCsvExport(batches: AsyncIterable<readonly AuditLog[]>): AsyncGenerator<string> {
  yield `${COLUMNS.join(",")}\r\n`;
  for await (const batch of batches) yield batch.map((event) => `${csvLine(event)}\r\n`).join("");
}

function csvLine(event: AuditLog): string {
  const values: Readonly<Record<(typeof COLUMNS)[number], unknown>> = {
    timestamp: event.timestamp,
    organizationId: event.organizationId,
    seq: event.seq,
    id: event.id,
    actorKind: event.actor.kind,
    actorId: event.actor.id,
    actor: event.actor.label,
    action: event.action,
    outcome: event.outcome,
    targetKind: event.target?.kind,
    targetId: event.target?.id,
    target: event.target?.label,
    before: event.before,
    after: event.after,
    clientIp: event.clientIp,
    userAgent: event.userAgent,
    requestId: event.requestId,
    prevHash: event.prevHash,
    hash: event.hash,
  };
  return COLUMNS.map((column) => csvCell(values[column])).join(",");
}

/**
 * One cell. A text that a spreadsheet would run as a formula gets an apostrophe before it (OWASP, CSV injection):
 * actors, targets and user agents are chosen by strangers.
 */
export function csvCell(value: unknown): string {
  if (value === null || value === undefined) return "";
  if (typeof value === "number") return String(value);
  const text = typeof value === "string" ? value : JSON.stringify(value);
  const safe = /^[\s\0]*[=+\-@＝＋－＠]/.test(text) || /^[\t\r\n]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) || safe !== safe.trim() ? `"${safe.replaceAll('"', '""')}"` : safe;
}

const CONTENT_TYPE = { json: "application/json", csv: "text/csv; charset=utf-8; header=present" } as const;

/** A file whose pieces are read from the database as fast as the caller takes them. */
export function download(
  pieces: AsyncGenerator<string>,
  format: keyof typeof CONTENT_TYPE,
  name = "audit-log",
): Response {
  const encoder = new TextEncoder();
  const body = new ReadableStream<Uint8Array>({
    async pull(controller) {
      const { done, value } = await pieces.next();
      if (done === true) controller.close();
      else controller.enqueue(encoder.encode(value));
    },
    async cancel() {
      await pieces.return(undefined);
    },
  });
  const headers = {
    "content-type": CONTENT_TYPE[format],
    "content-disposition": `attachment; filename="${name}.${format}"`,
  };
  return new Response(body, { headers });
}
