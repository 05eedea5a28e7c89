import { useQuery } from "@tanstack/react-query";
import { X } from "lucide-react";
import { useOrganization } from "../../api/identity.ts";
import { apiQuery } from "../../api/query.ts";
import { RANGE_WORDS, RANGES } from "../../shell/ranges.ts";
import { Select } from "../../ui/field.tsx";
import { dateTime } from "../../ui/format.ts";
import { ACTIONS } from "./actions.ts";
import type { AuditSearch } from "./search.ts";
import { TypedFilter } from "./typed-filter.tsx";

export interface FiltersProps {
  readonly search: AuditSearch;
  /** Whether the reader may see the events that belong to no organization. */
  readonly isOperator: boolean;
  onChange(next: Partial<AuditSearch>): void;
}

const MEMBERS_MAX = 200;

/** The filters of the audit log: who, what, what it was done to, how it ended, when. */
export function Filters({ search, isOperator, onChange }: FiltersProps) {
  const { organizationId } = useOrganization();
  const query = { path: { id: organizationId }, query: { limit: MEMBERS_MAX } };
  const { data } = useQuery(apiQuery("getOrganizationsByIdMembers", query));
  const members = data?.members ?? [];
  const { text, actor, action, target, outcome, range, from, platform } = search;
  const or = <Value extends string>(value: string) => (value === "" ? undefined : (value as Value));
  return (
    <div className="grid gap-2">
      <div className="grid grid-cols-2 gap-2 md:flex md:flex-wrap">
        <TypedFilter
          type="search"
          aria-label="Search the audit log"
          placeholder="Name, detail, address or request id"
          data-shortcut="search"
          className="min-w-60 flex-1 max-md:col-span-2"
          value={text}
          onChange={(next) => onChange({ text: next })}
        />
        <Select
          aria-label="Who"
          fit
          className="md:max-w-48"
          value={actor ?? ""}
          onChange={(event) => onChange({ actor: or(event.target.value) })}
        >
          <option value="">Anybody</option>
          {actor !== undefined && !members.some(({ email }) => email === actor) && (
            <option value={actor}>{actor}</option>
          )}
          {members.map(({ userId, email }) => (
            <option key={userId} value={email}>
              {email}
            </option>
          ))}
        </Select>
        <Select
          aria-label="What"
          fit
          value={action ?? ""}
          onChange={(event) => onChange({ action: or(event.target.value) })}
        >
          <option value="">Anything</option>
          {action !== undefined && !ACTIONS.some(([beginning]) => beginning === action) && (
            <option value={action}>{action}</option>
          )}
          {ACTIONS.map(([beginning, label]) => (
            <option key={beginning} value={beginning}>
              {label}
            </option>
          ))}
        </Select>
        <TypedFilter
          aria-label="Target"
          placeholder="Target: id, kind or name"
          className="max-md:col-span-2"
          value={target}
          onChange={(next) => onChange({ target: next })}
        />
        <Select
          aria-label="Outcome"
          fit
          value={outcome ?? ""}
          onChange={(event) => onChange({ outcome: or(event.target.value) })}
        >
          <option value="">Any outcome</option>
          <option value="success">Done</option>
          <option value="denied">Refused</option>
          <option value="failure">Failed</option>
        </Select>
        <Select
          aria-label="Range of time"
          fit
          value={range ?? ""}
          onChange={(event) => onChange({ range: or(event.target.value), from: undefined, to: undefined })}
        >
          <option value="">Any time</option>
          {RANGE_WORDS.map((word) => (
            <option key={word} value={word}>
              {RANGES[word].label}
            </option>
          ))}
        </Select>
        {isOperator && (
          <Select
            aria-label="Whose events"
            fit
            className="max-md:col-span-2"
            value={platform ? "platform" : ""}
            onChange={(event) => onChange({ platform: event.target.value === "platform" || undefined })}
          >
            <option value="">This organization</option>
            <option value="platform">The gateway itself</option>
          </Select>
        )}
      </div>
      {from !== undefined && (
        <button
          type="button"
          onClick={() => onChange({ from: undefined, to: undefined })}
          className="flex items-center gap-1 justify-self-start rounded-full border border-line bg-surface py-0.5 pr-1.5 pl-2.5 text-sm hover:bg-hover max-md:min-h-10"
        >
          <span className="sr-only">Remove the filter </span>
          <span className="text-muted">at</span> {dateTime(from)}
          <X className="size-3.5" aria-hidden />
        </button>
      )}
    </div>
  );
}
