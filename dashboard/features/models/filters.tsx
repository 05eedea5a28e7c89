import { useQuery } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { apiQuery } from "../../api/query.ts";
import { cn } from "../../ui/cn.ts";
import { Input, Select } from "../../ui/field.tsx";
import { Segmented } from "../../ui/segmented.tsx";
import {
  ABILITIES,
  ABILITY_WORDS,
  type Ability,
  type ModelsSearch,
  OPERATION_WORDS,
  OPERATIONS,
  type Operation,
  SORT_WORDS,
  SORTS,
  type Sort,
} from "./search.ts";

export interface FiltersProps {
  readonly search: ModelsSearch;
  /** Providers that offer anything. */
  readonly providers: readonly string[];
  onChange(next: Partial<ModelsSearch>): void;
}

const TYPING_MS = 200;

/** The filters of the catalogue, all in the address. */
export function Filters({ search, providers, onChange }: FiltersProps) {
  const can = search.can ?? [];
  const toggle = (ability: Ability): void => {
    const next = can.includes(ability) ? can.filter((each) => each !== ability) : [...can, ability];
    onChange({ can: next.length === 0 ? undefined : next });
  };
  return (
    <div className="grid gap-3">
      <div className="grid grid-cols-2 gap-2 md:flex md:flex-wrap md:items-center">
        <TextFilter value={search.text} onChange={(text) => onChange({ text })} />
        <Select
          aria-label="Kind"
          fit
          value={search.operation ?? ""}
          onChange={(event) => onChange({ operation: (event.target.value || undefined) as Operation | undefined })}
        >
          <option value="">Any kind</option>
          {OPERATION_WORDS.map((word) => (
            <option key={word} value={word}>
              {OPERATIONS[word]}
            </option>
          ))}
        </Select>
        <ProviderFilter value={search.provider} providers={providers} onChange={(provider) => onChange({ provider })} />
        <Select
          aria-label="Order"
          fit
          value={search.sort ?? "name"}
          onChange={(event) => {
            const sort = event.target.value as Sort;
            onChange({ sort: sort === "name" ? undefined : sort });
          }}
        >
          {SORT_WORDS.map((word) => (
            <option key={word} value={word}>
              {SORTS[word]}
            </option>
          ))}
        </Select>
        <Segmented
          label="Which models"
          value={search.connected ? "connected" : "all"}
          onChange={(value) => onChange({ connected: value === "connected" || undefined })}
          options={[
            { value: "all", label: "All" },
            { value: "connected", label: "Connected" },
          ]}
        />
      </div>
      <fieldset className="flex flex-wrap gap-1.5">
        <legend className="sr-only">Abilities</legend>
        {ABILITY_WORDS.map((word) => (
          <button
            key={word}
            type="button"
            aria-pressed={can.includes(word)}
            onClick={() => toggle(word)}
            className={cn(
              "h-7 rounded-full border px-2.5 text-sm max-md:h-10",
              can.includes(word)
                ? "border-transparent bg-accent-soft font-medium text-accent"
                : "border-line bg-surface text-muted hover:bg-hover",
            )}
          >
            {ABILITIES[word]}
          </button>
        ))}
      </fieldset>
    </div>
  );
}

interface ProviderFilterProps {
  readonly value: string | undefined;
  readonly providers: readonly string[];
  onChange(provider: string | undefined): void;
}

function ProviderFilter({ value, providers, onChange }: ProviderFilterProps) {
  const { data } = useQuery(apiQuery("getProviders"));
  const names = new Map(data?.providers.map(({ id, name }) => [id, name]));
  const all = value === undefined || providers.includes(value) ? providers : [value, ...providers];
  return (
    <Select
      aria-label="Provider"
      fit
      value={value ?? ""}
      onChange={(event) => onChange(event.target.value || undefined)}
    >
      <option value="">Any provider</option>
      {all.map((id) => (
        <option key={id} value={id}>
          {names.get(id) ?? id}
        </option>
      ))}
    </Select>
  );
}

interface TextFilterProps {
  readonly value: string | undefined;
  onChange(text: string | undefined): void;
}

/** Waits until the typing rests; follows the address when it changes from elsewhere. */
function TextFilter({ value = "", onChange }: TextFilterProps) {
  const [typed, setTyped] = useState(value);
  useEffect(() => setTyped(value), [value]);
  useEffect(() => {
    if (typed === value) return;
    const timer = setTimeout(() => onChange(typed === "" ? undefined : typed), TYPING_MS);
    return () => clearTimeout(timer);
  }, [typed, value, onChange]);
  return (
    <Input
      fit
      type="search"
      aria-label="Search models"
      placeholder="Search models"
      data-shortcut="search"
      className="col-span-2 md:w-56"
      value={typed}
      onChange={(event) => setTyped(event.target.value)}
    />
  );
}
