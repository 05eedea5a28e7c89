import {
  Activity,
  Boxes,
  ChartColumn,
  Coins,
  CreditCard,
  DatabaseZap,
  FolderKanban,
  KeyRound,
  LayoutDashboard,
  type LucideIcon,
  MessagesSquare,
  Plug,
  ScrollText,
  Settings,
  Users,
} from "lucide-react";
import { Activity, FileCode2, FolderKanban, KeyRound, LayoutDashboard, type LucideIcon, Plug } from "lucide-react";
  Plug,
  Route,
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
    | "/$organizationId/connections"
    | "/$organizationId/projects"
    | "/$organizationId/team"
    | "/$organizationId/audit"
    | "/$organizationId/billing"
    | "/$organizationId/settings";
    | "/$organizationId/configurations";
    | "/$organizationId/routing"
    | "/$organizationId/caching"
    | "/$organizationId/projects";
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
        words: "chat try compare",
        role: "developer",
      },
      { to: "/$organizationId/models", label: "Models", icon: Boxes, key: "m", words: "catalogue prices providers" },
      { to: "/$organizationId/api-keys", label: "API keys", icon: KeyRound, key: "k", words: "tokens secrets" },
      { to: "/$organizationId/projects", label: "Projects", icon: FolderKanban, key: "p" },
      {
        to: "/$organizationId/configurations",
        label: "Configurations",
        icon: FileCode2,
        key: "f",
        words: "yaml routes serve rollback secrets versions",
      },
    ],
  },
  {
    label: "Manage",
    pages: [
      { to: "/$organizationId/connections", label: "Connections", icon: Plug, key: "c", words: "provider keys openai" },
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
      { to: "/$organizationId/routing", label: "Routing", icon: Route, key: "h", words: "health fallback preferences" },
      { to: "/$organizationId/caching", label: "Caching", icon: DatabaseZap, key: "x", words: "semantic cache purge" },
    ],
  },
];

export const PAGES: readonly PageEntry[] = PAGE_GROUPS.flatMap((group) => group.pages);
