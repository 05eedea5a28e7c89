import type { CacheMark } from "../../canonical/blocks.ts";
import type { Warnings } from "../../canonical/warning.ts";
import type { ModelKin } from "./model-kin.ts";
import type { WireCachePoint } from "./wire.ts";

/** Most cache points in a request. (Amazon Bedrock user guide, prompt caching.) */
const MOST = 4;
const FIELD = "cache_control";

/**
 * Cache points of one request. Claude takes them after tools, system text and messages, and with a lifetime; Nova after
 * system text and messages; other models answer 400 to any. (Amazon Bedrock user guide, prompt caching.)
 */
export class CachePoints {
  readonly #kin: ModelKin;
  readonly #warnings: Warnings;

  constructor(kin: ModelKin, warnings: Warnings) {
    this.#kin = kin;
    this.#warnings = warnings;
  }

  /** The point that follows a marked block; none for an unmarked one. */
  after(cache: CacheMark | undefined, where: "tool" | "text"): readonly WireCachePoint[] {
    if (cache === undefined) return [];
    const able = this.#kin === "claude" || (this.#kin === "nova" && where === "text");
    if (!able) {
      this.#warnings.add(FIELD, "This model takes no cache marks there; left out.");
      return [];
    }
    const ttl = this.#kin === "claude" ? cache.ttl : undefined;
    if (cache.ttl === "1h" && ttl === undefined) {
      this.#warnings.add(FIELD, "This model's cache has one lifetime; the mark was sent without its own.");
    }
    return [{ cachePoint: ttl === undefined ? { type: "default" } : { type: "default", ttl } }];
  }

  /** The lists, in the order of the prompt, without the first points when there are too many: later ones cover more. */
  cap<T extends object>(lists: readonly (readonly T[])[]): readonly (readonly T[])[] {
    const all = lists.flat().filter((item) => "cachePoint" in item).length;
    let extra = all - MOST;
    if (extra <= 0) return lists;
    this.#warnings.add(FIELD, `At most ${MOST} cache marks are allowed; the first ${extra} were left out.`);
    return lists.map((list) => list.filter((item) => !("cachePoint" in item) || extra-- <= 0));
  }
}
