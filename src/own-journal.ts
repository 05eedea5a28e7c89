import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { systemClock } from "./clock.ts";
import type { HeldReservations } from "./gateway/limits/held-use.ts";
import { type AppliedUse, settleFromJournal } from "./gateway/limits/settle-from-journal.ts";
import { usedOfRecord } from "./gateway/limits/used-of-record.ts";
import { Journal } from "./gateway/metering/journal.ts";
import type { RequestRecord } from "./gateway/metering/record.ts";
import type { Settings } from "./settings.ts";
import type { Log } from "./store/log.ts";
import { prepareDataFolder } from "./store/sql/embedded/data-folder.ts";
import { lockFolder } from "./store/sql/embedded/folder-lock.ts";
import type { Store } from "./store/sql/open-store.ts";
import { applyRecords } from "./worker/apply-journal.ts";
import { JournalLoop } from "./worker/journal-loop.ts";
import { JournalReader } from "./worker/journal-reader.ts";

const SEGMENT_BYTES = 8 * 1024 * 1024;
/** Longer than operating systems keep written data in memory by default (Linux: 35 s). */
const KEEP_APPLIED_MS = 60_000;
/** Longest wait at the start for what an earlier run left to be applied. */
const CATCH_UP_MS = 15_000;

export interface JournalSources {
  readonly settings: Settings;
  readonly log: Log;
  readonly store: Store;
  readonly dataDir: string;
  /** Reservations that outlive their process, where there are such. */
  readonly held: HeldReservations | undefined;
}

/** The journal of this process and what applies it to the database. */
export class OwnJournal {
  readonly journal: Journal;
  readonly #reader: JournalReader;
  readonly #loop: JournalLoop;
  readonly #log: Log;

  constructor({ settings, log, store, dataDir, held }: JournalSources, undo: (() => Promise<void> | void)[]) {
    const dir = prepareDataFolder(join(dataDir, "journal"));
    const lock = lockFolder(dir, systemClock);
    undo.push(() => lock.release());
    this.#log = log;
    this.journal = new Journal({
      dir,
      sync: settings.JOURNAL_SYNC,
      segmentBytes: SEGMENT_BYTES,
      now: systemClock.now,
      onError: (err) => log.error({ err }, "The journal cannot be written."),
    });
    undo.push(() => this.journal.close());
    this.#reader = new JournalReader({
      dir,
      currentSegment: () => this.journal.currentSegment,
      keepAppliedMs: store.kind === "embedded" ? KEEP_APPLIED_MS : 0,
      now: systemClock.now,
      apply: async (records) => {
        await applyRecords(store.db, records);
        if (held !== undefined) await settleFromJournal(held, records.flatMap(useOf), systemClock.now());
      },
      log,
    });
    this.#loop = new JournalLoop(this.#reader, log);
  }

  /** Applies what an earlier run left, so that budgets begin with it; gives up when that takes long. */
  async catchUp(): Promise<void> {
    const applying = this.#reader.drain().catch((err: unknown) => {
      this.#log.warn({ err }, "What the last run left in the journal could not be applied so far.");
    });
    await Promise.race([applying, sleep(CATCH_UP_MS, undefined, { ref: false })]);
  }

  start(): void {
    this.#loop.start();
  }

  /** Applies the last records; for after the drain. */
  async stop(): Promise<void> {
    await this.#loop.stop();
  }
}

/** What a record used of its reservations. */
function useOf(record: RequestRecord): AppliedUse[] {
  const { organizationId, recordId } = record;
  if (organizationId === null) return [];
  const { nanos, creditsNanos, tokens, parts } = usedOfRecord(record);
  const credits = `spend:credits:${organizationId}:total`;
  return [
    {
      tenant: organizationId,
      id: recordId,
      usedNanos: nanos,
      usedNanosPerCounter: { [credits]: creditsNanos },
      usedTokens: tokens,
      ...(parts === undefined ? {} : { usedParts: parts }),
    },
  ];
}
