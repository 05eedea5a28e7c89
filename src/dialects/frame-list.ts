import type { JsonObject } from "./dialect.ts";
import { SlotList } from "./slot-list.ts";
import type { FrameText, FrameTexts, TextSlot } from "./text-slots.ts";

/** Makes the frame that carries a text. */
export type CarryFrame = (text: string) => JsonObject;

/** How a text in a frame is part of its channel. */
export interface ChannelMarks {
  readonly channel: string;
  readonly whole?: boolean;
  readonly json?: boolean;
  /** Absent for a text that never comes in pieces. */
  readonly carry?: CarryFrame;
}

type Listed = { -readonly [K in keyof FrameText]: FrameText[K] };

/** Which channels of a stream are open, and how each is carried on. */
export class Channels {
  /** Open channels, in the order they began. */
  readonly open = new Set<string>();
  readonly #carry = new Map<string, CarryFrame>();

  carried(channel: string, text: string): JsonObject | undefined {
    return this.#carry.get(channel)?.(text);
  }

  begin(channel: string, carry: CarryFrame | undefined): void {
    if (carry === undefined) return;
    this.open.add(channel);
    this.#carry.set(channel, carry);
  }
}

/** Gathers the texts of one frame. */
export class FrameList implements FrameTexts {
  readonly texts: Listed[] = [];
  ends: string[] | "all" = [];
  readonly #channels: Channels;

  constructor(channels: Channels) {
    this.#channels = channels;
  }

  /** A text that may have more before and after it, or repeats all of them. */
  add(slots: readonly TextSlot[], { channel, whole = false, json = false, carry }: ChannelMarks): void {
    for (const slot of slots) {
      const { path, role, kind, text, replace } = slot;
      const listed: Listed = { path, role, kind, text, replace, channel, whole };
      if (slot.readonly === true) listed.readonly = true;
      if (json) listed.json = true;
      this.texts.push(listed);
      if (whole) this.#channels.open.delete(channel);
      else this.#channels.begin(channel, carry);
    }
  }

  /** Texts that stand for themselves. */
  complete(gather: (list: SlotList) => void): void {
    const list = new SlotList();
    gather(list);
    for (const [i, slot] of list.slots.entries()) {
      this.texts.push({ ...slot, channel: `${slot.path}#${i}`, whole: false, last: true });
    }
  }

  /** A channel ends after what this frame has said of it so far. */
  end(channel: string): void {
    this.#channels.open.delete(channel);
    const latest = this.texts.findLast((text) => text.channel === channel);
    if (latest !== undefined && !latest.whole) latest.last = true;
    else if (this.ends !== "all") this.ends.push(channel);
  }

  /** The same for each open channel that the test picks. */
  endWhere(picks: (channel: string) => boolean): void {
    for (const channel of this.#channels.open) if (picks(channel)) this.end(channel);
  }

  endAll(): void {
    this.#channels.open.clear();
    this.ends = "all";
  }
}

/** The slot of one string member. */
export function slotOf(...given: Parameters<SlotList["member"]>): readonly TextSlot[] {
  const list = new SlotList();
  list.member(...given);
  return list.slots;
}

/** A frame's own members by name, for frames modelled on it. */
export function pick(json: JsonObject, names: readonly string[]): JsonObject {
  return Object.fromEntries(names.flatMap((name) => (json[name] === undefined ? [] : [[name, json[name]]])));
}
