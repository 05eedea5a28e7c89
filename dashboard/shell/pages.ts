import {
  Activity,
  Bell,
  Boxes,
  ChartColumn,
  Coins,
  CreditCard,
  DatabaseZap,
  FileCode2,
  FolderKanban,
  Gauge,
  KeyRound,
  LayoutDashboard,
  type LucideIcon,
  MessagesSquare,
  Plug,
  Route,
  ScrollText,
  Settings,
  ShieldCheck,
  Users,
} from "lucide-react";
import type { Role } from "../api/identity.ts";

/** One page of an organization, as the sidebar, the command palette and the shortcuts know it. */
export interface PageEntry {
  readonly to:
    | "/$organizationId/overview"
    | "/$organizationId/analytics"
    | "/$organizationId/costs"
    | "/$organizationId/logs"
    | "/$organizationId/playground"
    | "/$organizationId/models"
    | "/$organizationId/api-keys"
    | "/$organizationId/projects"
    | "/$organizationId/configurations"
    | "/$organizationId/connections"
    | "/$organizationId/routing"
    | "/$organizationId/caching"
    | "/$organizationId/limits"
    | "/$organizationId/alerts"
    | "/$organizationId/guardrails"
    | "/$organizationId/team"
    | "/$organizationId/audit"
    | "/$organizationId/billing"
    | "/$organizationId/settings";
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

/** Every page that has a place of its own. A new page is one line here and one route in `routes/`. */
export const PAGE_GROUPS: readonly PageGroup[] = [
  {
    label: "Observe",
    pages: [
      { to: "/$organizationId/overview", label: "Overview", icon: LayoutDashboard, key: "o", words: "home spend" },
      { to: "/$organizationId/analytics", label: "Analytics", icon: ChartColumn, key: "y", words: "charts latency" },
      { to: "/$organizationId/costs", label: "Costs", icon: Coins, key: "s", words: "spend savings money" },
      { to: "/$organizationId/logs", label: "Requests", icon: Activity, key: "r", words: "logs log receipts errors" },
    ],
  },
  {
    label: "Build",
    pages: [
      {
        to: "/$organizationId/playground",
        label: "Playground",
        icon: MessagesSquare,
        key: "l",
        role: "developer",
        words: "chat try compare",
      },
      { to: "/$organizationId/models", label: "Models", icon: Boxes, key: "m", words: "catalogue prices providers" },
      { to: "/$organizationId/api-keys", label: "API keys", icon: KeyRound, key: "k", words: "tokens secrets" },
      { to: "/$organizationId/projects", label: "Projects", icon: FolderKanban, key: "p" },
      {
        to: "/$organizationId/configurations",
        label: "Configurations",
        icon: FileCode2,
        key: "f",
        words: "yaml routes serve versions secrets",
      },
    ],
  },
  {
    label: "Manage",
    pages: [
      { to: "/$organizationId/connections", label: "Connections", icon: Plug, key: "c", words: "provider keys openai" },
      { to: "/$organizationId/routing", label: "Routing", icon: Route, key: "h", words: "health fallback preferences" },
      { to: "/$organizationId/caching", label: "Caching", icon: DatabaseZap, key: "x", words: "semantic cache purge" },
      {
        to: "/$organizationId/limits",
        label: "Limits & budgets",
        icon: Gauge,
        key: "b",
        words: "rate limits spending quota",
      },
      { to: "/$organizationId/alerts", label: "Alerts", icon: Bell, key: "a", words: "webhooks events notifications" },
      {
        to: "/$organizationId/guardrails",
        label: "Guardrails",
        icon: ShieldCheck,
        key: "d",
        role: "developer",
        words: "pii redact injection safety",
      },
      { to: "/$organizationId/team", label: "Team", icon: Users, key: "t", words: "members roles invite invitations" },
      {
        to: "/$organizationId/audit",
        label: "Audit",
        icon: ScrollText,
        key: "u",
        role: "admin",
        words: "log events who changed chain",
      },
      {
        to: "/$organizationId/billing",
        label: "Billing",
        icon: CreditCard,
        key: "i",
        words: "balance credits top up invoices ledger stripe plan",
      },
      {
        to: "/$organizationId/settings",
        label: "Settings",
        icon: Settings,
        key: "e",
        role: "admin",
        words: "organization name time zone retention sso single sign-on tokens delete",
      },
    ],
  },
];

export const PAGES: readonly PageEntry[] = PAGE_GROUPS.flatMap((group) => group.pages);
