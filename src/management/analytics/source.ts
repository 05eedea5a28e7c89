import { type RawBuilder, type SqlBool, sql } from "kysely";
import { fail } from "../../errors/gateway-error.ts";
import { cutName } from "../../store/rollups/cut-name.ts";
import type { Facet } from "../../store/sql/tables/rollups.ts";
import type { Breakdown, Filters } from "./schema.ts";
import type { Segment } from "./segments.ts";

/** The rows that answer a question: where they are and which of them. */
export interface Source {
  readonly table: "usage_facets" | "usage_cube";
  readonly where: RawBuilder<SqlBool>;
  /** What a breakdown is grouped by, as columns. */
  readonly groups: readonly string[];
}

type Dimension = Exclude<Breakdown, "project" | "organization">;

/** In which facet a dimension is, and in which column there. */
const FACET_OF: Readonly<Record<Dimension, readonly [Facet, "value" | "outer_value"]>> = {
  apiKey: ["key", "value"],
  model: ["model", "value"],
  provider: ["model", "outer_value"],
  endpoint: ["endpoint", "value"],
  status: ["outcome", "outer_value"],
  errorCode: ["outcome", "value"],
  paidBy: ["paid_by", "value"],
  source: ["source", "value"],
  tag: ["tag", "value"],
  route: ["route", "value"],
};

const CUBE_COLUMN: Readonly<Record<Exclude<Dimension, "source" | "tag">, string>> = {
  apiKey: "api_key_id",
  model: "model",
  provider: "provider",
  endpoint: "endpoint",
  status: "status_class",
  errorCode: "error_code",
  paidBy: "paid_by",
  route: "route",
};

/** What can be filtered by, with its dimension. */
const FILTERED = [
  ["provider", "provider"],
  ["model", "model"],
  ["endpoint", "endpoint"],
  ["route", "route"],
  ["status", "status"],
  ["errorCode", "errorCode"],
  ["paidBy", "paidBy"],
  ["source", "source"],
  ["tag", "tag"],
  ["apiKeyId", "apiKey"],
] as const satisfies readonly (readonly [keyof Filters, Dimension])[];

/** Chooses the smallest table that knows of everything a question names. */
export function sourceOf(organizationIds: readonly string[], filters: Filters, by: Breakdown | null): Source {
  const given = FILTERED.flatMap(([name, dimension]) =>
    filters[name] === undefined ? [] : [[dimension, filters[name]] as const],
  );
  const grouped = by === null || by === "project" || by === "organization" ? null : by;
  const named = [...new Set([...given.map(([dimension]) => dimension), ...(grouped === null ? [] : [grouped])])];
  const facets = [...new Set(named.map((dimension) => FACET_OF[dimension][0]))];
  const conditions = [sql<SqlBool>`organization_id = any(${organizationIds}::text[])`, hiddenAway(organizationIds)];
  if (filters.projectId !== undefined) conditions.push(sql`project_id = ${filters.projectId}`);
  const [facet = "all", ...others] = facets;
  const inFacets = others.length === 0;
  if (!inFacets) refuseLoose(named);
  const column = (dimension: Dimension): string =>
    inFacets || dimension === "source" || dimension === "tag" ? FACET_OF[dimension][1] : CUBE_COLUMN[dimension];
  if (inFacets) conditions.push(sql`facet = ${facet}`);
  for (const [dimension, text] of given) {
    const own = column(dimension);
    const is =
      dimension === "route"
        ? isRoute(sql.ref(own), text, organizationIds)
        : isNamed(dimension, own, column("provider"), cutName(text));
    conditions.push(is);
  }
  // Sums of routes alone have no place for what asked for a model, so the others leave it out as well.
  if (by === "route") conditions.push(sql`${sql.ref(column("route"))} <> ''`);
  return {
    table: inFacets ? "usage_facets" : "usage_cube",
    where: sql.join(conditions, sql` and `),
    groups: groupsOf(by, column),
  };
}

function groupsOf(by: Breakdown | null, column: (dimension: Dimension) => string): readonly string[] {
  switch (by) {
    case null:
      return [];
    case "project":
      return ["project_id"];
    case "organization":
      return ["organization_id"];
    case "model":
      return [column("model"), column("provider")];
    case "route":
      return [column("route"), "project_id"];
    default:
      return [column(by)];
  }
}

function isNamed(dimension: Dimension, column: string, provider: string, text: string): RawBuilder<SqlBool> {
  const own = sql.ref(column);
  if (dimension !== "model") return sql`${own} = ${text}`;
  return sql`(${own} = ${text} or ${sql.ref(provider)} || '/' || ${own} = ${text})`;
}

/** `name`, or `project-slug/name`; slugs are one project's within its organization, and names have no slash. */
function isRoute(own: RawBuilder<unknown>, text: string, organizationIds: readonly string[]): RawBuilder<SqlBool> {
  const slash = text.indexOf("/");
  if (slash < 0) return sql`${own} = ${text}`;
  return sql`${own} = ${text.slice(slash + 1)} and project_id = any(array(
    select id from projects where slug = ${text.slice(0, slash)} and organization_id = any(${organizationIds}::text[])
  ))`;
}

/** A deleted project takes its sums out of sight, as it does its logs. */
function hiddenAway(organizationIds: readonly string[]): RawBuilder<SqlBool> {
  return sql`project_id <> all(array(
    select id from projects where organization_id = any(${organizationIds}::text[]) and status = 'deleted'
  ))`;
}

/** Sources and tags are callers' inventions, so they are counted by themselves only. */
function refuseLoose(named: readonly Dimension[]): void {
  const loose = named.find((dimension) => dimension === "source" || dimension === "tag");
  if (loose === undefined) return;
  throw fail("invalid_parameters", {
    message: `${loose}: can be combined with organizationId and projectId only`,
    param: loose,
  });
}

/** A select of the source's rows in all segments, each found by the index. */
export function rowsOf(
  source: Source,
  segments: readonly Segment[],
  columns: RawBuilder<unknown>,
): RawBuilder<unknown> {
  const parts = segments.map(
    ({ grain, fromMs, toMs }) => sql`
      select ${columns} from ${sql.table(source.table)}
      where ${source.where} and grain = ${grain} and bucket >= ${new Date(fromMs)} and bucket < ${new Date(toMs)}`,
  );
  return sql.join(parts, sql` union all `);
}
