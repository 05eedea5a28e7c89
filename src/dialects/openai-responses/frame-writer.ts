import type { JsonObject } from "../dialect.ts";

/** Numbers the frames of one stream, and keeps the items that are done. */
export class FrameWriter {
  readonly items: JsonObject[] = [];
  #next = 0;

  /** The number of the next frame. */
  get next(): number {
    return this.#next;
  }

  /** One frame; `members` is the JSON text of its members after the number. */
  frame(type: string, members: string): string {
    return `event: ${type}\ndata: {"type":"${type}","sequence_number":${this.#next++},${members}}\n\n`;
  }

  /** An item begins; there is one at a time. Gives the frame and the members by which its other events name it. */
  added(item: JsonObject): { readonly frame: string; readonly place: string } {
    const index = this.items.length;
    const frame = this.frame("response.output_item.added", `"output_index":${index},"item":${JSON.stringify(item)}`);
    return { frame, place: `"item_id":${JSON.stringify(item["id"])},"output_index":${index}` };
  }

  /** The item that began last is done. */
  done(item: JsonObject): string {
    const members = `"output_index":${this.items.length},"item":${JSON.stringify(item)}`;
    this.items.push(item);
    return this.frame("response.output_item.done", members);
  }
}
