import { useQuery } from "@tanstack/react-query";
import { Search, X } from "lucide-react";
import { useEffect, useState } from "react";
import { apiQuery } from "../../api/query.ts";
import { RANGE_WORDS, RANGES, type Range } from "../../shell/ranges.ts";
import { Input, Select } from "../../ui/field.tsx";
import type { LogsSearch } from "./search.ts";

export interface FiltersProps {
  readonly organizationId: string;
  readonly search: LogsSearch;
  onChange(next: Partial<LogsSearch>): void;
}

const TYPING_MS = 300;
const CHOICES_MAX = 200;
/** Filters without a control of their own: they come by links, and go by their chip. */
const CHIP_NAMES = {
  model: "model",
  route: "route",
  source: "source",
  sessionId: "session",
  tag: "tag",
  cached: "cached",
  errorCode: "error",
  endpoint: "endpoint",
  paidBy: "paid by",
  guardrail: "guardrail",
} as const satisfies { readonly [Name in keyof LogsSearch]?: string };
const CHIPS = Object.keys(CHIP_NAMES) as (keyof typeof CHIP_NAMES)[];

/** The filters of the request log. Each change is in the address at once, so a view can be sent to somebody. */
export function Filters({ organizationId, search, onChange }: FiltersProps) {
  const keys = useQuery(apiQuery("getApiKeys", { query: { organizationId, limit: CHOICES_MAX } }));
  const providers = useQuery(apiQuery("getProviders"));
  const or = (value: string): string | undefined => (value === "" ? undefined : value);
  return (
    <div className="grid gap-2">
      <div className="grid grid-cols-2 gap-2 md:flex md:flex-wrap">
        <TextFilter value={search.text} onChange={(text) => onChange({ text })} />
        <Select
          aria-label="Status"
          fit
          value={search.status ?? ""}
          onChange={(event) => onChange({ status: or(event.target.value) })}
        >
          <option value="">Any status</option>
          <option value="2xx">Answered</option>
          <option value="error">Failed</option>
          <option value="4xx">Failed: 4xx</option>
          <option value="5xx">Failed: 5xx</option>
          {search.status && /^\d+$/.test(search.status) && <option value={search.status}>{search.status}</option>}
        </Select>
        <Select
          aria-label="Range of time"
          fit
          value={search.range ?? ""}
          onChange={(event) => onChange({ range: or(event.target.value) as Range | undefined })}
        >
          <option value="">Any time</option>
          {RANGE_WORDS.map((word) => (
            <option key={word} value={word}>
              {RANGES[word].label}
            </option>
          ))}
        </Select>
        <Select
          aria-label="Provider"
          fit
          value={search.provider ?? ""}
          onChange={(event) => onChange({ provider: or(event.target.value) })}
        >
          <option value="">Any provider</option>
          {search.provider && !providers.data?.providers.some((each) => each.id === search.provider) && (
            <option value={search.provider}>{search.provider}</option>
          )}
          {providers.data?.providers.map(({ id, name }) => (
            <option key={id} value={id}>
              {name}
            </option>
          ))}
        </Select>
        <Select
          aria-label="API key"
          fit
          className="md:max-w-48"
          value={search.apiKeyId ?? ""}
          onChange={(event) => onChange({ apiKeyId: or(event.target.value) })}
        >
          <option value="">Any API key</option>
          {search.apiKeyId && !keys.data?.apiKeys.some((each) => each.id === search.apiKeyId) && (
            <option value={search.apiKeyId}>{search.apiKeyId}</option>
          )}
          {keys.data?.apiKeys.map(({ id, description, last4 }) => (
            <option key={id} value={id}>
              {description || `…${last4}`}
            </option>
          ))}
        </Select>
      </div>
      <ul className="flex flex-wrap gap-1.5 empty:hidden">
        {CHIPS.filter((name) => search[name] !== undefined).map((name) => (
          <li key={name}>
            <button
              type="button"
              onClick={() => onChange({ [name]: undefined })}
              className="flex items-center gap-1 rounded-full border border-line bg-surface py-0.5 pr-1.5 pl-2.5 text-sm hover:bg-hover"
            >
              <span className="sr-only">Remove the filter</span>
              <span className="text-muted">{CHIP_NAMES[name]}</span>{" "}
              {name === "cached" ? "yes" : name === "guardrail" && search.guardrail === "*" ? "any" : search[name]}
              <X className="size-3.5" aria-hidden />
            </button>
          </li>
        ))}
      </ul>
    </div>
  );
}

interface TextFilterProps {
  readonly value: string | undefined;
  onChange(value: string | undefined): void;
}

/** Waits until the typing pauses. */
function TextFilter({ value = "", onChange }: TextFilterProps) {
  const [typed, setTyped] = useState(value);
  const [known, setKnown] = useState(value);
  if (known !== value) {
    // Changed elsewhere, such as by "remove all filters".
    setKnown(value);
    setTyped(value);
  }
  // biome-ignore lint/correctness/useExhaustiveDependencies: only what is typed starts the wait
  useEffect(() => {
    if (typed === value) return;
    const timer = setTimeout(() => onChange(typed.trim() === "" ? undefined : typed.trim()), TYPING_MS);
    return () => clearTimeout(timer);
  }, [typed]);
  return (
    <div className="relative min-w-60 flex-1 max-md:col-span-2">
      <Search className="absolute top-2 left-2.5 size-4 text-muted max-md:top-3" aria-hidden />
      <Input
        fit
        type="search"
        aria-label="Search requests"
        placeholder="Request id, model or error code"
        className="w-full pl-8"
        data-shortcut="search"
        value={typed}
        onChange={(event) => setTyped(event.target.value)}
      />
    </div>
  );
}
