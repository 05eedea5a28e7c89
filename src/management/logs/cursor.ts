import { z } from "zod";
import { fail } from "../../errors/gateway-error.ts";

/** The last row of a page: the next one goes on after it, whatever has been inserted meanwhile. */
export interface Position {
  readonly timestamp: Date;
  readonly recordId: string;
}

const shape = z.tuple([z.int().min(-8.64e15).max(8.64e15), z.string().max(512)]);

/** A position as text that callers hand back unread. */
export function encodeCursor({ timestamp, recordId }: Position): string {
  return Buffer.from(JSON.stringify([timestamp.getTime(), recordId])).toString("base64url");
}

/** The position of a cursor; what is not one of ours is the caller's mistake. */
export function decodeCursor(cursor: string): Position {
  try {
    const [timestampMs, recordId] = shape.parse(JSON.parse(Buffer.from(cursor, "base64url").toString("utf8")));
    return { timestamp: new Date(timestampMs), recordId };
  } catch (cause) {
    throw fail("invalid_parameters", { message: "cursor: not a cursor of this list", param: "cursor", cause });
  }
}
