import {
  Activity,
  Bell,
  FolderKanban,
  Gauge,
  KeyRound,
  LayoutDashboard,
  type LucideIcon,
  Plug,
  ShieldCheck,
} from "lucide-react";
import type { Role } from "../api/identity.ts";

/** One page of an organization, as the sidebar, the command palette and the shortcuts know it. */
export interface PageEntry {
  readonly to:
    | "/$organizationId/overview"
    | "/$organizationId/logs"
    | "/$organizationId/api-keys"
    | "/$organizationId/connections"
    | "/$organizationId/projects"
    | "/$organizationId/limits"
    | "/$organizationId/alerts"
    | "/$organizationId/guardrails";
  readonly label: string;
  readonly icon: LucideIcon;
  /** Pressed after `g`. */
  readonly key: string;
  /** Who sees it; everybody when absent. */
  readonly role?: Role;
  /** What else people call it, for the palette. */
  readonly words?: string;
}

export interface PageGroup {
  readonly label: "Observe" | "Build" | "Manage";
  readonly pages: readonly PageEntry[];
}

/** Every page that has a place of its own. A new page is one line here and one route in `router.tsx`. */
export const PAGE_GROUPS: readonly PageGroup[] = [
  {
    label: "Observe",
    pages: [
      { to: "/$organizationId/overview", label: "Overview", icon: LayoutDashboard, key: "o", words: "home spend" },
      { to: "/$organizationId/logs", label: "Requests", icon: Activity, key: "r", words: "logs log receipts errors" },
    ],
  },
  {
    label: "Build",
    pages: [
      { to: "/$organizationId/api-keys", label: "API keys", icon: KeyRound, key: "k", words: "tokens secrets" },
      { to: "/$organizationId/projects", label: "Projects", icon: FolderKanban, key: "p" },
    ],
  },
  {
    label: "Manage",
    pages: [
      { to: "/$organizationId/connections", label: "Connections", icon: Plug, key: "c", words: "provider keys openai" },
      {
        ...{ to: "/$organizationId/limits", label: "Limits & budgets", icon: Gauge, key: "b" },
        words: "rate limits spending quota",
      },
      { to: "/$organizationId/alerts", label: "Alerts", icon: Bell, key: "a", words: "webhooks events notifications" },
      {
        ...{ to: "/$organizationId/guardrails", label: "Guardrails", icon: ShieldCheck, key: "d" },
        role: "developer",
        words: "pii redact injection safety",
      },
    ],
  },
];

export const PAGES: readonly PageEntry[] = PAGE_GROUPS.flatMap((group) => group.pages);
