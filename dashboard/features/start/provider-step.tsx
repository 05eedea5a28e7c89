import { useQuery } from "@tanstack/react-query";
import { useMay } from "../../api/identity.ts";
import { apiQuery } from "../../api/query.ts";
import { Button } from "../../ui/button.tsx";
import { Select } from "../../ui/field.tsx";
import { ConnectionForm } from "../connections/connection-form.tsx";
import { Step } from "./step.tsx";

export interface ProviderStepProps {
  readonly organizationId: string;
  /** Providers that can be asked now, the built-in one aside. */
  readonly connected: readonly string[] | undefined;
  /** Which one is being connected. */
  readonly chosen: string | undefined;
  onChoose(provider: string | undefined): void;
  onConnected(): void;
}

/** A provider to ask: one that is connected, one that is connected here, or the built-in mock for now. */
export function ProviderStep({ organizationId, connected = [], chosen, onChoose, onConnected }: ProviderStepProps) {
  const may = useMay("admin");
  const { data } = useQuery(apiQuery("getProviders"));
  const takers = (data?.providers ?? []).filter(({ takesKeys }) => takesKeys);
  const provider = takers.find(({ id }) => id === chosen);
  const names = new Map(data?.providers.map(({ id, name }) => [id, name]));
  const list = connected.map((id) => names.get(id) ?? id).join(", ");
  return (
    <Step number={1} title="A provider" isDone={connected.length > 0}>
      {connected.length > 0 ? (
        <p>
          Connected: {list}. The built-in <code className="font-mono text-sm">mock/echo</code> answers too.
        </p>
      ) : (
        <p>
          Not needed to begin: the built-in model <code className="font-mono text-sm">mock/echo</code> says what you
          say, at no cost. {may ? "Connect a provider now or later." : "An administrator can connect a provider."}
        </p>
      )}
      {may && (
        <div className="flex flex-wrap items-center gap-2">
          <Select
            fit
            aria-label="Connect a provider"
            value={provider?.id ?? ""}
            onChange={(event) => onChoose(event.target.value || undefined)}
          >
            <option value="">{connected.length > 0 ? "Connect another…" : "Connect a provider…"}</option>
            {takers.map(({ id, name, wires }) => (
              <option key={id} value={id}>
                {wires === null ? name : "Your own server"}
              </option>
            ))}
          </Select>
          {provider && <Button onClick={() => onChoose(undefined)}>Not now</Button>}
        </div>
      )}
      {may && provider && (
        <ConnectionForm key={provider.id} organizationId={organizationId} provider={provider} onDone={onConnected} />
      )}
    </Step>
  );
}
