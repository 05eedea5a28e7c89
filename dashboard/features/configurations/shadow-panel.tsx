import { useQuery } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import type { ProjectConfig, ProjectConfigShadow, ProjectConfigSummary } from "../../../src/client/api.ts";
import { messageOf } from "../../api/error.ts";
import { useMay } from "../../api/identity.ts";
import { apiQuery, useApiMutation } from "../../api/query.ts";
import { Button } from "../../ui/button.tsx";
import { Card } from "../../ui/card.tsx";
import { Field, Input } from "../../ui/field.tsx";
import { count, percent as share } from "../../ui/format.ts";
import { Meter } from "../../ui/meter.tsx";
import { Notice } from "../../ui/notice.tsx";
import { Skeleton } from "../../ui/skeleton.tsx";
import { ErrorState } from "../../ui/states.tsx";
import { toast, toastError } from "../../ui/toast.tsx";
import { STALE_AFTER_CHANGE } from "./steps.ts";

const LOOK_MS = 5_000;
const SHARE_DEFAULT = 10;
const OUTCOMES_SHOWN = 8;

export interface ShadowPanelProps {
  readonly config: ProjectConfig;
  /** What answers meanwhile. */
  readonly served: ProjectConfigSummary | null;
}

/** Trying a reviewed version on real requests without answering with it. Nothing for versions that cannot be. */
export function ShadowPanel({ config, served }: ShadowPanelProps) {
  const { id, state, shadowPercent } = config;
  const { data, error, refetch } = useQuery({
    ...apiQuery("getConfigsByIdShadow", { path: { id } }),
    enabled: state === "READY_TO_SERVE" || state === "RETIRED",
    refetchInterval: shadowPercent === null ? false : LOOK_MS,
  });
  if (state !== "READY_TO_SERVE" && state !== "RETIRED") return null;
  return (
    <Card title="In the shadow">
      <div className="grid grid-cols-1 gap-4 text-sm">
        <p className="text-muted">
          A share of the requests is decided by this version too, and only noted: nobody is called for it, and{" "}
          {served === null ? "what is served" : `version ${served.version}`} goes on answering.
        </p>
        <Control key={shadowPercent} config={config} served={served} />
        {error && data === undefined ? (
          <ErrorState error={error} onRetry={() => void refetch()} />
        ) : data === undefined ? (
          <Skeleton className="h-12" />
        ) : (
          (data.shadow.percent > 0 || data.shadow.requests > 0) && <Outcomes shadow={data.shadow} />
        )}
      </div>
    </Card>
  );
}

function Control({ config: { id, version, shadowPercent }, served }: ShadowPanelProps) {
  const may = useMay("admin");
  const change = useApiMutation("postConfigsByIdShadow", { stale: STALE_AFTER_CHANGE });
  const [typed, setTyped] = useState(String(shadowPercent ?? SHARE_DEFAULT));
  const isOn = shadowPercent !== null;
  const set = async (percent: number): Promise<void> => {
    await change.mutateAsync({ path: { id }, body: { percent } });
    const before = shadowPercent ?? 0;
    // To begin anew forgets what was counted, so only what did not end it can be taken back without loss.
    const undo = { label: "Undo", run: () => void set(before).catch(toastError) };
    const text =
      percent === 0 ? `Version ${version} left the shadow.` : `${percent}% are planned with version ${version}.`;
    if (percent === 0) toast(text);
    else toast(text, undo);
  };
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    void set(Number(typed)).catch(() => undefined);
  };
  if (!may) return isOn ? null : <p>An administrator can begin it.</p>;
  if (!isOn && served === null) return <p>Nothing is served, so there is nothing yet to compare with.</p>;
  return (
    <form onSubmit={submit} className="grid gap-3">
      {change.error && <Notice tone="bad">{messageOf(change.error)}</Notice>}
      <div className="flex flex-wrap items-end gap-2">
        <Field label="Share in %" className="w-24">
          <Input
            type="number"
            min="1"
            max="100"
            step="1"
            required
            fit
            inputMode="numeric"
            value={typed}
            onChange={(event) => setTyped(event.target.value)}
          />
        </Field>
        <Button type="submit" pending={change.isPending} disabled={isOn && Number(typed) === shadowPercent}>
          {isOn ? "Change" : "Begin"}
        </Button>
        {isOn && (
          <Button disabled={change.isPending} onClick={() => void set(0).catch(() => undefined)}>
            End it
          </Button>
        )}
      </div>
    </form>
  );
}

function Outcomes({ shadow: { requests, same, outcomes } }: ProjectConfigShadow) {
  if (requests === 0) return <p role="status">No request was planned with both yet.</p>;
  const text = `${share(same / requests)} of ${count(requests)}`;
  const different = outcomes.filter(({ served, shadow }) => served !== shadow);
  return (
    <div className="grid grid-cols-1 gap-3">
      <div className="grid gap-1">
        <p className="flex justify-between gap-3">
          <span>Same model first</span>
          <span className="nums">{text}</span>
        </p>
        <Meter label="Same model first" value={same} max={requests} text={text} />
      </div>
      {different.length > 0 && (
        <ul aria-label="Other models first" className="grid grid-cols-1 gap-2 border-t border-line pt-3">
          {different.slice(0, OUTCOMES_SHOWN).map(({ route, served, shadow, requests: times }) => (
            <li key={`${route} ${served} ${shadow}`} className="grid grid-cols-[minmax(0,1fr)_auto] gap-x-3">
              <span className="font-medium break-words">{route}</span>
              <span className="nums">{count(times)}</span>
              <span className="col-span-2 break-words text-muted">
                {served} <span aria-hidden>→</span>
                <span className="sr-only">would be</span> {shadow}
              </span>
            </li>
          ))}
        </ul>
      )}
      {different.length > OUTCOMES_SHOWN && (
        <p className="text-muted">and {different.length - OUTCOMES_SHOWN} other kinds</p>
      )}
    </div>
  );
}
