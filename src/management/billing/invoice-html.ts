import { type Invoice, type InvoiceLine, invoiceId, statusOf } from "./invoices.ts";
import { creditsOf, type TransactionRow } from "./transactions.ts";
import { usdText } from "./usd-text.ts";

/** Who an invoice is for. */
export interface InvoiceTo {
  readonly name: string;
  readonly company: string | null;
  readonly address: string | null;
  readonly email: string | null;
  readonly taxId: string | null;
}

export interface InvoicePage {
  readonly invoice: Invoice;
  readonly to: InvoiceTo;
  readonly lines: readonly InvoiceLine[];
  /** Of the month, usage left out, oldest first. */
  readonly transactions: readonly TransactionRow[];
  /** True when there are more than are shown. */
  readonly cut: boolean;
  readonly nowMs: number;
}

/** An invoice as one page that needs nothing from anywhere else, fit to be printed. All text in it is escaped. */
export function invoiceHtml(page: InvoicePage): string {
  const { invoice, nowMs } = page;
  const title = `Invoice ${invoice.month}`;
  const open = statusOf(invoice, nowMs) === "open" ? "<p><strong>Not final: the month is not over.</strong></p>" : "";
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title} – LLM Gateway</title>
<style>${STYLE}</style>
</head>
<body>
<main>
<header><h1>${title}</h1><p>LLM Gateway · ${text(invoiceId(invoice))}</p></header>
${open}
<section aria-label="Billed to"><h2>Billed to</h2><p>${billedTo(page.to)}</p></section>
<section aria-label="Summary">
<h2>Summary</h2>
<table><tbody>
${row("Opening balance", invoice.opening)}
${row("Top-ups", invoice.topUps)}
${row("Granted credits", invoice.grants)}
${row("Refunds and disputes", invoice.refunds)}
${row("Adjustments", invoice.adjustments)}
${row("Usage, platform fees included", invoice.usage)}
</tbody><tfoot>${row("Closing balance", invoice.closing)}</tfoot></table>
</section>
${usage(page)}
${movements(page)}
<footer><p>Amounts are US dollars. Months are those of UTC.</p></footer>
</main>
</body>
</html>
`;
}

const NUMERIC = ' class="n"';

function usage({ lines, invoice }: InvoicePage): string {
  if (lines.length === 0) return "";
  const rows = lines.map(({ provider, model, requests, promptTokens, completionTokens, cost, fees }) => {
    const name = [provider, model].filter((part) => part !== "").join("/") || "–";
    const numbers = [requests, promptTokens, completionTokens].map((value) => cell(count(value)));
    const amounts = [cost, fees, String(BigInt(cost) + BigInt(fees))].map((value) => cell(usdText(BigInt(value))));
    return `<tr><th scope="row">${text(name)}</th>${numbers.join("")}${amounts.join("")}</tr>`;
  });
  const heads = ["Model", "Requests", "Prompt tokens", "Completion tokens", "Provider cost", "Platform fee", "Total"];
  const sums = [-invoice.usage - invoice.fees, invoice.fees, -invoice.usage].map((sum) => cell(usdText(sum)));
  return `<section aria-label="Usage"><h2>Usage by model</h2>
<table><thead><tr>${heads.map((head, i) => `<th scope="col"${i > 0 ? NUMERIC : ""}>${head}</th>`).join("")}</tr></thead>
<tbody>${rows.join("\n")}</tbody>
<tfoot><tr><th scope="row" colspan="4">Total</th>${sums.join("")}</tr></tfoot></table></section>`;
}

function movements({ transactions, cut }: InvoicePage): string {
  if (transactions.length === 0) return "";
  const rows = transactions.map((each) => {
    const day = each.created_at.toISOString().slice(0, 10);
    return `<tr><td>${day}</td><td>${text(each.description)}</td><td>${text(each.id)}</td>${cell(usdText(creditsOf(each)))}</tr>`;
  });
  const more = cut ? "<p>There are more; the list of transactions has all of them.</p>" : "";
  return `<section aria-label="Payments and credits"><h2>Payments and credits</h2>
<table><thead><tr><th scope="col">Day</th><th scope="col">What</th><th scope="col">Transaction</th><th scope="col"${NUMERIC}>Amount</th></tr></thead>
<tbody>${rows.join("\n")}</tbody></table>${more}</section>`;
}

function billedTo({ name, company, address, email, taxId }: InvoiceTo): string {
  const lines = [company ?? name, ...(address ?? "").split(/\r?\n/), email, taxId === null ? null : `Tax id ${taxId}`];
  return lines
    .filter((line) => line !== null && line !== "")
    .map((line) => text(line ?? ""))
    .join("<br>");
}

function row(name: string, nanos: bigint): string {
  return `<tr><th scope="row">${name}</th>${cell(usdText(nanos))}</tr>`;
}

function cell(value: string): string {
  return `<td class="n">${value}</td>`;
}

function count(value: string): string {
  return value.replace(/\B(?=(\d{3})+$)/g, ",");
}

const ESCAPES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

function text(value: string): string {
  return value.replace(/[&<>"']/g, (character) => ESCAPES[character] ?? character);
}

const STYLE = `
body{font:14px/1.5 system-ui,sans-serif;color:#111;background:#fff;margin:0}
main{max-width:60rem;margin:2rem auto;padding:0 1rem}
h1{margin:0;font-size:1.6rem}h2{font-size:1.1rem;margin:2rem 0 .5rem}
table{border-collapse:collapse;width:100%}
th,td{padding:.35rem .5rem;text-align:left;border-bottom:1px solid #ccc;font-weight:normal;overflow-wrap:anywhere}
thead th,tfoot th,tfoot td{font-weight:600}
thead th{overflow-wrap:normal;vertical-align:bottom}th.n{text-align:right}
td.n{text-align:right;font-variant-numeric:tabular-nums;white-space:nowrap}
@media print{main{margin:0;max-width:none}section{break-inside:avoid-page}}
`;
