import { ArrowDownToLine, Coins, Database, Gauge, Route, Send, ShieldCheck, TriangleAlert } from "lucide-react";
import type { LogWithReceipt } from "../../../src/client/api.ts";
import { count, duration, money, percent } from "../../ui/format.ts";
import { Calls } from "./calls.tsx";
import { Candidates } from "./candidates.tsx";
import { Limits } from "./limits.tsx";
import type { Receipt } from "./receipt.ts";
import { StatusBadge, toneOf } from "./status-badge.tsx";
import { Step } from "./step.tsx";
import { hasCalls } from "./timeline-steps.ts";
import { Violations } from "./violations.tsx";

export interface TimelineProps {
  readonly log: LogWithReceipt;
  readonly receipt: Receipt;
}

const STRATEGIES: Readonly<Record<string, string>> = {
  direct: "The caller named the model",
  cost_optimized: "The cheapest that is good enough",
  latency_optimized: "The fastest",
  quality_optimized: "The best",
  route: "As the route of a configuration says",
  cached: "Nobody had to be asked",
};

/** The receipt, stage by stage as the gateway has them. Stages that did nothing are not there. */
export function Timeline({ log, receipt }: TimelineProps) {
  const { routing = {}, cache, guardrails = [], limits = [] } = receipt;
  const input = guardrails.filter(({ where }) => where !== "output");
  const output = guardrails.filter(({ where }) => where === "output");
  const wasRouted = log.strategy !== "none" && (!log.cached || Boolean(routing.decision));
  return (
    <ol className="grid">
      <Step icon={ArrowDownToLine} title="Arrived">
        Asked for <b className="font-medium">{log.requestedModel ?? "no model"}</b> at{" "}
        <code className="font-mono text-xs">{log.endpoint}</code>
        {log.stream ? ", as a stream" : ""}.
      </Step>
      {input.length > 0 && (
        <Step icon={ShieldCheck} title="Guardrails on the request">
          <Violations violations={input} />
        </Step>
      )}
      {cache?.hit && (
        <Step icon={Database} title="Answered from the cache" tone="good">
          {cache.kind === "semantic"
            ? `A similar question${cache.similarity === undefined ? "" : ` (${percent(cache.similarity)} alike)`} `
            : "The same question "}
          was answered {duration(cache.age_ms)} before
          {cache.saved_tokens ? `, with ${count(cache.saved_tokens)} tokens` : ""}
          {cache.saved_usd ? `; that saved ${money(cache.saved_usd)}` : ""}.
        </Step>
      )}
      {wasRouted && (
        <Step icon={Route} title="Routing">
          <p>
            {STRATEGIES[log.strategy] ?? log.strategy}
            {routing.reason && routing.reason !== STRATEGIES[log.strategy] ? `. ${routing.reason}` : ""}
            {log.candidatesEvaluated > 1 && ` · ${count(log.candidatesEvaluated)} candidates`}
          </p>
          {routing.decision && (
            <Candidates
              decision={routing.decision}
              winner={routing.winner ?? null}
              evaluated={log.candidatesEvaluated}
              attempts={log.attempts}
            />
          )}
        </Step>
      )}
      {limits.length > 0 && (
        <Step icon={Gauge} title="Limits">
          <Limits limits={limits} />
        </Step>
      )}
      {hasCalls(log) && (
        <Step icon={Send} title={log.fallbackUsed ? "Calls, with fallback" : "Calls"}>
          <Calls log={log} />
        </Step>
      )}
      {output.length > 0 && (
        <Step icon={ShieldCheck} title="Guardrails on the answer">
          <Violations violations={output} />
        </Step>
      )}
      <Step icon={Coins} title={log.status < 400 ? "Answered" : "Ended"} tone={toneOf(log.status)}>
        <span className="flex flex-wrap items-center gap-2">
          <StatusBadge status={log.status} errorCode={log.errorCode} />
          {log.strategy === "none" && <span>before a model was chosen,</span>}
          {log.finishReason && <span>finished with {log.finishReason}</span>}
          <span>after {duration(log.latencyMs)}</span>
          <span>{log.cost.totalUsd === null ? "price not known" : money(log.cost.totalUsd)}</span>
        </span>
      </Step>
      {log.warnings.length > 0 && (
        <Step icon={TriangleAlert} title="Not carried over" tone="warn">
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
