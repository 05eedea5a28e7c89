import type { ProjectConfigSummary } from "../../../src/client/api.ts";
import type { OperationName } from "../../api/call.ts";
import type { Role } from "../../api/identity.ts";

/** A step on the way of a version from draft to served and back. */
export type StepName = "approve" | "cancel-approval" | "serve" | "rollback" | "unserve";

export type StepOperation = Extract<
  OperationName,
  | "postConfigsByIdApprove"
  | "postConfigsByIdCancelApproval"
  | "postConfigsByIdServe"
  | "postConfigsByIdRollback"
  | "postConfigsByIdUnserve"
>;

/** What a step would be done to. */
export interface StepFacts {
  readonly version: number;
  /** Callers ask for `slug/route`. */
  readonly slug: string;
  /** The version that is served now; null for none. */
  readonly served: number | null;
}

interface StepWords {
  readonly operation: StepOperation;
  readonly role: Role;
  readonly label: string;
  /** Of the question whether to take it. */
  title(version: number): string;
  readonly done: string;
  /** What will be different, for whom. */
  consequence(facts: StepFacts): string;
}

export const STEPS: Readonly<Record<StepName, StepWords>> = {
  approve: {
    operation: "postConfigsByIdApprove",
    role: "developer",
    label: "Approve",
    title: (version) => `Approve version ${version}`,
    done: "is ready to serve",
    consequence: ({ version }) =>
      `Version ${version} becomes read-only and can be served by an administrator. Nothing changes for callers yet.`,
  },
  "cancel-approval": {
    operation: "postConfigsByIdCancelApproval",
    role: "developer",
    label: "Cancel approval",
    title: (version) => `Cancel the approval of version ${version}`,
    done: "is a draft again",
    consequence: ({ version }) =>
      `Version ${version} is a draft again: it can be changed, and has to be approved before it is served.`,
  },
  serve: {
    operation: "postConfigsByIdServe",
    role: "admin",
    label: "Serve",
    title: (version) => `Serve version ${version}`,
    done: "is served",
    consequence: goesLive,
  },
  rollback: {
    operation: "postConfigsByIdRollback",
    role: "admin",
    label: "Roll back",
    title: (version) => `Roll back to version ${version}`,
    done: "is served again",
    consequence: goesLive,
  },
  unserve: {
    operation: "postConfigsByIdUnserve",
    role: "admin",
    label: "Stop serving",
    title: (version) => `Stop serving version ${version}`,
    done: "is not served any more",
    consequence: ({ slug }) =>
      `Nothing is served then: callers who ask for ${slug}/… are refused until a version is served again. The project is DEV.`,
  },
};

function goesLive({ version, slug, served }: StepFacts): string {
  const before =
    served === null
      ? "Nothing is served now; the project becomes PROD."
      : `It takes the place of version ${served}, which is retired and can be rolled back to. Requests under way finish as they began.`;
  return `Callers who ask for ${slug}/… get version ${version} at once. ${before}`;
}

/** The steps that a version's state allows, what it is mostly about first. */
export function stepsOf({ allowed, state }: Pick<ProjectConfigSummary, "allowed" | "state">): readonly StepName[] {
  const names: readonly StepName[] = ["serve", "rollback", "approve", "cancel-approval", "unserve"];
  // What was served before is served again by rolling back to it; the two are the same.
  return names.filter((name) => allowed.includes(name) && !(state === "RETIRED" && name === "serve"));
}

/** What is not true any more after a version was changed. */
export const STALE_AFTER_CHANGE = [
  "getConfigsById",
  "getProjectsByIdConfigs",
  "getProjects",
  "getProjectsById",
  "getConfigsByIdHistory",
  "getConfigsByIdShadow",
  "postConfigsByIdDiff",
  "getProjectsByIdSecrets",
] as const satisfies readonly OperationName[];
