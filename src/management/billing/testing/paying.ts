import { createStripePayments } from "../../../billing/stripe-payments.ts";
import { type StripeFake, startStripeFake, WEBHOOK_SECRET } from "../../../billing/testing/stripe-fake.ts";
import type { Engine } from "../../../store/sql/testing/engines.ts";
import { type Answer, type Harness, makeHarness } from "../../testing/harness.ts";
import type { BillingView, InvoiceView, TopUpView, TransactionView } from "../schema.ts";

/** The fields of this resource's answers. */
export interface BillingBody {
  readonly code: string;
  readonly message: string;
  readonly param: string;
  readonly billing: BillingView;
  readonly topUp: TopUpView;
  readonly transaction: TransactionView;
  readonly transactions: readonly TransactionView[];
  readonly invoices: readonly InvoiceView[];
  readonly nextCursor: string | null;
  readonly ledgerCheck: { readonly agrees: boolean | null; readonly findings: readonly { readonly what: string }[] };
}

/** The API with a payment service. */
export interface Paying {
  readonly api: Harness;
  readonly fake: StripeFake;
  ask(path: string, token: string, body?: unknown, method?: string): Promise<Answer<BillingBody>>;
  /** An answer that is no JSON. */
  text(
    path: string,
    token: string,
  ): Promise<{ readonly status: number; readonly headers: Headers; readonly text: string }>;
  /** Hands in an event as Stripe does. */
  tell(type: string, object: object): Promise<Answer<BillingBody>>;
}

export async function makePaying(engine: Engine): Promise<Paying> {
  const fake = await startStripeFake();
  const payments = createStripePayments({ secretKey: "sk_test_x", webhookSecret: WEBHOOK_SECRET, apiUrl: fake.url });
  const api = await makeHarness(engine, { payments });
  return {
    api,
    fake,
    ask: (path, token, body, method) =>
      api.call<BillingBody>(`/billing${path}`, {
        token,
        ...(body === undefined ? {} : { body }),
        ...(method === undefined ? {} : { method }),
      }),
    async text(path, token) {
      const headers = { authorization: `Bearer ${token}` };
      const request = new Request(`http://localhost:4001/api/v1/billing${path}`, { headers });
      const response = await api.app.fetch(request, { clientIp: "203.0.113.1" });
      return { status: response.status, headers: response.headers, text: await response.text() };
    },
    tell(type, object) {
      const { body, headers } = fake.event(type, object, { nowMs: api.clock.now() });
      return api.call<BillingBody>("/billing/stripe/webhook", { method: "POST", body, headers });
    },
  };
}
