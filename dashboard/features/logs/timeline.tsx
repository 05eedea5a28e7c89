import {
  ArrowDownToLine,
  Coins,
  Database,
  Gauge,
  type LucideIcon,
  Route,
  Send,
  ShieldCheck,
  TriangleAlert,
} from "lucide-react";
import type { ReactNode } from "react";
import type { LogWithReceipt } from "../../../src/client/api.ts";
import { Badge } from "../../ui/badge.tsx";
import { cn } from "../../ui/cn.ts";
import { count, duration, money, percent } from "../../ui/format.ts";
import { Candidates } from "./candidates.tsx";
import type { Limit, Receipt } from "./receipt.ts";
import { StatusBadge, toneOf } from "./status-badge.tsx";
import { type Stretch, stretchesOf } from "./timeline-steps.ts";

export interface TimelineProps {
  readonly log: LogWithReceipt;
  readonly receipt: Receipt;
}

const STRATEGIES: Readonly<Record<string, string>> = {
  direct: "The caller named the model",
  none: "Refused before a model was chosen",
  cost_optimized: "The cheapest that is good enough",
  latency_optimized: "The fastest",
  quality_optimized: "The best",
};

/** The receipt, in the order in which it happened. Steps that did not happen are not there. */
export function Timeline({ log, receipt }: TimelineProps) {
  const { routing = {}, cache, guardrails = [], limits = [] } = receipt;
  const stretches = stretchesOf(log);
  return (
    <ol className="grid">
      <Step icon={ArrowDownToLine} title="Arrived">
        Asked for <b className="font-medium">{log.requestedModel ?? "no model"}</b> at{" "}
        <code className="font-mono text-xs">{log.endpoint}</code>
        {log.stream ? ", as a stream" : ""}.
      </Step>
      {limits.length > 0 && (
        <Step icon={Gauge} title="Limits">
          <ul className="grid gap-1.5">
            {limits.map((limit) => (
              <LimitBar key={`${limit.scope} ${limit.measure}`} limit={limit} />
            ))}
          </ul>
        </Step>
      )}
      {guardrails.length > 0 && (
        <Step icon={ShieldCheck} title="Guardrails">
          <ul className="grid gap-1">
            {guardrails.map((one) => (
              <li key={JSON.stringify(one)} className="flex flex-wrap items-center gap-2">
                <Badge tone={one.behavior === "block" ? "bad" : "warn"}>{one.behavior}</Badge>
                {one.guardrail}: {one.count ?? 1} × {one.type} in the {one.where}
                {one.path && <code className="font-mono text-xs text-muted">{one.path}</code>}
              </li>
            ))}
          </ul>
        </Step>
      )}
      {cache?.hit && (
        <Step icon={Database} title="Answered from the cache">
          {cache.kind === "semantic"
            ? `A similar question${cache.similarity === undefined ? "" : ` (${percent(cache.similarity)} alike)`} `
            : "The same question "}
          was answered {duration(cache.age_ms)} before
          {cache.saved_usd ? `; that saved ${money(cache.saved_usd)}` : ""}.
        </Step>
      )}
      <Step icon={Route} title="Routing">
        <p>
          {STRATEGIES[log.strategy] ?? log.strategy}
          {routing.reason && routing.reason !== STRATEGIES[log.strategy] ? `. ${routing.reason}` : ""}
          {log.candidatesEvaluated > 1 && ` · ${count(log.candidatesEvaluated)} candidates`}
        </p>
        {routing.decision && <Candidates decision={routing.decision} winner={routing.winner ?? null} />}
      </Step>
      <Step icon={Send} title="Calls">
        <ul className="grid gap-2">
          {stretches.map((stretch, index) => (
            <Bar key={`${index} ${stretch.label}`} stretch={stretch} totalMs={log.latencyMs} />
          ))}
        </ul>
      </Step>
      <Step
        icon={Coins}
        title={log.status < 400 ? "Answered" : "Ended"}
        tone={toneOf(log.status)}
        isLast={log.warnings.length === 0}
      >
        <span className="flex flex-wrap items-center gap-2">
          <StatusBadge status={log.status} errorCode={log.errorCode} />
          {log.finishReason && <span>finished with {log.finishReason}</span>}
          <span>after {duration(log.latencyMs)}</span>
          <span>{log.cost.totalUsd === null ? "price not known" : money(log.cost.totalUsd)}</span>
        </span>
      </Step>
      {log.warnings.length > 0 && (
        <Step icon={TriangleAlert} title="Not carried over" tone="warn" isLast>
          <ul className="grid gap-1">
            {log.warnings.map(({ field, message }) => (
              <li key={`${field} ${message}`}>
                <code className="font-mono text-xs">{field}</code> {message}
              </li>
            ))}
          </ul>
        </Step>
      )}
    </ol>
  );
}

interface StepProps {
  readonly icon: LucideIcon;
  readonly title: string;
  readonly tone?: string;
  readonly isLast?: boolean;
  readonly children: ReactNode;
}

const DOTS: Readonly<Record<string, string>> = { good: "text-good", warn: "text-warn", bad: "text-bad" };

function Step({ icon: Icon, title, tone = "", isLast = false, children }: StepProps) {
  return (
    <li className={cn("relative grid grid-cols-[1.75rem_minmax(0,1fr)] gap-x-3", !isLast && "pb-5")}>
      {!isLast && <span aria-hidden className="absolute top-8 bottom-1 left-3.5 w-px bg-line" />}
      <span className="grid size-7 place-items-center rounded-full border border-line bg-sunken">
        <Icon className={cn("size-3.5", DOTS[tone] ?? "text-muted")} aria-hidden />
      </span>
      <div className="min-w-0 pt-0.5">
        <h3 className="text-base font-medium">{title}</h3>
        <div className="mt-0.5 text-sm text-muted">{children}</div>
      </div>
    </li>
  );
}

const FILLS = { gateway: "bg-line-strong", attempt: "bg-chart-1", failed: "bg-chart-bad" } as const;
const SHORTEST_PERCENT = 0.5;

function Bar({ stretch, totalMs }: { readonly stretch: Stretch; readonly totalMs: number }) {
  const { label, kind, startMs, lengthMs, status, errorCode } = stretch;
  const share = (ms: number): number => (totalMs <= 0 ? 0 : (ms / totalMs) * 100);
  return (
    <li>
      <div className="flex items-baseline justify-between gap-3 text-text">
        <span className="flex min-w-0 items-baseline gap-2">
          <span className="truncate">{label}</span>
          {kind === "failed" && <span className="truncate text-xs text-bad">{errorCode ?? status}</span>}
        </span>
        <span className="nums shrink-0">{duration(lengthMs)}</span>
      </div>
      <div className="mt-1 h-1.5 rounded-full bg-sunken" aria-hidden>
        <div
          className={cn("h-full min-w-1 rounded-full", FILLS[kind])}
          style={{
            marginLeft: `${Math.min(share(startMs), 100 - SHORTEST_PERCENT)}%`,
            width: `${Math.max(share(lengthMs), SHORTEST_PERCENT)}%`,
          }}
        />
      </div>
    </li>
  );
}

function LimitBar({ limit: { scope = "", measure = "", limit = 0, used = 0 } }: { readonly limit: Limit }) {
  const write = measure === "usd" ? money : count;
  return (
    <li className="flex items-baseline justify-between gap-3">
      <span>
        {scope} {measure}
      </span>
      <span className="nums">
        {write(used)} of {write(limit)}
      </span>
    </li>
  );
}
