import { describe, expect, it } from "vitest";
import { describeOnEngines } from "../../store/sql/testing/engines.ts";
import { testRecord } from "../../store/sql/testing/records.ts";
import { applyRecords } from "../../worker/apply-journal.ts";
import { compareUsage } from "./compare.ts";
import { meteredUsage } from "./metered-usage.ts";
import { parseCsv } from "./parse-csv.ts";
import { columnsOf, type DayUsage, usageOfExport } from "./usage-of-export.ts";

describe("parseCsv", () => {
  it.each([
    ["a,b\n1,2\n", [{ a: "1", b: "2" }]],
    ["\uFEFFa,b\r\n1,2\r\n\r\n", [{ a: "1", b: "2" }]],
    ['a,b\n"x, ""y""\nz",2', [{ a: 'x, "y"\nz', b: "2" }]],
    ["a,b\n1", [{ a: "1", b: "" }]],
    ["a,b\n1,", [{ a: "1", b: "" }]],
    ["a,b\n,\n", [{ a: "", b: "" }]],
    ["a,b", []],
    ["", []],
  ])("reads %j", (text, rows) => {
    expect(parseCsv(text)).toEqual(rows);
  });

  it("refuses a quote in the middle of a cell", () => {
    expect(() => parseCsv('a\nb"c')).toThrow("cannot be read");
  });
});

describe("usageOfExport", () => {
  const used = (over: Partial<DayUsage> = {}): DayUsage => ({
    day: "2026-11-01",
    model: "gpt-4o-2024-08-06",
    requests: 3,
    inputTokens: 100,
    outputTokens: 20,
    ...over,
  });

  it("reads OpenAI's usage API, page by page, and its dashboard's CSV", () => {
    const results = [
      {
        object: "x",
        input_tokens: 100,
        input_cached_tokens: 40,
        output_tokens: 20,
        num_model_requests: 3,
        model: "gpt-4o-2024-08-06",
      },
    ];
    const page = {
      object: "page",
      data: [{ object: "bucket", start_time: 1_793_491_200, end_time: 1_793_577_600, results }],
    };
    expect(usageOfExport(JSON.stringify(page), null)).toEqual([used()]);
    expect(usageOfExport(JSON.stringify([page, { data: [] }]), null)).toEqual([used()]);
    const csv =
      "start_time,end_time,project_id,num_model_requests,model,input_tokens,output_tokens\n" +
      "1793491200,1793577600,p,3,gpt-4o-2024-08-06,100,20\n";
    expect(usageOfExport(csv, null)).toEqual([used()]);
  });

  it("reads Anthropic's console CSV and usage report, with what caches took and gave", () => {
    const csv =
      "usage_date_utc,model_version,api_key,usage_input_tokens_no_cache,usage_input_tokens_cache_write_5m," +
      "usage_input_tokens_cache_write_1h,usage_input_tokens_cache_read,usage_output_tokens\n" +
      '2026-11-01,claude-3-haiku-20240307,"a, b",10,20,30,40,20\n';
    const expected = used({ model: "claude-3-haiku-20240307", requests: null });
    expect(usageOfExport(csv, null)).toEqual([expected]);
    const report = {
      data: [
        {
          starting_at: "2026-11-01T00:00:00Z",
          results: [
            {
              model: "claude-3-haiku-20240307",
              uncached_input_tokens: 10,
              cache_read_input_tokens: 40,
              cache_creation: { ephemeral_5m_input_tokens: 20, ephemeral_1h_input_tokens: 30 },
              output_tokens: 20,
            },
          ],
        },
      ],
    };
    expect(usageOfExport(JSON.stringify(report), null)).toEqual([expected]);
  });

  it("reads another layout by its columns", () => {
    const columns = columnsOf("day=When, model=Name,input=In+Cached,output=Out");
    const rows = usageOfExport('When,Name,In,Cached,Out\n2026-11-01T05:00:00Z,m,"1,000",5,\n', columns);
    expect(rows).toEqual([{ day: "2026-11-01", model: "m", requests: null, inputTokens: 1_005, outputTokens: 0 }]);
  });

  it.each([
    ["a,b\n1,2", null, "not known"],
    ["{", null, "begins as JSON"],
    ["[1]", null, "no list of usage"],
    ["day,model,input_tokens\n2026-11-01,,5", null, "names no model"],
    ["day,model,input_tokens\nyesterday,m,5", null, "no day"],
    ["day,model,input_tokens\n2026-11-01,m,five", null, "no number"],
    ["day,model\n2026-11-01,m", columnsOf("day=day,model=model,input=tokens"), "no column 'tokens'"],
  ])("refuses %j", (text, columns, message) => {
    expect(() => usageOfExport(text, columns)).toThrow(message);
  });

  it.each(["model=m", "day=d,model=m,price=p", ""])("refuses columns %j", (text) => {
    expect(() => columnsOf(text)).toThrow();
  });
});

describe("compareUsage", () => {
  const row = (model: string, inputTokens: number, more: Partial<DayUsage> = {}): DayUsage => ({
    day: "2026-11-01",
    model,
    requests: 1,
    inputTokens,
    outputTokens: 10,
    ...more,
  });

  it("finds no difference in what is the same, or within the tolerance", () => {
    expect(compareUsage([row("gpt-4o", 1_000)], [row("gpt-4o-2024-08-06", 1_000)], 0)).toEqual([]);
    expect(compareUsage([row("m", 990)], [row("m", 1_000)], 1)).toEqual([]);
    expect(compareUsage([], [], 0)).toEqual([]);
  });

  it("adds up before it compares", () => {
    const own = [row("claude-3-haiku", 400), row("claude-3-haiku-20240307", 600)];
    expect(compareUsage(own, [row("claude-3-haiku-20240307", 1_000, { requests: 2, outputTokens: 20 })], 0)).toEqual(
      [],
    );
  });

  it("tells what only one of both knows, and what differs", () => {
    const found = compareUsage(
      [row("a", 900), row("mine", 5)],
      [row("a", 1_000), row("theirs", 7, { outputTokens: 0 })],
      1,
    );
    expect(found).toEqual([
      {
        day: "2026-11-01",
        model: "a",
        measure: "inputTokens",
        metered: 900,
        exported: 1_000,
        difference: -100,
        percent: 10,
      },
      { day: "2026-11-01", model: "mine", measure: "requests", metered: 1, exported: 0, difference: 1, percent: 100 },
      {
        day: "2026-11-01",
        model: "mine",
        measure: "inputTokens",
        metered: 5,
        exported: 0,
        difference: 5,
        percent: 100,
      },
      {
        day: "2026-11-01",
        model: "mine",
        measure: "outputTokens",
        metered: 10,
        exported: 0,
        difference: 10,
        percent: 100,
      },
      {
        day: "2026-11-01",
        model: "theirs",
        measure: "requests",
        metered: 0,
        exported: 1,
        difference: -1,
        percent: 100,
      },
      {
        day: "2026-11-01",
        model: "theirs",
        measure: "inputTokens",
        metered: 0,
        exported: 7,
        difference: -7,
        percent: 100,
      },
    ]);
  });

  it("leaves out what the export does not tell", () => {
    expect(compareUsage([row("a", 5, { requests: 9 })], [row("a", 5, { requests: null })], 0)).toEqual([]);
  });
});

describeOnEngines("metered usage", (engine) => {
  it("is by day of UTC and the provider's own name, without what the cache answered", async () => {
    const { db } = await engine.open();
    await applyRecords(db, [
      testRecord({ requestId: "r1", timestamp: "2026-11-01T00:00:00.000Z" }),
      testRecord({ requestId: "r2", timestamp: "2026-11-01T23:59:59.999Z", paidBy: "own-key" }),
      testRecord({ requestId: "r3", timestamp: "2026-11-02T00:00:00.000Z" }),
      testRecord({ requestId: "r4", timestamp: "2026-11-01T05:00:00.000Z", cached: true }),
      testRecord({ requestId: "r5", timestamp: "2026-11-01T05:00:00.000Z", provider: "openai" }),
      testRecord({ requestId: "r6", timestamp: "2026-11-01T05:00:00.000Z", organizationId: "org_2" }),
    ]);
    const from = new Date("2026-11-01");
    const to = new Date("2026-11-02");
    const each = { day: "2026-11-01", model: "claude-3-haiku-20240307" };
    const all = await meteredUsage(db, { provider: "anthropic", from, to });
    expect(all).toEqual([{ ...each, requests: 3, inputTokens: 450, outputTokens: 267 }]);
    const some = { provider: "anthropic", from, to, organizationId: "org_1", paidBy: "credits" } as const;
    expect(await meteredUsage(db, some)).toEqual([{ ...each, requests: 1, inputTokens: 150, outputTokens: 89 }]);
  });
});
