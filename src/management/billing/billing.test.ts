import { afterAll, beforeAll, expect, it } from "vitest";
import { verifyLedger } from "../../store/ledger/verify-ledger.ts";
import { describeOnEngines } from "../../store/sql/testing/engines.ts";
import { testRecord } from "../../store/sql/testing/records.ts";
import { applyRecords } from "../../worker/apply-journal.ts";
import { checkLedger } from "../../worker/ledger-jobs.ts";
import type { Harness, Member } from "../testing/harness.ts";
import { makePaying, type Paying } from "./testing/paying.ts";

const LOG = { debug() {}, info() {}, warn() {}, error() {} };

describeOnEngines("billing", (engine) => {
  let paying: Paying;
  let api: Harness;
  let operator: string;
  let customer: Member;
  beforeAll(async () => {
    paying = await makePaying(engine);
    ({ api } = paying);
    operator = await api.signIn();
    customer = await api.otherTenant();
  });
  afterAll(async () => {
    await paying.fake.stop();
    expect(await verifyLedger(api.store.db)).toEqual([]);
  });
  const tenant = (): Promise<Member> => api.otherTenant();
  const grant = (organizationId: string, over: object = {}) =>
    paying.ask("/grants", operator, { organizationId, amountUsd: 10, ...over });
  const auditOf = async (organizationId: string): Promise<readonly string[]> => {
    const events = api.store.db.selectFrom("audit_events").select("action").where("chain", "=", organizationId);
    const all = events.where("action", "like", "billing.%").orderBy("seq");
    return (await all.execute()).map(({ action }) => action);
  };
  const changesOf = async (organizationId: string): Promise<number> =>
    (await api.store.db.selectFrom("key_changes").select("id").where("organization_id", "=", organizationId).execute())
      .length;

  it("shows nothing but nought at first; the operator's own has no line", async () => {
    const { status, body } = await paying.ask("", customer.token);
    expect([status, body.billing]).toEqual([
      200,
      {
        organizationId: customer.organizationId,
        plan: "free",
        balanceUsd: 0,
        creditedUsd: 0,
        debitedUsd: 0,
        lineUsd: 0,
        monthToDate: {
          month: new Date(api.clock.now()).toISOString().slice(0, 7),
          requests: 0,
          providerCostUsd: 0,
          platformFeesUsd: 0,
          totalUsd: 0,
        },
        autoTopUp: {
          enabled: false,
          thresholdUsd: null,
          amountUsd: null,
          hasPaymentMethod: false,
          lastFailure: null,
          retryAt: null,
        },
        lowBalanceUsd: null,
        invoiceTo: { email: null, company: null, address: null, taxId: null },
        paymentsAvailable: true,
      },
    ]);
    expect((await paying.ask("", operator)).body.billing).toMatchObject({ lineUsd: null, plan: "enterprise" });
    const foreign = `?organizationId=${customer.organizationId}`;
    expect((await paying.ask(foreign, operator)).status).toBe(404);
  });

  it("grants by the operator alone, each reference once, written into ledger, audit log and data plane", async () => {
    const { organizationId, token } = await tenant();
    const before = await changesOf(organizationId);
    const { status, body } = await grant(organizationId, {
      reference: "r1",
      description: "Welcome",
      amountUsd: "12.5",
    });
    expect([status, body.transaction]).toMatchObject([
      201,
      { kind: "grant", amountUsd: 12.5, description: "Welcome", reference: "r1", actor: { kind: "user" } },
    ]);
    expect(body.transaction.entries).toEqual([
      { account: "credits", amountUsd: 12.5 },
      { account: "grants", amountUsd: -12.5 },
    ]);
    const again = await grant(organizationId, { reference: "r1", amountUsd: 12.5 });
    expect([again.status, again.body.transaction.id]).toEqual([201, body.transaction.id]);
    const other = await grant(organizationId, { reference: "r1", amountUsd: 13 });
    expect([other.status, other.body.code]).toEqual([409, "conflict"]);
    expect((await paying.ask("", token)).body.billing.balanceUsd).toBe(12.5);
    expect(await changesOf(organizationId)).toBe(before + 1);
    expect(await auditOf(organizationId)).toEqual(["billing.grant"]);
    const own = await paying.ask("/grants", token, { organizationId, amountUsd: 1 });
    expect([own.status, own.body.code]).toEqual([403, "permission_denied"]);
    expect((await grant("org_missing")).status).toBe(404);
  });

  it.each([0, -1, "1e3", "0.0000000001", 9_007_200, null, "ten"])("400: an amount of %s", async (amountUsd) => {
    const { status, body } = await grant(customer.organizationId, { amountUsd });
    expect([status, body.code, body.param]).toEqual([400, "invalid_parameters", "amountUsd"]);
  });

  it("books refunds by hand, and never more than there is", async () => {
    const { organizationId } = await tenant();
    await grant(organizationId);
    const refund = (amountUsd: number) => paying.ask("/refunds", operator, { organizationId, amountUsd });
    const both = await Promise.all([refund(6), refund(6)]);
    expect(both.map(({ status }) => status).sort()).toEqual([201, 409]);
    expect((await refund(4)).body.transaction).toMatchObject({ kind: "refund", amountUsd: -4 });
    expect((await refund(0.01)).status).toBe(409);
    expect(await auditOf(organizationId)).toEqual(["billing.grant", "billing.refund", "billing.refund"]);
  });

  it("sets a credit line and a plan, by the operator alone", async () => {
    const { organizationId, token } = await tenant();
    const set = (path: string, body: object, by = operator) =>
      paying.ask(path, by, { organizationId, ...body }, "PATCH");
    const before = await changesOf(organizationId);
    expect((await set("/credit-line", { lineUsd: 25 })).body.billing.lineUsd).toBe(25);
    expect((await set("/credit-line", { lineUsd: null })).body.billing.lineUsd).toBeNull();
    expect((await set("/credit-line", { lineUsd: null })).status).toBe(200);
    expect(await changesOf(organizationId)).toBe(before + 2);
    expect((await set("/plan", { plan: "pro" })).body.billing.plan).toBe("pro");
    expect((await set("/plan", { plan: "gold" })).status).toBe(400);
    expect((await set("/plan", { plan: "enterprise" }, token)).status).toBe(403);
    expect((await set("/credit-line", { lineUsd: 1 }, token)).status).toBe(403);
    expect(await auditOf(organizationId)).toEqual(["billing.credit_line", "billing.credit_line", "billing.plan"]);
  });

  it("sets up automatic top-ups, the low balance and invoices, field by field", async () => {
    const { organizationId, token } = await tenant();
    const patch = (body: object) => paying.ask("", token, body, "PATCH");
    const early = await patch({ autoTopUp: { enabled: true, thresholdUsd: 5, amountUsd: 20 } });
    expect([early.status, early.body.code]).toEqual([409, "conflict"]);
    await paying.ask("/top-ups", token, { amountUsd: 5 });
    await api.store.db
      .updateTable("billing_accounts")
      .set({ stripe_payment_method_id: "pm_1" })
      .where("organization_id", "=", organizationId)
      .execute();
    expect((await patch({ autoTopUp: { enabled: true } })).body).toMatchObject({ param: "autoTopUp" });
    const on = await patch({ autoTopUp: { enabled: true, thresholdUsd: 5, amountUsd: 20 }, lowBalanceUsd: "2.50" });
    expect(on.body.billing).toMatchObject({
      autoTopUp: { enabled: true, thresholdUsd: 5, amountUsd: 20 },
      lowBalanceUsd: 2.5,
    });
    expect((await patch({ autoTopUp: { amountUsd: null } })).status).toBe(400);
    const invoiceTo = { email: "pay@example.com", company: "Acme", address: "1 Road\nTown" };
    expect((await patch({ invoiceTo })).body.billing.invoiceTo).toEqual({ ...invoiceTo, taxId: null });
    const off = await patch({ autoTopUp: { enabled: false }, lowBalanceUsd: null, invoiceTo: { company: null } });
    expect(off.body.billing).toMatchObject({
      autoTopUp: { enabled: false, thresholdUsd: 5 },
      lowBalanceUsd: null,
      invoiceTo: { email: "pay@example.com", company: null },
    });
    expect((await patch({ invoiceTo: { email: "nobody" } })).status).toBe(400);
    expect((await patch({})).status).toBe(200);
    expect(await auditOf(organizationId)).toEqual(["billing.top_up", ...Array(3).fill("billing.update")]);
  });

  it("lists transactions newest first, by kind, range and page, of the own organization only", async () => {
    const { organizationId, token } = await tenant();
    for (const [index, description] of ["=1+1", "b", "c"].entries()) {
      api.clock.nowMs += 1_000;
      await grant(organizationId, { amountUsd: index + 1, description });
    }
    await paying.ask("/refunds", operator, { organizationId, amountUsd: 1.5 });
    const list = async (query: string) => (await paying.ask(`/transactions?${query}`, token)).body;
    const first = await list("limit=2");
    expect(first.transactions.map(({ amountUsd }) => Math.abs(amountUsd))).toEqual(
      first.transactions[0]?.kind === "refund" ? [1.5, 3] : [3, 1.5],
    );
    const second = await list(`limit=2&cursor=${first.nextCursor}`);
    expect(second.transactions.map(({ amountUsd }) => amountUsd)).toEqual([2, 1]);
    expect(second.nextCursor).toBeNull();
    expect((await list("kind=refund")).transactions).toHaveLength(1);
    const from = second.transactions[0]?.createdAt ?? "";
    expect((await list(`kind=grant&from=${from}`)).transactions).toHaveLength(2);
    expect((await list(`to=${from}`)).transactions).toHaveLength(1);
    expect((await paying.ask("/transactions?kind=gift", token)).status).toBe(400);
    expect((await paying.ask("/transactions?cursor=x", token)).status).toBe(400);

    const csv = await paying.text("/transactions.csv", token);
    const lines = csv.text.trimEnd().split("\r\n");
    expect([csv.status, csv.headers.get("content-type")]).toEqual([200, "text/csv; charset=utf-8; header=present"]);
    expect(lines).toHaveLength(5);
    expect(lines[1]).toContain(",grant,1.00,'=1+1,");
    expect(csv.text).toContain(",refund,-1.50,");
    expect(await auditOf(organizationId)).toContain("billing.export");
  });

  it("invoices each month: sums that add up, by model, with nothing of a customer run or rendered", async () => {
    const name = `<script>alert("1")</script>`;
    const { organizationId, token } = await tenant();
    const month = (offset: number): string => {
      const at = new Date(api.clock.nowMs);
      return new Date(Date.UTC(at.getUTCFullYear(), at.getUTCMonth() + offset)).toISOString().slice(0, 7);
    };
    const thisMonth = month(0);
    await grant(organizationId, { description: name });
    await paying.ask("", token, { invoiceTo: { company: name, address: "<b>Road</b>\nTown" } }, "PATCH");
    const records = ["a", "b"].map((model) =>
      testRecord({ requestId: `${organizationId}${model}`, organizationId, model: `<i>${model}`, provider: "x" }),
    );
    await applyRecords(api.store.db, records, api.clock);
    const late = testRecord({ requestId: `${organizationId}z`, organizationId, totalNanos: 1_000, feeNanos: 0 });
    const nextMs = Date.parse(`${month(1)}-01T00:00:00.000Z`);
    await applyRecords(api.store.db, [late], { now: () => nextMs });
    const { invoices } = (await paying.ask("/invoices", token)).body;
    expect(invoices.map((each) => [each.month, each.openingUsd, each.usageUsd, each.closingUsd])).toEqual([
      [month(1), 9.9995, 0.000001, 9.999499],
      [thisMonth, 0, 0.0005, 9.9995],
    ]);
    expect(invoices[1]).toMatchObject({ grantsUsd: 10, platformFeesUsd: 0.00004, topUpsUsd: 0, status: "open" });
    const { status, headers, text } = await paying.text(`/invoices/${invoices[1]?.id}`, token);
    expect([status, headers.get("content-type")]).toEqual([200, "text/html; charset=utf-8"]);
    expect(headers.get("content-security-policy")).toContain("default-src 'none'");
    expect(text).not.toMatch(/<script|<b>|<i>|https?:/);
    expect(text).toContain("&lt;b&gt;Road&lt;/b&gt;<br>Town");
    for (const part of ["9.9995", "0.0005", "-0.0005", "x/&lt;i&gt;a", "0.00025", "10.00"])
      expect(text).toContain(part);
    expect((await paying.text(`/invoices/${invoices[1]?.id}`, customer.token)).status).toBe(404);
    for (const id of [`${organizationId}-2020-01`, `${organizationId}-2026-13`, "x"]) {
      expect((await paying.text(`/invoices/${id}`, token)).status).toBe(404);
    }
  });

  it("shows what a check of the ledger found, to those it concerns", async () => {
    const { organizationId, token } = await tenant();
    expect((await paying.ask("/ledger-check", token)).body.ledgerCheck).toMatchObject({ agrees: null, findings: [] });
    const { db } = api.store;
    const set = (nanos: number) =>
      db
        .updateTable("credit_balances")
        .set({ debited_nanos: nanos })
        .where("organization_id", "=", organizationId)
        .execute();
    await set(5);
    await checkLedger({ db, clock: api.clock, log: LOG, logDays: 365 });
    expect((await paying.ask("/ledger-check", token)).body.ledgerCheck).toMatchObject({
      agrees: false,
      findings: [{ organizationId, what: "balance", expectedUsd: 0, foundUsd: -5e-9 }],
    });
    expect((await paying.ask("/ledger-check", customer.token)).body.ledgerCheck.agrees).toBe(true);
    await set(0);
  });

  it("keeps money changes from members below an admin", async () => {
    const developer = await api.member("developer");
    expect((await paying.ask("", developer.token)).status).toBe(200);
    expect((await paying.ask("", developer.token, {}, "PATCH")).status).toBe(403);
    expect((await paying.ask("/top-ups", developer.token, { amountUsd: 5 })).status).toBe(403);
    const admin = await api.member("admin");
    const body = { organizationId: customer.organizationId, amountUsd: 5 };
    expect((await paying.ask("/grants", admin.token, body)).status).toBe(403);
  });
});
