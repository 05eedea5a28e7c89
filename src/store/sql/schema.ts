import type { Generated } from "kysely";
import type { RequestLogsTable } from "./request-logs-table.ts";
import type {
  AlertChannelsTable,
  AlertDeliveriesTable,
  AlertEventsTable,
  AlertLeasesTable,
  AlertRulesTable,
} from "./tables/alerts.ts";
import type { ApiKeysTable, ApiKeyUsageTable, RetiredSecretsTable } from "./tables/api-keys.ts";
import type { AuditChainsTable, AuditEventsTable } from "./tables/audit.ts";
import type { BudgetsTable, SpendWindowsTable } from "./tables/budgets.ts";
import type { RequestContentsTable } from "./tables/contents.ts";
import type {
  AccountsTable,
  AuthAttemptsTable,
  BackupCodesTable,
  PasswordResetsTable,
  SessionsTable,
  UsersTable,
  UserTotpTable,
} from "./tables/identity.ts";
import type { KeyChangesTable } from "./tables/key-changes.ts";
import type {
  BilledUsageTable,
  BillingAccountsTable,
  CreditBalancesTable,
  LedgerChecksTable,
  LedgerEntriesTable,
  LedgerTransactionsTable,
  StripeEventsTable,
  TopUpsTable,
} from "./tables/ledger.ts";
import type { OrganizationSettingsTable } from "./tables/organization-settings.ts";
import type {
  InvitationsTable,
  MembershipsTable,
  OrganizationsTable,
  OrganizationTokensTable,
  SsoConnectionsTable,
} from "./tables/organizations.ts";
import type {
  ConfigShadowCountsTable,
  ProjectConfigEventsTable,
  ProjectConfigsTable,
  ProjectConfigVersionsTable,
  ProjectSecretsTable,
  ServedConfigsVersionTable,
} from "./tables/project-configs.ts";
import type { ProjectsTable } from "./tables/projects.ts";
import type { ConnectionsVersionTable, ProviderKeysTable } from "./tables/provider-keys.ts";
import type { RollupValuesTable, UsageCubeTable, UsageFacetsTable } from "./tables/rollups.ts";
import type { RequestFeedbackTable, RoutingHealthTable, RoutingPriorsTable } from "./tables/routing.ts";
import type { SavedViewsTable } from "./tables/saved-views.ts";
import type { StoredResponsesTable } from "./tables/stored-responses.ts";

export type { IamRule, KeyRateLimits, KeyStatus } from "./tables/api-keys.ts";
export type { BudgetPeriod, BudgetScope } from "./tables/budgets.ts";
export type { Plan, Role } from "./tables/organizations.ts";
export type { ProjectMode, ProjectStatus } from "./tables/projects.ts";

/** Every table of the product. Names are those in the database; rows are mapped where they leave the store. */
export interface Database {
  installation: InstallationTable;
  organizations: OrganizationsTable;
  users: UsersTable;
  sessions: SessionsTable;
  accounts: AccountsTable;
  user_totp: UserTotpTable;
  backup_codes: BackupCodesTable;
  password_resets: PasswordResetsTable;
  auth_attempts: AuthAttemptsTable;
  memberships: MembershipsTable;
  invitations: InvitationsTable;
  organization_tokens: OrganizationTokensTable;
  sso_connections: SsoConnectionsTable;
  projects: ProjectsTable;
  api_keys: ApiKeysTable;
  api_key_usage: ApiKeyUsageTable;
  retired_secrets: RetiredSecretsTable;
  organization_settings: OrganizationSettingsTable;
  key_changes: KeyChangesTable;
  request_logs: RequestLogsTable;
  provider_keys: ProviderKeysTable;
  connections_version: ConnectionsVersionTable;
  audit_events: AuditEventsTable;
  audit_chains: AuditChainsTable;
  routing_priors: RoutingPriorsTable;
  routing_health: RoutingHealthTable;
  request_feedback: RequestFeedbackTable;
  usage_facets: UsageFacetsTable;
  usage_cube: UsageCubeTable;
  rollup_values: RollupValuesTable;
  request_contents: RequestContentsTable;
  stored_responses: StoredResponsesTable;
  budgets: BudgetsTable;
  spend_windows: SpendWindowsTable;
  ledger_transactions: LedgerTransactionsTable;
  ledger_entries: LedgerEntriesTable;
  ledger_checks: LedgerChecksTable;
  credit_balances: CreditBalancesTable;
  billed_usage: BilledUsageTable;
  billing_accounts: BillingAccountsTable;
  top_ups: TopUpsTable;
  stripe_events: StripeEventsTable;
  alert_rules: AlertRulesTable;
  alert_channels: AlertChannelsTable;
  alert_events: AlertEventsTable;
  alert_deliveries: AlertDeliveriesTable;
  alert_leases: AlertLeasesTable;
  project_configs: ProjectConfigsTable;
  project_config_versions: ProjectConfigVersionsTable;
  project_config_events: ProjectConfigEventsTable;
  project_secrets: ProjectSecretsTable;
  config_shadow_counts: ConfigShadowCountsTable;
  served_configs_version: ServedConfigsVersionTable;
  saved_views: SavedViewsTable;
}

/** One row, made by the first start: its primary key is what two simultaneous first starts collide on. */
interface InstallationTable {
  singleton: Generated<boolean>;
  organization_id: string;
  project_id: string;
  owner_id: string;
  created_at: Date;
}
