// Made by scripts/client/generate.ts from the API's own description. Do not edit.

export type AcceptInvitation = { readonly token: string; readonly name?: string; readonly password?: string };

export type AlertChannel = {
  readonly id: string;
  readonly organizationId: string;
  readonly name: string;
  readonly kind: "webhook" | "mail";
  readonly format: "json" | "slack" | null;
  readonly url: string | null;
  readonly recipients: readonly string[];
  readonly fromSettings: boolean;
  readonly enabled: boolean;
  readonly disabledReason: string | null;
  readonly createdAt: string;
  readonly updatedAt: string;
};

export type AlertChannelAnswer = { readonly channel: AlertChannel };

export type AlertChannelList = { readonly channels: readonly AlertChannel[]; readonly nextCursor: string | null };

export type AlertChannelPatch = {
  readonly name?: string;
  readonly url?: string;
  readonly format?: "json" | "slack";
  readonly recipients?: readonly string[];
  readonly enabled?: boolean;
};

export type AlertChannelTest = {
  readonly eventId: string;
  readonly delivered: boolean;
  readonly results: readonly {
    readonly recipient: string | null;
    readonly delivered: boolean;
    readonly httpStatus: number | null;
    readonly error: string | null;
    readonly body: string | null;
    readonly responseMs: number | null;
  }[];
};

export type AlertChannelTestAnswer = { readonly test: AlertChannelTest };

export type AlertDelivery = {
  readonly id: string;
  readonly organizationId: string;
  readonly eventId: string;
  readonly event: {
    readonly kind:
      | "budget_threshold"
      | "budget_exceeded"
      | "low_balance"
      | "auto_top_up_failed"
      | "spend_anomaly"
      | "error_rate_anomaly"
      | "key_rotation_due"
      | "key_expiring"
      | "key_disabled"
      | "circuit_opened"
      | "circuit_closed"
      | "test";
    readonly text: string;
  } | null;
  readonly channelId: string;
  readonly recipient: string | null;
  readonly status: "pending" | "delivered" | "failed";
  readonly attempts: number;
  readonly nextAttemptAt: string | null;
  readonly lastHttpStatus: number | null;
  readonly lastError: string | null;
  readonly lastBody: string | null;
  readonly responseMs: number | null;
  readonly createdAt: string;
  readonly updatedAt: string;
};

export type AlertDeliveryAnswer = { readonly delivery: AlertDelivery };

export type AlertDeliveryList = { readonly deliveries: readonly AlertDelivery[]; readonly nextCursor: string | null };

export type AlertEvent = {
  readonly id: string;
  readonly organizationId: string;
  readonly kind:
    | "budget_threshold"
    | "budget_exceeded"
    | "low_balance"
    | "auto_top_up_failed"
    | "spend_anomaly"
    | "error_rate_anomaly"
    | "key_rotation_due"
    | "key_expiring"
    | "key_disabled"
    | "circuit_opened"
    | "circuit_closed"
    | "test";
  readonly severity: "info" | "warning" | "critical";
  readonly text: string;
  readonly details: Readonly<Record<string, unknown>>;
  readonly raisedAt: string;
  readonly resolvedAt: string | null;
};

export type AlertEventAnswer = { readonly event: AlertEvent };

export type AlertEventList = { readonly events: readonly AlertEvent[]; readonly nextCursor: string | null };

export type AlertRule = {
  readonly id: string;
  readonly organizationId: string;
  readonly name: string;
  readonly kind:
    | "budget_threshold"
    | "budget_exceeded"
    | "low_balance"
    | "auto_top_up_failed"
    | "spend_anomaly"
    | "error_rate_anomaly"
    | "key_rotation_due"
    | "key_expiring"
    | "key_disabled"
    | "circuit_opened"
    | "circuit_closed"
    | "test";
  readonly scope: Readonly<Record<string, string>>;
  readonly thresholds: {
    readonly percents?: readonly number[];
    readonly deviations?: number;
    readonly days?: readonly number[];
  };
  readonly channels: readonly string[] | null;
  readonly enabled: boolean;
  readonly mutedUntil: string | null;
  readonly createdAt: string;
  readonly updatedAt: string;
};

export type AlertRuleAnswer = { readonly rule: AlertRule };

export type AlertRuleList = { readonly rules: readonly AlertRule[]; readonly nextCursor: string | null };

export type AlertRulePatch = {
  readonly name?: string;
  readonly scope?: {
    readonly projectId?: string;
    readonly apiKeyId?: string;
    readonly budgetId?: string;
    readonly provider?: string;
  };
  readonly thresholds?: {
    readonly percents?: readonly number[];
    readonly deviations?: number;
    readonly days?: readonly number[];
  };
  readonly channels?: readonly string[] | null;
  readonly enabled?: boolean;
  readonly mutedUntil?: string | null;
};

export type AnalyticsBreakdown = {
  readonly from: string;
  readonly to: string;
  readonly by:
    | "model"
    | "provider"
    | "project"
    | "apiKey"
    | "organization"
    | "endpoint"
    | "status"
    | "errorCode"
    | "paidBy"
    | "route"
    | "source"
    | "tag";
  readonly rows: readonly AnalyticsBreakdownRow[];
  readonly valuesTotal: number;
};

export type AnalyticsBreakdownAnswer = { readonly breakdown: AnalyticsBreakdown };

export type AnalyticsBreakdownRow = AnalyticsMetrics & {
  readonly value: string | null;
  readonly provider?: string | null;
  readonly projectId?: string | null;
  readonly share: number | null;
  readonly previous: { readonly requests: number; readonly totalUsd: number };
};

export type AnalyticsMetrics = {
  readonly requests: number;
  readonly successes: number;
  readonly errors: number;
  readonly successRate: number | null;
  readonly errorRate: number | null;
  readonly cachedRequests: number;
  readonly cacheHitRate: number | null;
  readonly fallbacks: number;
  readonly guardrailViolations: number;
  readonly tokens: {
    readonly prompt: number;
    readonly completion: number;
    readonly total: number;
    readonly cached: number;
    readonly reasoning: number;
  };
  readonly spend: {
    readonly providerCostUsd: number;
    readonly platformFeeUsd: number;
    readonly totalUsd: number;
    readonly savingsUsd: number;
    readonly unpricedRequests: number;
  };
  readonly latencyMs: AnalyticsTimes;
  readonly timeToFirstTokenMs: AnalyticsTimes;
};

export type AnalyticsPoint = AnalyticsMetrics & { readonly timestamp: string };

export type AnalyticsSeries = {
  readonly from: string;
  readonly to: string;
  readonly grain: "minute" | "hour" | "day" | "week" | "month";
  readonly timeZone: string;
  readonly points: readonly AnalyticsPoint[];
};

export type AnalyticsSeriesAnswer = { readonly series: AnalyticsSeries };

export type AnalyticsSummary = {
  readonly from: string;
  readonly to: string;
  readonly current: AnalyticsMetrics;
  readonly previousFrom: string;
  readonly previous: AnalyticsMetrics;
  readonly change: {
    readonly requests: number | null;
    readonly errors: number | null;
    readonly totalUsd: number | null;
    readonly totalTokens: number | null;
    readonly p95LatencyMs: number | null;
  };
};

export type AnalyticsSummaryAnswer = { readonly summary: AnalyticsSummary };

export type AnalyticsTimes = {
  readonly average: number | null;
  readonly p50: number | null;
  readonly p90: number | null;
  readonly p95: number | null;
  readonly p99: number | null;
};

export type ApiKey = {
  readonly id: string;
  readonly organizationId: string;
  readonly projectId: string;
  readonly description: string;
  readonly environment: "production" | "development";
  readonly prefix: string;
  readonly last4: string;
  readonly status: "active" | "inactive";
  readonly statusReason: "manual" | "usage_limit" | null;
  readonly usageLimit: number | null;
  readonly spent: number;
  readonly requests: number;
  readonly lastUsedAt: string | null;
  readonly expiresAt: string | null;
  readonly rateLimits: KeyRateLimits;
  readonly limits: SpendLimits;
  readonly ipAllowlist: readonly string[] | null;
  readonly iam: readonly IamRule[] | null;
  readonly rotationReminderDays: number | null;
  readonly rotatedAt: string | null;
  readonly rotationDueAt: string | null;
  readonly createdBy: string | null;
  readonly createdAt: string;
  readonly updatedAt: string;
};

export type ApiKeyAnswer = { readonly apiKey: ApiKey };

export type ApiKeyList = { readonly apiKeys: readonly ApiKey[]; readonly nextCursor: string | null };

export type ApiKeyPatch = {
  readonly status?: "active" | "inactive";
  readonly description?: string;
  readonly usageLimit?: number | null;
  readonly expiresAt?: string | null;
  readonly rateLimits?: KeyRateLimitsPatch;
  readonly limits?: {
    readonly daily_usd?: number | null;
    readonly weekly_usd?: number | null;
    readonly monthly_usd?: number | null;
    readonly per_request_usd?: number | null;
    readonly allow_unpriced?: boolean | null;
  } | null;
  readonly ipAllowlist?: readonly string[];
  readonly iam?: readonly IamRule[];
  readonly rotationReminderDays?: number | null;
};

export type ApiKeyRotation = { readonly overlapSeconds?: number };

export type ApiKeyWithSecret = { readonly apiKey: ApiKey; readonly key: string };

export type AuditExport = { readonly auditLogs: readonly AuditLog[] };

export type AuditLog = {
  readonly id: string;
  readonly organizationId: string | null;
  readonly seq: number;
  readonly timestamp: string;
  readonly actor: {
    readonly kind: "user" | "token" | "system" | "anonymous";
    readonly id: string | null;
    readonly label: string | null;
  };
  readonly action: string;
  readonly outcome: "success" | "denied" | "failure";
  readonly target: { readonly kind: string; readonly id: string; readonly label: string | null } | null;
  readonly before?: Readonly<Record<string, unknown>>;
  readonly after?: Readonly<Record<string, unknown>>;
  readonly clientIp: string | null;
  readonly userAgent: string | null;
  readonly requestId: string | null;
  readonly prevHash: string;
  readonly hash: string;
};

export type AuditLogList = { readonly auditLogs: readonly AuditLog[]; readonly nextCursor: string | null };

export type AuditRetention = { readonly organizationId: string; readonly retentionDays: number };

export type AuditRetentionAnswer = { readonly auditRetention: AuditRetention };

export type AuditRetentionPatch = { readonly organizationId?: string; readonly retentionDays: number };

export type AuditVerification = {
  readonly valid: boolean;
  readonly checked: number;
  readonly firstSeq: number | null;
  readonly lastSeq: number;
  readonly lastHash: string;
  readonly purgedSeq: number;
  readonly brokenSeq: number | null;
  readonly reason: "changed" | "missing" | "unlinked" | "end_differs" | null;
};

export type AuditVerificationAnswer = { readonly verification: AuditVerification };

export type AuthOptions = {
  readonly registration: "open" | "invite-only" | "closed";
  readonly passwordResetByMail: boolean;
  readonly organizationCreation: "any-user" | "operator";
  readonly singleSignOn: boolean;
};

export type BackupCodes = { readonly backupCodes: readonly string[] };

export type Billing = {
  readonly organizationId: string;
  readonly plan: "free" | "starter" | "pro" | "enterprise";
  readonly balanceUsd: number;
  readonly creditedUsd: number;
  readonly debitedUsd: number;
  readonly lineUsd: number | null;
  readonly monthToDate: {
    readonly month: string;
    readonly requests: number;
    readonly providerCostUsd: number;
    readonly platformFeesUsd: number;
    readonly totalUsd: number;
  };
  readonly autoTopUp: {
    readonly enabled: boolean;
    readonly thresholdUsd: number | null;
    readonly amountUsd: number | null;
    readonly hasPaymentMethod: boolean;
    readonly lastFailure: string | null;
    readonly retryAt: string | null;
  };
  readonly lowBalanceUsd: number | null;
  readonly invoiceTo: {
    readonly email: string | null;
    readonly company: string | null;
    readonly address: string | null;
    readonly taxId: string | null;
  };
  readonly paymentsAvailable: boolean;
};

export type BillingAnswer = { readonly billing: Billing };

export type BillingPatch = {
  readonly organizationId?: string;
  readonly autoTopUp?: {
    readonly enabled?: boolean;
    readonly thresholdUsd?: number | null;
    readonly amountUsd?: number | null;
  };
  readonly lowBalanceUsd?: number | null;
  readonly invoiceTo?: {
    readonly email?: string | null;
    readonly company?: string | null;
    readonly address?: string | null;
    readonly taxId?: string | null;
  };
};

export type Budget = {
  readonly id: string;
  readonly organizationId: string;
  readonly name: string;
  readonly scope: "organization" | "project" | "key" | "tag";
  readonly scopeId: string;
  readonly period: "request" | "day" | "week" | "month" | "total";
  readonly limitUsd: number;
  readonly hard: boolean;
  readonly allowUnpriced: boolean;
  readonly thresholds: readonly number[];
  readonly spentUsd: number | null;
  readonly remainingUsd: number | null;
  readonly resetsAt: string | null;
  readonly topTag: string | null;
  readonly createdBy: string | null;
  readonly createdAt: string;
  readonly updatedAt: string;
};

export type BudgetAnswer = { readonly budget: Budget };

export type BudgetList = { readonly budgets: readonly Budget[]; readonly nextCursor: string | null };

export type BudgetPatch = {
  readonly name?: string;
  readonly limitUsd?: number;
  readonly hard?: boolean;
  readonly allowUnpriced?: boolean;
  readonly thresholds?: readonly number[];
};

export type CachePurge = {
  readonly organizationId?: string;
  readonly projectId?: string;
  readonly model?: string;
  readonly key?: string;
  readonly requestId?: string;
  readonly olderThanSeconds?: number;
};

export type CachePurged = { readonly purged: number };

export type CacheStats = {
  readonly organizationId: string;
  readonly entries: number;
  readonly bytes: number;
  readonly hits: number;
  readonly misses: number;
  readonly hitRate: number | null;
  readonly savedUsd: number;
  readonly countedSince: string | null;
};

export type CacheStatsAnswer = { readonly cache: CacheStats };

export type CatalogModel = {
  readonly id: string;
  readonly name: string;
  readonly family: string | null;
  readonly operation: string;
  readonly aliases: readonly string[];
  readonly contextTokens: number | null;
  readonly maxOutputTokens: number | null;
  readonly input: readonly string[];
  readonly output: readonly string[];
  readonly capabilities: readonly string[];
  readonly efforts: readonly string[] | null;
  readonly quality: { readonly score: number; readonly source: string } | null;
  readonly releasedOn: string | null;
  readonly deprecatedOn: string | null;
  readonly offerings: readonly ModelOffering[];
};

export type CatalogModelList = {
  readonly models: readonly CatalogModel[];
  readonly nextCursor: null;
  readonly catalogVersion: string;
};

export type Circuit = {
  readonly credential: string;
  readonly state: "closed" | "open" | "half-open";
  readonly consecutiveFailures: number;
  readonly openedAt: string | null;
  readonly probeAt: string | null;
  readonly reason: string | null;
};

export type CredentialField = {
  readonly name: string;
  readonly label: string;
  readonly secret: boolean;
  readonly required: boolean;
  readonly help: string | null;
  readonly multiline: boolean;
  readonly options: readonly string[] | null;
  readonly pattern: string | null;
  readonly default: string | null;
  readonly unlessBaseUrl: boolean;
};

export type CredentialForm = {
  readonly id: string;
  readonly label: string;
  readonly needs: readonly string[];
  readonly takes: readonly string[];
};

export type CreditLinePatch = { readonly organizationId: string; readonly lineUsd: number | null };

export type Done = { readonly success: true };

export type Error = {
  readonly error: true;
  readonly status: number;
  readonly message: string;
  readonly code: string;
  readonly param?: string;
  readonly details?: unknown;
};

export type GeneratedProjectConfig = {
  readonly generated: {
    readonly yaml: string;
    readonly model: string;
    readonly repaired: readonly { readonly attempt: number; readonly errors: readonly ProjectConfigProblem[] }[];
    readonly warnings: readonly ProjectConfigProblem[];
    readonly missingSecrets: readonly string[];
  };
};

export type Guardrail = {
  readonly name: string;
  readonly type:
    | "starts_with"
    | "ends_with"
    | "contains"
    | "regex"
    | "pii"
    | "presidio_analyzer"
    | "presidio_anonymizer"
    | "prompt_injection"
    | "keywords"
    | "topics"
    | "judge"
    | "http";
  readonly where: "input" | "output" | "io";
  readonly behavior: "block" | "soft_block" | "redact" | "warn" | "tokenize";
  readonly parameters: Readonly<Record<string, unknown>>;
  readonly response_message?: string;
  readonly description?: string;
  readonly message_roles?: readonly ("system" | "user" | "assistant" | "tool")[];
  readonly enabled: boolean;
};

export type GuardrailFinding = {
  readonly guardrail: string;
  readonly type: string;
  readonly path: string;
  readonly start: number;
  readonly end: number;
};

export type GuardrailTest = {
  readonly organizationId?: string;
  readonly projectId?: string;
  readonly guardrails?: readonly (
    | {
        readonly name: string;
        readonly where?: "input" | "output" | "io";
        readonly response_message?: string;
        readonly description?: string;
        readonly message_roles?: readonly ("system" | "user" | "assistant" | "tool")[];
        readonly enabled?: boolean;
        readonly type: "starts_with";
        readonly behavior?: "block" | "soft_block" | "redact" | "warn" | "tokenize";
        readonly parameters: {
          readonly values: readonly string[];
          readonly ignore_case?: boolean;
          readonly replacement?: string;
        };
      }
    | {
        readonly name: string;
        readonly where?: "input" | "output" | "io";
        readonly response_message?: string;
        readonly description?: string;
        readonly message_roles?: readonly ("system" | "user" | "assistant" | "tool")[];
        readonly enabled?: boolean;
        readonly type: "ends_with";
        readonly behavior?: "block" | "soft_block" | "redact" | "warn" | "tokenize";
        readonly parameters: {
          readonly values: readonly string[];
          readonly ignore_case?: boolean;
          readonly replacement?: string;
        };
      }
    | {
        readonly name: string;
        readonly where?: "input" | "output" | "io";
        readonly response_message?: string;
        readonly description?: string;
        readonly message_roles?: readonly ("system" | "user" | "assistant" | "tool")[];
        readonly enabled?: boolean;
        readonly type: "contains";
        readonly behavior?: "block" | "soft_block" | "redact" | "warn" | "tokenize";
        readonly parameters: {
          readonly values: readonly string[];
          readonly ignore_case?: boolean;
          readonly replacement?: string;
        };
      }
    | {
        readonly name: string;
        readonly where?: "input" | "output" | "io";
        readonly response_message?: string;
        readonly description?: string;
        readonly message_roles?: readonly ("system" | "user" | "assistant" | "tool")[];
        readonly enabled?: boolean;
        readonly type: "regex";
        readonly behavior?: "block" | "soft_block" | "redact" | "warn" | "tokenize";
        readonly parameters: {
          readonly values: readonly string[];
          readonly ignore_case?: boolean;
          readonly max_match_length?: number;
          readonly replacement?: string;
        };
      }
    | {
        readonly name: string;
        readonly where?: "input" | "output" | "io";
        readonly response_message?: string;
        readonly description?: string;
        readonly message_roles?: readonly ("system" | "user" | "assistant" | "tool")[];
        readonly enabled?: boolean;
        readonly type: "pii";
        readonly behavior?: "block" | "soft_block" | "redact" | "warn" | "tokenize";
        readonly parameters?: {
          readonly types?: readonly string[];
          readonly regions?: readonly string[];
          readonly replacement?: string;
        };
      }
    | {
        readonly name: string;
        readonly where?: "input" | "output" | "io";
        readonly response_message?: string;
        readonly description?: string;
        readonly message_roles?: readonly ("system" | "user" | "assistant" | "tool")[];
        readonly enabled?: boolean;
        readonly type: "presidio_analyzer";
        readonly behavior?: "block" | "soft_block" | "warn";
        readonly parameters?: { readonly entities?: readonly string[]; readonly language?: string };
      }
    | {
        readonly name: string;
        readonly where?: "input" | "output" | "io";
        readonly response_message?: string;
        readonly description?: string;
        readonly message_roles?: readonly ("system" | "user" | "assistant" | "tool")[];
        readonly enabled?: boolean;
        readonly type: "presidio_anonymizer";
        readonly behavior?: "redact";
        readonly parameters?: { readonly entities?: readonly string[]; readonly language?: string };
      }
    | {
        readonly name: string;
        readonly where?: "input" | "output" | "io";
        readonly response_message?: string;
        readonly description?: string;
        readonly message_roles?: readonly ("system" | "user" | "assistant" | "tool")[];
        readonly enabled?: boolean;
        readonly type: "prompt_injection";
        readonly behavior?: "block" | "soft_block" | "warn";
        readonly parameters?: { readonly threshold?: number };
      }
    | {
        readonly name: string;
        readonly where?: "input" | "output" | "io";
        readonly response_message?: string;
        readonly description?: string;
        readonly message_roles?: readonly ("system" | "user" | "assistant" | "tool")[];
        readonly enabled?: boolean;
        readonly type: "keywords";
        readonly behavior?: "block" | "soft_block" | "redact" | "warn" | "tokenize";
        readonly parameters: {
          readonly values: readonly string[];
          readonly ignore_case?: boolean;
          readonly replacement?: string;
        };
      }
    | {
        readonly name: string;
        readonly where?: "input" | "output" | "io";
        readonly response_message?: string;
        readonly description?: string;
        readonly message_roles?: readonly ("system" | "user" | "assistant" | "tool")[];
        readonly enabled?: boolean;
        readonly type: "topics";
        readonly behavior?: "block" | "soft_block" | "warn";
        readonly parameters: {
          readonly topics: readonly { readonly name: string; readonly values: readonly string[] }[];
          readonly min_matches?: number;
        };
      }
    | {
        readonly name: string;
        readonly where?: "input" | "output" | "io";
        readonly response_message?: string;
        readonly description?: string;
        readonly message_roles?: readonly ("system" | "user" | "assistant" | "tool")[];
        readonly enabled?: boolean;
        readonly type: "judge";
        readonly behavior?: "block" | "soft_block" | "redact" | "warn";
        readonly parameters: {
          readonly prompt_ref?: string;
          readonly prompt?: string;
          readonly business_context?: string;
          readonly model_id: string;
          readonly fallback_model_id?: string;
          readonly temperature?: number;
          readonly max_tokens?: number;
          readonly include_reasoning?: boolean;
          readonly timeout?: number;
          readonly on_error?: "block" | "pass";
        };
      }
    | {
        readonly name: string;
        readonly where?: "input" | "output" | "io";
        readonly response_message?: string;
        readonly description?: string;
        readonly message_roles?: readonly ("system" | "user" | "assistant" | "tool")[];
        readonly enabled?: boolean;
        readonly type: "http";
        readonly behavior?: "block" | "soft_block" | "redact" | "warn";
        readonly parameters: { readonly url: string; readonly timeout?: number; readonly on_error?: "block" | "pass" };
      }
  )[];
  readonly where?: "input" | "output";
  readonly text?: string;
  readonly messages?: readonly { readonly role: "system" | "user" | "assistant" | "tool"; readonly content: string }[];
};

export type GuardrailTestAnswer = {
  readonly test: {
    readonly verdict: "pass" | "block" | "soft_block";
    readonly message: string | null;
    readonly texts: readonly { readonly path: string; readonly text: string; readonly changed: boolean }[];
    readonly findings: readonly GuardrailFinding[];
    readonly skipped: readonly string[];
    readonly milliseconds: number;
  };
};

export type GuardrailTypes = {
  readonly types: readonly {
    readonly type:
      | "starts_with"
      | "ends_with"
      | "contains"
      | "regex"
      | "pii"
      | "presidio_analyzer"
      | "presidio_anonymizer"
      | "prompt_injection"
      | "keywords"
      | "topics"
      | "judge"
      | "http";
    readonly description: string;
    readonly behaviors: readonly ("block" | "soft_block" | "redact" | "warn" | "tokenize")[];
    readonly parameters: Readonly<Record<string, unknown>>;
  }[];
  readonly piiTypes: readonly { readonly type: string; readonly description: string; readonly default: boolean }[];
  readonly judgePrompts: readonly string[];
};

export type IamCheck = { readonly projectId: string; readonly iam: readonly IamRule[] };

export type IamCheckAnswer = { readonly iamCheck: { readonly models: readonly ModelAccess[] } };

export type IamRule =
  | {
      readonly name?: string;
      readonly effect: "allow" | "deny";
      readonly on: "models";
      readonly values: readonly string[];
    }
  | {
      readonly name?: string;
      readonly effect: "allow" | "deny";
      readonly on: "providers";
      readonly values: readonly string[];
    }
  | {
      readonly name?: string;
      readonly effect: "allow" | "deny";
      readonly on: "pricing";
      readonly minInputUsdPerMillion?: number;
      readonly maxInputUsdPerMillion?: number;
      readonly minOutputUsdPerMillion?: number;
      readonly maxOutputUsdPerMillion?: number;
    }
  | {
      readonly name?: string;
      readonly effect: "allow" | "deny";
      readonly on: "context";
      readonly minTokens?: number;
      readonly maxTokens?: number;
    };

export type Invitation = {
  readonly id: string;
  readonly organizationId: string;
  readonly email: string;
  readonly role: "owner" | "admin" | "developer" | "viewer";
  readonly status: "pending" | "accepted" | "revoked" | "expired";
  readonly invitedBy: string | null;
  readonly expiresAt: string;
  readonly createdAt: string;
};

export type InvitationAccepted = {
  readonly user: User;
  readonly membership: {
    readonly organizationId: string;
    readonly organizationName: string;
    readonly role: "owner" | "admin" | "developer" | "viewer";
  };
  readonly session: { readonly token: string; readonly expiresAt: string } | null;
};

export type InvitationList = { readonly invitations: readonly Invitation[]; readonly nextCursor: string | null };

export type Invited = {
  readonly invitation: Invitation;
  readonly emailSent: boolean;
  readonly accept: { readonly token: string; readonly url: string } | null;
};

export type Invoice = {
  readonly id: string;
  readonly organizationId: string;
  readonly month: string;
  readonly status: "open" | "closed";
  readonly openingUsd: number;
  readonly usageUsd: number;
  readonly platformFeesUsd: number;
  readonly topUpsUsd: number;
  readonly grantsUsd: number;
  readonly refundsUsd: number;
  readonly adjustmentsUsd: number;
  readonly closingUsd: number;
};

export type InvoiceList = { readonly invoices: readonly Invoice[]; readonly nextCursor: null };

export type KeyRateLimits = {
  readonly rpm?: number;
  readonly tpm?: number;
  readonly rpd?: number;
  readonly parallel?: number;
} | null;

export type KeyRateLimitsPatch = {
  readonly rpm?: number | null;
  readonly tpm?: number | null;
  readonly rpd?: number | null;
  readonly parallel?: number | null;
} | null;

export type LedgerCheckAnswer = {
  readonly ledgerCheck: {
    readonly checkedAt: string | null;
    readonly agrees: boolean | null;
    readonly findings: readonly {
      readonly organizationId: string;
      readonly what: "unbalanced" | "balance" | "usage" | "logs";
      readonly where: string | null;
      readonly expectedUsd: number;
      readonly foundUsd: number;
    }[];
  };
};

export type LedgerTransaction = {
  readonly id: string;
  readonly organizationId: string;
  readonly kind:
    | "grant"
    | "top_up"
    | "auto_top_up"
    | "usage"
    | "refund"
    | "refund_failed"
    | "dispute"
    | "dispute_reversal"
    | "adjustment";
  readonly reference: string;
  readonly description: string;
  readonly amountUsd: number;
  readonly entries: readonly { readonly account: string; readonly amountUsd: number }[];
  readonly actor: { readonly kind: string; readonly id: string | null; readonly label: string | null };
  readonly createdAt: string;
};

export type LedgerTransactionAnswer = { readonly transaction: LedgerTransaction };

export type LedgerTransactionList = {
  readonly transactions: readonly LedgerTransaction[];
  readonly nextCursor: string | null;
};

export type Log = {
  readonly requestId: string;
  readonly timestamp: string;
  readonly organizationId: string | null;
  readonly projectId: string | null;
  readonly apiKeyId: string | null;
  readonly endpoint: string;
  readonly operation: string;
  readonly stream: boolean;
  readonly status: number;
  readonly errorCode: string | null;
  readonly requestedModel: string | null;
  readonly route: {
    readonly project: string;
    readonly route: string;
    readonly configId: string;
    readonly configVersion: number;
  } | null;
  readonly provider: string | null;
  readonly model: string | null;
  readonly nativeModel: string | null;
  readonly finishReason: string | null;
  readonly latencyMs: number;
  readonly overheadMs: number;
  readonly timeToFirstTokenMs: number | null;
  readonly usage: {
    readonly promptTokens: number;
    readonly completionTokens: number;
    readonly totalTokens: number;
    readonly cacheReadTokens: number;
    readonly cacheWriteTokens: number;
    readonly reasoningTokens: number;
    readonly estimated: boolean;
  };
  readonly cost: {
    readonly providerCostUsd: number | null;
    readonly platformFeeUsd: number | null;
    readonly totalUsd: number | null;
    readonly savingsVsDefaultUsd: number | null;
  };
  readonly paidBy: "credits" | "own-key" | "none";
  readonly cached: boolean;
  readonly fallbackUsed: boolean;
  readonly attempts: readonly {
    readonly provider: string;
    readonly model: string;
    readonly status: number | null;
    readonly errorCode: string | null;
    readonly latencyMs: number;
  }[];
  readonly strategy: string;
  readonly candidatesEvaluated: number;
  readonly reason: string;
  readonly source: string | null;
  readonly sessionId: string | null;
  readonly tags: Readonly<Record<string, string>>;
  readonly clientIp: string | null;
  readonly userAgent: string | null;
  readonly warnings: readonly { readonly field: string; readonly message: string }[];
};

export type LogAnswer = { readonly log: LogWithReceipt };

export type LogContent = {
  readonly requestId: string;
  readonly request: string;
  readonly answer: string;
  readonly truncated: boolean;
  readonly storedAt: string;
  readonly expiresAt: string;
};

export type LogContentAnswer = { readonly content: LogContent };

export type LogExport = { readonly logs: readonly Log[] };

export type LogList = { readonly logs: readonly Log[]; readonly nextCursor: string | null };

export type LogWithReceipt = Log & { readonly receipt?: Readonly<Record<string, unknown>> };

export type LoginRequest = { readonly email: string; readonly password: string; readonly totpCode?: string };

export type Me = {
  readonly user: User & { readonly secondFactor: boolean; readonly emailVerified: boolean };
  readonly memberships: readonly Membership[];
  readonly organizations: readonly Organization[];
  readonly ssoRequired: readonly Membership[];
};

export type MePatch = { readonly name?: string; readonly email?: string; readonly password?: string };

export type Member = {
  readonly userId: string;
  readonly email: string;
  readonly name: string;
  readonly role: "owner" | "admin" | "developer" | "viewer";
  readonly secondFactor: boolean;
  readonly joinedAt: string;
};

export type MemberAnswer = {
  readonly member: Member;
  readonly revoked: { readonly tokens: number; readonly invitations: number };
};

export type MemberEnd = {
  readonly success: true;
  readonly revoked: { readonly tokens: number; readonly invitations: number };
};

export type MemberList = { readonly members: readonly Member[]; readonly nextCursor: string | null };

export type MemberPatch = { readonly role: "owner" | "admin" | "developer" | "viewer" };

export type Membership = {
  readonly organizationId: string;
  readonly organizationName: string;
  readonly role: "owner" | "admin" | "developer" | "viewer";
};

export type ModelAccess = {
  readonly model: string;
  readonly connected: boolean;
  readonly allowed: boolean;
  readonly rule: string | null;
};

export type ModelHealth = {
  readonly provider: string;
  readonly model: string;
  readonly uptime: number | null;
  readonly latencyMs: number | null;
  readonly timeToFirstTokenMs: number | null;
  readonly tokensPerSecond: number | null;
  readonly samples: number;
  readonly lastSeenAt: string | null;
  readonly circuits: readonly Circuit[];
};

export type ModelHealthList = { readonly health: readonly ModelHealth[]; readonly nextCursor: null };

export type ModelOffering = {
  readonly provider: string;
  readonly model: string;
  readonly nativeId: string;
  readonly contextTokens: number | null;
  readonly maxOutputTokens: number | null;
  readonly capabilities: readonly string[];
  readonly regions: readonly string[] | null;
  readonly pricing: ModelPricing;
  readonly paidBy: "own-key" | "credits" | "none" | null;
};

export type ModelPricing = {
  readonly inputUsdPerMillion: number;
  readonly outputUsdPerMillion: number;
  readonly cacheReadUsdPerMillion: number | null;
  readonly cacheWriteUsdPerMillion: number | null;
  readonly reasoningUsdPerMillion: number | null;
  readonly tiers: readonly {
    readonly aboveInputTokens: number;
    readonly inputUsdPerMillion: number;
    readonly outputUsdPerMillion: number;
    readonly cacheReadUsdPerMillion: number | null;
    readonly cacheWriteUsdPerMillion: number | null;
  }[];
  readonly units: readonly { readonly unit: string; readonly usd: number }[];
  readonly variesByHour: boolean;
  readonly source: string | null;
} | null;

export type NewAlertChannel = {
  readonly organizationId?: string;
  readonly name: string;
  readonly kind: "webhook" | "mail";
  readonly url?: string;
  readonly format?: "json" | "slack";
  readonly recipients?: readonly string[];
  readonly enabled?: boolean;
};

export type NewAlertChannelAnswer = { readonly channel: AlertChannel; readonly secret: string | null };

export type NewAlertRule = {
  readonly organizationId?: string;
  readonly kind:
    | "budget_threshold"
    | "budget_exceeded"
    | "low_balance"
    | "auto_top_up_failed"
    | "spend_anomaly"
    | "error_rate_anomaly"
    | "key_rotation_due"
    | "key_expiring"
    | "key_disabled"
    | "circuit_opened"
    | "circuit_closed";
  readonly name: string;
  readonly scope?: {
    readonly projectId?: string;
    readonly apiKeyId?: string;
    readonly budgetId?: string;
    readonly provider?: string;
  };
  readonly thresholds?: {
    readonly percents?: readonly number[];
    readonly deviations?: number;
    readonly days?: readonly number[];
  };
  readonly channels?: readonly string[] | null;
  readonly enabled?: boolean;
  readonly mutedUntil?: string | null;
};

export type NewApiKey = {
  readonly projectId: string;
  readonly environment?: "production" | "development";
  readonly description?: string;
  readonly usageLimit?: number | null;
  readonly expiresAt?: string | null;
  readonly rateLimits?: KeyRateLimitsPatch;
  readonly limits?: {
    readonly daily_usd?: number | null;
    readonly weekly_usd?: number | null;
    readonly monthly_usd?: number | null;
    readonly per_request_usd?: number | null;
    readonly allow_unpriced?: boolean | null;
  } | null;
  readonly ipAllowlist?: readonly string[];
  readonly iam?: readonly IamRule[];
  readonly rotationReminderDays?: number | null;
};

export type NewBudget = {
  readonly organizationId?: string;
  readonly name?: string;
  readonly scope: "organization" | "project" | "key" | "tag";
  readonly scopeId?: string;
  readonly period: "request" | "day" | "week" | "month" | "total";
  readonly limitUsd: number;
  readonly hard?: boolean;
  readonly allowUnpriced?: boolean;
  readonly thresholds?: readonly number[];
};

export type NewGrant = {
  readonly organizationId: string;
  readonly amountUsd: number;
  readonly description?: string;
  readonly reference?: string;
};

export type NewInvitation = { readonly email: string; readonly role?: "owner" | "admin" | "developer" | "viewer" };

export type NewOrganization = { readonly name: string };

export type NewOrganizationToken = {
  readonly name: string;
  readonly role: "owner" | "admin" | "developer" | "viewer";
  readonly scopes?: readonly (
    | "*"
    | "projects:read"
    | "projects:write"
    | "api-keys:read"
    | "api-keys:write"
    | "provider-keys:read"
    | "provider-keys:write"
    | "logs:read"
    | "logs:write"
    | "analytics:read"
    | "analytics:write"
    | "settings:read"
    | "settings:write"
    | "audit:read"
    | "audit:write"
    | "members:read"
    | "members:write"
    | "billing:read"
    | "billing:write"
  )[];
  readonly expiresAt?: string | null;
};

export type NewProject = {
  readonly organizationId?: string;
  readonly name: string;
  readonly slug?: string;
  readonly mode?: "api-keys" | "credits" | "hybrid";
  readonly cachingEnabled?: boolean;
  readonly cacheDurationSeconds?: number;
  readonly defaultModel?: string | null;
  readonly routingPreferences?: RoutingPreferencesPatch;
  readonly rateLimits?: {
    readonly rpm?: number | null;
    readonly tpm?: number | null;
    readonly rpd?: number | null;
    readonly parallel?: number | null;
  } | null;
  readonly limits?: {
    readonly daily_usd?: number | null;
    readonly weekly_usd?: number | null;
    readonly monthly_usd?: number | null;
    readonly per_request_usd?: number | null;
    readonly allow_unpriced?: boolean | null;
  } | null;
  readonly guardrails?:
    | readonly (
        | {
            readonly name: string;
            readonly where?: "input" | "output" | "io";
            readonly response_message?: string;
            readonly description?: string;
            readonly message_roles?: readonly ("system" | "user" | "assistant" | "tool")[];
            readonly enabled?: boolean;
            readonly type: "starts_with";
            readonly behavior?: "block" | "soft_block" | "redact" | "warn" | "tokenize";
            readonly parameters: {
              readonly values: readonly string[];
              readonly ignore_case?: boolean;
              readonly replacement?: string;
            };
          }
        | {
            readonly name: string;
            readonly where?: "input" | "output" | "io";
            readonly response_message?: string;
            readonly description?: string;
            readonly message_roles?: readonly ("system" | "user" | "assistant" | "tool")[];
            readonly enabled?: boolean;
            readonly type: "ends_with";
            readonly behavior?: "block" | "soft_block" | "redact" | "warn" | "tokenize";
            readonly parameters: {
              readonly values: readonly string[];
              readonly ignore_case?: boolean;
              readonly replacement?: string;
            };
          }
        | {
            readonly name: string;
            readonly where?: "input" | "output" | "io";
            readonly response_message?: string;
            readonly description?: string;
            readonly message_roles?: readonly ("system" | "user" | "assistant" | "tool")[];
            readonly enabled?: boolean;
            readonly type: "contains";
            readonly behavior?: "block" | "soft_block" | "redact" | "warn" | "tokenize";
            readonly parameters: {
              readonly values: readonly string[];
              readonly ignore_case?: boolean;
              readonly replacement?: string;
            };
          }
        | {
            readonly name: string;
            readonly where?: "input" | "output" | "io";
            readonly response_message?: string;
            readonly description?: string;
            readonly message_roles?: readonly ("system" | "user" | "assistant" | "tool")[];
            readonly enabled?: boolean;
            readonly type: "regex";
            readonly behavior?: "block" | "soft_block" | "redact" | "warn" | "tokenize";
            readonly parameters: {
              readonly values: readonly string[];
              readonly ignore_case?: boolean;
              readonly max_match_length?: number;
              readonly replacement?: string;
            };
          }
        | {
            readonly name: string;
            readonly where?: "input" | "output" | "io";
            readonly response_message?: string;
            readonly description?: string;
            readonly message_roles?: readonly ("system" | "user" | "assistant" | "tool")[];
            readonly enabled?: boolean;
            readonly type: "pii";
            readonly behavior?: "block" | "soft_block" | "redact" | "warn" | "tokenize";
            readonly parameters?: {
              readonly types?: readonly string[];
              readonly regions?: readonly string[];
              readonly replacement?: string;
            };
          }
        | {
            readonly name: string;
            readonly where?: "input" | "output" | "io";
            readonly response_message?: string;
            readonly description?: string;
            readonly message_roles?: readonly ("system" | "user" | "assistant" | "tool")[];
            readonly enabled?: boolean;
            readonly type: "presidio_analyzer";
            readonly behavior?: "block" | "soft_block" | "warn";
            readonly parameters?: { readonly entities?: readonly string[]; readonly language?: string };
          }
        | {
            readonly name: string;
            readonly where?: "input" | "output" | "io";
            readonly response_message?: string;
            readonly description?: string;
            readonly message_roles?: readonly ("system" | "user" | "assistant" | "tool")[];
            readonly enabled?: boolean;
            readonly type: "presidio_anonymizer";
            readonly behavior?: "redact";
            readonly parameters?: { readonly entities?: readonly string[]; readonly language?: string };
          }
        | {
            readonly name: string;
            readonly where?: "input" | "output" | "io";
            readonly response_message?: string;
            readonly description?: string;
            readonly message_roles?: readonly ("system" | "user" | "assistant" | "tool")[];
            readonly enabled?: boolean;
            readonly type: "prompt_injection";
            readonly behavior?: "block" | "soft_block" | "warn";
            readonly parameters?: { readonly threshold?: number };
          }
        | {
            readonly name: string;
            readonly where?: "input" | "output" | "io";
            readonly response_message?: string;
            readonly description?: string;
            readonly message_roles?: readonly ("system" | "user" | "assistant" | "tool")[];
            readonly enabled?: boolean;
            readonly type: "keywords";
            readonly behavior?: "block" | "soft_block" | "redact" | "warn" | "tokenize";
            readonly parameters: {
              readonly values: readonly string[];
              readonly ignore_case?: boolean;
              readonly replacement?: string;
            };
          }
        | {
            readonly name: string;
            readonly where?: "input" | "output" | "io";
            readonly response_message?: string;
            readonly description?: string;
            readonly message_roles?: readonly ("system" | "user" | "assistant" | "tool")[];
            readonly enabled?: boolean;
            readonly type: "topics";
            readonly behavior?: "block" | "soft_block" | "warn";
            readonly parameters: {
              readonly topics: readonly { readonly name: string; readonly values: readonly string[] }[];
              readonly min_matches?: number;
            };
          }
        | {
            readonly name: string;
            readonly where?: "input" | "output" | "io";
            readonly response_message?: string;
            readonly description?: string;
            readonly message_roles?: readonly ("system" | "user" | "assistant" | "tool")[];
            readonly enabled?: boolean;
            readonly type: "judge";
            readonly behavior?: "block" | "soft_block" | "redact" | "warn";
            readonly parameters: {
              readonly prompt_ref?: string;
              readonly prompt?: string;
              readonly business_context?: string;
              readonly model_id: string;
              readonly fallback_model_id?: string;
              readonly temperature?: number;
              readonly max_tokens?: number;
              readonly include_reasoning?: boolean;
              readonly timeout?: number;
              readonly on_error?: "block" | "pass";
            };
          }
        | {
            readonly name: string;
            readonly where?: "input" | "output" | "io";
            readonly response_message?: string;
            readonly description?: string;
            readonly message_roles?: readonly ("system" | "user" | "assistant" | "tool")[];
            readonly enabled?: boolean;
            readonly type: "http";
            readonly behavior?: "block" | "soft_block" | "redact" | "warn";
            readonly parameters: {
              readonly url: string;
              readonly timeout?: number;
              readonly on_error?: "block" | "pass";
            };
          }
      )[]
    | null;
};

export type NewProjectConfig = { readonly yaml: string; readonly message?: string | null };

export type NewProviderKey = {
  readonly organizationId?: string;
  readonly provider: string;
  readonly customName?: string;
  readonly wire?: "openai" | "anthropic";
  readonly name?: string;
  readonly credential?: Readonly<Record<string, string>>;
  readonly baseUrl?: string | null;
  readonly priority?: number;
  readonly weight?: number;
  readonly projectId?: string | null;
  readonly rateLimits?: {
    readonly rpm?: number | null;
    readonly tpm?: number | null;
    readonly rpd?: number | null;
    readonly parallel?: number | null;
  } | null;
  readonly status?: "active" | "inactive";
};

export type NewRefund = {
  readonly organizationId: string;
  readonly amountUsd: number;
  readonly topUpId?: string;
  readonly description?: string;
  readonly reference?: string;
};

export type NewSavedView = {
  readonly organizationId?: string;
  readonly page: "logs" | "analytics" | "costs";
  readonly name: string;
  readonly query: string;
};

export type NewTopUp = {
  readonly organizationId?: string;
  readonly amountUsd: number;
  readonly keepPaymentMethod?: boolean;
};

export type Organization = {
  readonly id: string;
  readonly name: string;
  readonly plan: "free" | "starter" | "pro" | "enterprise";
  readonly planRateLimits: { readonly rpm?: number; readonly tpm?: number; readonly rpd?: number };
  readonly role: "owner" | "admin" | "developer" | "viewer";
  readonly operates: boolean;
  readonly settings: {
    readonly singleSignOn: "off" | "offered" | "enforced";
    readonly storesContent: boolean;
    readonly restrictsIps: boolean;
  };
  readonly createdAt: string;
  readonly updatedAt: string;
};

export type OrganizationAnswer = { readonly organization: Organization };

export type OrganizationList = { readonly organizations: readonly Organization[]; readonly nextCursor: null };

export type OrganizationPatch = { readonly name?: string };

export type OrganizationRateLimits = {
  readonly rpm?: number;
  readonly tpm?: number;
  readonly rpd?: number;
  readonly parallel?: number;
  readonly ip: {
    readonly rpm?: number;
    readonly tpm?: number;
    readonly rpd?: number;
    readonly parallel?: number;
  } | null;
};

export type OrganizationSettings = {
  readonly routingPreferences: RoutingPreferences;
  readonly limits: SpendLimits;
  readonly rateLimits: OrganizationRateLimits;
  readonly timeZone: string;
  readonly alerts: { readonly threshold_percent: number; readonly webhook_url: string | null };
  readonly semanticCache: {
    readonly cache_enabled: boolean;
    readonly similarity_threshold: number;
    readonly ttl_seconds: number;
    readonly exclude_models: readonly string[];
    readonly mode: "on" | "shadow";
    readonly namespace: "organization" | "project" | "key";
    readonly embedding_model: string | null;
  };
  readonly exactCache: { readonly namespace: "organization" | "project" | "key"; readonly coalesce: boolean };
  readonly pii: {
    readonly pii_detection_enabled: boolean;
    readonly pii_action: "redact" | "block" | "warn" | "tokenize";
    readonly pii_types: readonly string[];
  };
  readonly guardrails: readonly Guardrail[];
  readonly ipAllowlist: readonly string[] | null;
  readonly residency: { readonly allowed_regions: readonly string[] };
  readonly retention: { readonly store_content: boolean; readonly days: number };
  readonly configs: { readonly separate_approval: boolean };
};

export type OrganizationSettingsAnswer = { readonly settings: OrganizationSettings };

export type OrganizationSettingsPatch = {
  readonly routingPreferences?: RoutingPreferencesPatch;
  readonly limits?: SpendLimitsPatch;
  readonly rateLimits?: {
    readonly rpm?: number | null;
    readonly tpm?: number | null;
    readonly rpd?: number | null;
    readonly parallel?: number | null;
    readonly ip?: {
      readonly rpm?: number | null;
      readonly tpm?: number | null;
      readonly rpd?: number | null;
      readonly parallel?: number | null;
    } | null;
  } | null;
  readonly timeZone?: string | null;
  readonly alerts?: { readonly threshold_percent?: number | null; readonly webhook_url?: string | null } | null;
  readonly semanticCache?: {
    readonly cache_enabled?: boolean | null;
    readonly similarity_threshold?: number | null;
    readonly ttl_seconds?: number | null;
    readonly exclude_models?: readonly string[] | null;
    readonly mode?: "on" | "shadow" | null;
    readonly namespace?: "organization" | "project" | "key" | null;
    readonly embedding_model?: string | null;
  } | null;
  readonly exactCache?: {
    readonly namespace?: "organization" | "project" | "key" | null;
    readonly coalesce?: boolean | null;
  } | null;
  readonly pii?: {
    readonly pii_detection_enabled?: boolean | null;
    readonly pii_action?: "redact" | "block" | "warn" | "tokenize" | null;
    readonly pii_types?:
      | readonly ("email" | "phone" | "ssn" | "credit_card" | "api_key" | "ip_address" | "iban")[]
      | null;
  } | null;
  readonly guardrails?:
    | readonly (
        | {
            readonly name: string;
            readonly where?: "input" | "output" | "io";
            readonly response_message?: string;
            readonly description?: string;
            readonly message_roles?: readonly ("system" | "user" | "assistant" | "tool")[];
            readonly enabled?: boolean;
            readonly type: "starts_with";
            readonly behavior?: "block" | "soft_block" | "redact" | "warn" | "tokenize";
            readonly parameters: {
              readonly values: readonly string[];
              readonly ignore_case?: boolean;
              readonly replacement?: string;
            };
          }
        | {
            readonly name: string;
            readonly where?: "input" | "output" | "io";
            readonly response_message?: string;
            readonly description?: string;
            readonly message_roles?: readonly ("system" | "user" | "assistant" | "tool")[];
            readonly enabled?: boolean;
            readonly type: "ends_with";
            readonly behavior?: "block" | "soft_block" | "redact" | "warn" | "tokenize";
            readonly parameters: {
              readonly values: readonly string[];
              readonly ignore_case?: boolean;
              readonly replacement?: string;
            };
          }
        | {
            readonly name: string;
            readonly where?: "input" | "output" | "io";
            readonly response_message?: string;
            readonly description?: string;
            readonly message_roles?: readonly ("system" | "user" | "assistant" | "tool")[];
            readonly enabled?: boolean;
            readonly type: "contains";
            readonly behavior?: "block" | "soft_block" | "redact" | "warn" | "tokenize";
            readonly parameters: {
              readonly values: readonly string[];
              readonly ignore_case?: boolean;
              readonly replacement?: string;
            };
          }
        | {
            readonly name: string;
            readonly where?: "input" | "output" | "io";
            readonly response_message?: string;
            readonly description?: string;
            readonly message_roles?: readonly ("system" | "user" | "assistant" | "tool")[];
            readonly enabled?: boolean;
            readonly type: "regex";
            readonly behavior?: "block" | "soft_block" | "redact" | "warn" | "tokenize";
            readonly parameters: {
              readonly values: readonly string[];
              readonly ignore_case?: boolean;
              readonly max_match_length?: number;
              readonly replacement?: string;
            };
          }
        | {
            readonly name: string;
            readonly where?: "input" | "output" | "io";
            readonly response_message?: string;
            readonly description?: string;
            readonly message_roles?: readonly ("system" | "user" | "assistant" | "tool")[];
            readonly enabled?: boolean;
            readonly type: "pii";
            readonly behavior?: "block" | "soft_block" | "redact" | "warn" | "tokenize";
            readonly parameters?: {
              readonly types?: readonly string[];
              readonly regions?: readonly string[];
              readonly replacement?: string;
            };
          }
        | {
            readonly name: string;
            readonly where?: "input" | "output" | "io";
            readonly response_message?: string;
            readonly description?: string;
            readonly message_roles?: readonly ("system" | "user" | "assistant" | "tool")[];
            readonly enabled?: boolean;
            readonly type: "presidio_analyzer";
            readonly behavior?: "block" | "soft_block" | "warn";
            readonly parameters?: { readonly entities?: readonly string[]; readonly language?: string };
          }
        | {
            readonly name: string;
            readonly where?: "input" | "output" | "io";
            readonly response_message?: string;
            readonly description?: string;
            readonly message_roles?: readonly ("system" | "user" | "assistant" | "tool")[];
            readonly enabled?: boolean;
            readonly type: "presidio_anonymizer";
            readonly behavior?: "redact";
            readonly parameters?: { readonly entities?: readonly string[]; readonly language?: string };
          }
        | {
            readonly name: string;
            readonly where?: "input" | "output" | "io";
            readonly response_message?: string;
            readonly description?: string;
            readonly message_roles?: readonly ("system" | "user" | "assistant" | "tool")[];
            readonly enabled?: boolean;
            readonly type: "prompt_injection";
            readonly behavior?: "block" | "soft_block" | "warn";
            readonly parameters?: { readonly threshold?: number };
          }
        | {
            readonly name: string;
            readonly where?: "input" | "output" | "io";
            readonly response_message?: string;
            readonly description?: string;
            readonly message_roles?: readonly ("system" | "user" | "assistant" | "tool")[];
            readonly enabled?: boolean;
            readonly type: "keywords";
            readonly behavior?: "block" | "soft_block" | "redact" | "warn" | "tokenize";
            readonly parameters: {
              readonly values: readonly string[];
              readonly ignore_case?: boolean;
              readonly replacement?: string;
            };
          }
        | {
            readonly name: string;
            readonly where?: "input" | "output" | "io";
            readonly response_message?: string;
            readonly description?: string;
            readonly message_roles?: readonly ("system" | "user" | "assistant" | "tool")[];
            readonly enabled?: boolean;
            readonly type: "topics";
            readonly behavior?: "block" | "soft_block" | "warn";
            readonly parameters: {
              readonly topics: readonly { readonly name: string; readonly values: readonly string[] }[];
              readonly min_matches?: number;
            };
          }
        | {
            readonly name: string;
            readonly where?: "input" | "output" | "io";
            readonly response_message?: string;
            readonly description?: string;
            readonly message_roles?: readonly ("system" | "user" | "assistant" | "tool")[];
            readonly enabled?: boolean;
            readonly type: "judge";
            readonly behavior?: "block" | "soft_block" | "redact" | "warn";
            readonly parameters: {
              readonly prompt_ref?: string;
              readonly prompt?: string;
              readonly business_context?: string;
              readonly model_id: string;
              readonly fallback_model_id?: string;
              readonly temperature?: number;
              readonly max_tokens?: number;
              readonly include_reasoning?: boolean;
              readonly timeout?: number;
              readonly on_error?: "block" | "pass";
            };
          }
        | {
            readonly name: string;
            readonly where?: "input" | "output" | "io";
            readonly response_message?: string;
            readonly description?: string;
            readonly message_roles?: readonly ("system" | "user" | "assistant" | "tool")[];
            readonly enabled?: boolean;
            readonly type: "http";
            readonly behavior?: "block" | "soft_block" | "redact" | "warn";
            readonly parameters: {
              readonly url: string;
              readonly timeout?: number;
              readonly on_error?: "block" | "pass";
            };
          }
      )[]
    | null;
  readonly ipAllowlist?: readonly string[];
  readonly residency?: { readonly allowed_regions?: readonly string[] | null } | null;
  readonly retention?: { readonly store_content?: boolean | null; readonly days?: number | null } | null;
  readonly configs?: { readonly separate_approval?: boolean | null } | null;
};

export type OrganizationToken = {
  readonly id: string;
  readonly organizationId: string;
  readonly name: string;
  readonly role: "owner" | "admin" | "developer" | "viewer";
  readonly scopes: readonly string[];
  readonly last4: string;
  readonly status: "active" | "expired";
  readonly createdBy: string | null;
  readonly createdAt: string;
  readonly expiresAt: string | null;
  readonly lastUsedAt: string | null;
};

export type OrganizationTokenList = {
  readonly tokens: readonly OrganizationToken[];
  readonly nextCursor: string | null;
};

export type OrganizationTokenMinted = { readonly token: OrganizationToken; readonly secret: string };

export type PasswordChange = { readonly currentPassword: string; readonly newPassword: string };

export type PasswordReset = { readonly token: string; readonly newPassword: string };

export type PasswordResetRequest = { readonly email: string };

export type PlanPatch = { readonly organizationId: string; readonly plan: "free" | "starter" | "pro" | "enterprise" };

export type Project = {
  readonly id: string;
  readonly name: string;
  readonly organizationId: string;
  readonly slug: string;
  readonly mode: "api-keys" | "credits" | "hybrid";
  readonly cachingEnabled: boolean;
  readonly cacheDurationSeconds: number;
  readonly defaultModel: string | null;
  readonly routingPreferences: RoutingPreferences;
  readonly rateLimits: KeyRateLimits;
  readonly limits: SpendLimits;
  readonly guardrails: readonly Guardrail[];
  readonly status: "active" | "archived";
  readonly projectStatus: "DEV" | "PROD";
  readonly servedConfigId: string | null;
  readonly createdAt: string;
  readonly updatedAt: string;
};

export type ProjectAnswer = { readonly project: Project };

export type ProjectConfig = ProjectConfigSummary & { readonly yaml: string };

export type ProjectConfigActor = {
  readonly kind: "user" | "token" | "system" | "anonymous";
  readonly id: string | null;
  readonly label: string | null;
};

export type ProjectConfigAnswer = { readonly config: ProjectConfig };

export type ProjectConfigChange = {
  readonly path: string;
  readonly kind: "added" | "removed" | "changed";
  readonly before?: unknown;
  readonly after?: unknown;
  readonly text: string;
};

export type ProjectConfigDescription = { readonly description: string; readonly current?: string | null };

export type ProjectConfigDiff = {
  readonly diff: {
    readonly from: {
      readonly id: string;
      readonly version: number;
      readonly state: "DRAFT" | "READY_TO_SERVE" | "SERVED" | "RETIRED";
    } | null;
    readonly to: {
      readonly id: string;
      readonly version: number;
      readonly state: "DRAFT" | "READY_TO_SERVE" | "SERVED" | "RETIRED";
    };
    readonly changes: readonly ProjectConfigChange[];
    readonly sameText: boolean;
  };
};

export type ProjectConfigDiffQuestion = { readonly against?: string | null };

export type ProjectConfigHistory = {
  readonly history: readonly {
    readonly at: string;
    readonly actor: ProjectConfigActor;
    readonly action: string;
    readonly fromState: "DRAFT" | "READY_TO_SERVE" | "SERVED" | "RETIRED" | null;
    readonly toState: "DRAFT" | "READY_TO_SERVE" | "SERVED" | "RETIRED";
    readonly message: string | null;
  }[];
};

export type ProjectConfigImport = {
  readonly format: "litellm" | "portkey";
  readonly text: string;
  readonly message?: string | null;
};

export type ProjectConfigImportAnswer = {
  readonly import: {
    readonly config: ProjectConfig | null;
    readonly yaml: string | null;
    readonly report: readonly { readonly path: string; readonly reason: string }[];
    readonly errors: readonly ProjectConfigProblem[];
    readonly missingSecrets: readonly string[];
  };
};

export type ProjectConfigList = {
  readonly configs: readonly ProjectConfigSummary[];
  readonly nextCursor: string | null;
};

export type ProjectConfigPatch = {
  readonly yaml?: string;
  readonly message?: string | null;
  readonly updatedAt?: string;
};

export type ProjectConfigProblem = {
  readonly line: number;
  readonly column: number;
  readonly path: string;
  readonly message: string;
  readonly suggestion?: string;
};

export type ProjectConfigShadow = {
  readonly shadow: {
    readonly percent: number;
    readonly requests: number;
    readonly same: number;
    readonly outcomes: readonly {
      readonly route: string;
      readonly served: string;
      readonly shadow: string;
      readonly requests: number;
      readonly lastAt: string;
    }[];
  };
};

export type ProjectConfigShadowSetting = { readonly percent: number; readonly message?: string | null };

export type ProjectConfigSummary = {
  readonly id: string;
  readonly projectId: string;
  readonly organizationId: string;
  readonly version: number;
  readonly state: "DRAFT" | "READY_TO_SERVE" | "SERVED" | "RETIRED";
  readonly message: string | null;
  readonly checksum: string;
  readonly createdBy: ProjectConfigActor;
  readonly createdAt: string;
  readonly updatedAt: string;
  readonly approvedBy: (ProjectConfigActor & Readonly<Record<string, unknown>>) | null;
  readonly approvedAt: string | null;
  readonly servedBy: (ProjectConfigActor & Readonly<Record<string, unknown>>) | null;
  readonly servedAt: string | null;
  readonly retiredAt: string | null;
  readonly shadowPercent: number | null;
  readonly allowed: readonly ("update" | "delete" | "approve" | "cancel-approval" | "serve" | "rollback" | "unserve")[];
};

export type ProjectConfigTemplates = {
  readonly templates: readonly {
    readonly id: string;
    readonly title: string;
    readonly description: string;
    readonly yaml: string;
  }[];
};

export type ProjectConfigText = { readonly yaml: string };

export type ProjectConfigTransition = { readonly message?: string | null; readonly updatedAt?: string };

export type ProjectConfigValidation = {
  readonly validation: {
    readonly valid: boolean;
    readonly errors: readonly ProjectConfigProblem[];
    readonly warnings: readonly ProjectConfigProblem[];
    readonly secrets: readonly string[];
    readonly missingSecrets: readonly string[];
  };
};

export type ProjectList = { readonly projects: readonly Project[]; readonly nextCursor: string | null };

export type ProjectPatch = {
  readonly name?: string;
  readonly slug?: string;
  readonly mode?: "api-keys" | "credits" | "hybrid";
  readonly cachingEnabled?: boolean;
  readonly cacheDurationSeconds?: number;
  readonly defaultModel?: string | null;
  readonly routingPreferences?: RoutingPreferencesPatch;
  readonly rateLimits?: {
    readonly rpm?: number | null;
    readonly tpm?: number | null;
    readonly rpd?: number | null;
    readonly parallel?: number | null;
  } | null;
  readonly limits?: {
    readonly daily_usd?: number | null;
    readonly weekly_usd?: number | null;
    readonly monthly_usd?: number | null;
    readonly per_request_usd?: number | null;
    readonly allow_unpriced?: boolean | null;
  } | null;
  readonly guardrails?:
    | readonly (
        | {
            readonly name: string;
            readonly where?: "input" | "output" | "io";
            readonly response_message?: string;
            readonly description?: string;
            readonly message_roles?: readonly ("system" | "user" | "assistant" | "tool")[];
            readonly enabled?: boolean;
            readonly type: "starts_with";
            readonly behavior?: "block" | "soft_block" | "redact" | "warn" | "tokenize";
            readonly parameters: {
              readonly values: readonly string[];
              readonly ignore_case?: boolean;
              readonly replacement?: string;
            };
          }
        | {
            readonly name: string;
            readonly where?: "input" | "output" | "io";
            readonly response_message?: string;
            readonly description?: string;
            readonly message_roles?: readonly ("system" | "user" | "assistant" | "tool")[];
            readonly enabled?: boolean;
            readonly type: "ends_with";
            readonly behavior?: "block" | "soft_block" | "redact" | "warn" | "tokenize";
            readonly parameters: {
              readonly values: readonly string[];
              readonly ignore_case?: boolean;
              readonly replacement?: string;
            };
          }
        | {
            readonly name: string;
            readonly where?: "input" | "output" | "io";
            readonly response_message?: string;
            readonly description?: string;
            readonly message_roles?: readonly ("system" | "user" | "assistant" | "tool")[];
            readonly enabled?: boolean;
            readonly type: "contains";
            readonly behavior?: "block" | "soft_block" | "redact" | "warn" | "tokenize";
            readonly parameters: {
              readonly values: readonly string[];
              readonly ignore_case?: boolean;
              readonly replacement?: string;
            };
          }
        | {
            readonly name: string;
            readonly where?: "input" | "output" | "io";
            readonly response_message?: string;
            readonly description?: string;
            readonly message_roles?: readonly ("system" | "user" | "assistant" | "tool")[];
            readonly enabled?: boolean;
            readonly type: "regex";
            readonly behavior?: "block" | "soft_block" | "redact" | "warn" | "tokenize";
            readonly parameters: {
              readonly values: readonly string[];
              readonly ignore_case?: boolean;
              readonly max_match_length?: number;
              readonly replacement?: string;
            };
          }
        | {
            readonly name: string;
            readonly where?: "input" | "output" | "io";
            readonly response_message?: string;
            readonly description?: string;
            readonly message_roles?: readonly ("system" | "user" | "assistant" | "tool")[];
            readonly enabled?: boolean;
            readonly type: "pii";
            readonly behavior?: "block" | "soft_block" | "redact" | "warn" | "tokenize";
            readonly parameters?: {
              readonly types?: readonly string[];
              readonly regions?: readonly string[];
              readonly replacement?: string;
            };
          }
        | {
            readonly name: string;
            readonly where?: "input" | "output" | "io";
            readonly response_message?: string;
            readonly description?: string;
            readonly message_roles?: readonly ("system" | "user" | "assistant" | "tool")[];
            readonly enabled?: boolean;
            readonly type: "presidio_analyzer";
            readonly behavior?: "block" | "soft_block" | "warn";
            readonly parameters?: { readonly entities?: readonly string[]; readonly language?: string };
          }
        | {
            readonly name: string;
            readonly where?: "input" | "output" | "io";
            readonly response_message?: string;
            readonly description?: string;
            readonly message_roles?: readonly ("system" | "user" | "assistant" | "tool")[];
            readonly enabled?: boolean;
            readonly type: "presidio_anonymizer";
            readonly behavior?: "redact";
            readonly parameters?: { readonly entities?: readonly string[]; readonly language?: string };
          }
        | {
            readonly name: string;
            readonly where?: "input" | "output" | "io";
            readonly response_message?: string;
            readonly description?: string;
            readonly message_roles?: readonly ("system" | "user" | "assistant" | "tool")[];
            readonly enabled?: boolean;
            readonly type: "prompt_injection";
            readonly behavior?: "block" | "soft_block" | "warn";
            readonly parameters?: { readonly threshold?: number };
          }
        | {
            readonly name: string;
            readonly where?: "input" | "output" | "io";
            readonly response_message?: string;
            readonly description?: string;
            readonly message_roles?: readonly ("system" | "user" | "assistant" | "tool")[];
            readonly enabled?: boolean;
            readonly type: "keywords";
            readonly behavior?: "block" | "soft_block" | "redact" | "warn" | "tokenize";
            readonly parameters: {
              readonly values: readonly string[];
              readonly ignore_case?: boolean;
              readonly replacement?: string;
            };
          }
        | {
            readonly name: string;
            readonly where?: "input" | "output" | "io";
            readonly response_message?: string;
            readonly description?: string;
            readonly message_roles?: readonly ("system" | "user" | "assistant" | "tool")[];
            readonly enabled?: boolean;
            readonly type: "topics";
            readonly behavior?: "block" | "soft_block" | "warn";
            readonly parameters: {
              readonly topics: readonly { readonly name: string; readonly values: readonly string[] }[];
              readonly min_matches?: number;
            };
          }
        | {
            readonly name: string;
            readonly where?: "input" | "output" | "io";
            readonly response_message?: string;
            readonly description?: string;
            readonly message_roles?: readonly ("system" | "user" | "assistant" | "tool")[];
            readonly enabled?: boolean;
            readonly type: "judge";
            readonly behavior?: "block" | "soft_block" | "redact" | "warn";
            readonly parameters: {
              readonly prompt_ref?: string;
              readonly prompt?: string;
              readonly business_context?: string;
              readonly model_id: string;
              readonly fallback_model_id?: string;
              readonly temperature?: number;
              readonly max_tokens?: number;
              readonly include_reasoning?: boolean;
              readonly timeout?: number;
              readonly on_error?: "block" | "pass";
            };
          }
        | {
            readonly name: string;
            readonly where?: "input" | "output" | "io";
            readonly response_message?: string;
            readonly description?: string;
            readonly message_roles?: readonly ("system" | "user" | "assistant" | "tool")[];
            readonly enabled?: boolean;
            readonly type: "http";
            readonly behavior?: "block" | "soft_block" | "redact" | "warn";
            readonly parameters: {
              readonly url: string;
              readonly timeout?: number;
              readonly on_error?: "block" | "pass";
            };
          }
      )[]
    | null;
};

export type ProjectSecret = {
  readonly name: string;
  readonly hint: string | null;
  readonly createdAt: string;
  readonly updatedAt: string;
};

export type ProjectSecretAnswer = { readonly secret: ProjectSecret };

export type ProjectSecretList = { readonly secrets: readonly UsedProjectSecret[]; readonly nextCursor: string | null };

export type ProjectSecretValue = { readonly value: string };

export type Provider = {
  readonly id: string;
  readonly name: string;
  readonly docs: string | null;
  readonly baseUrl: string | null;
  readonly baseUrlRequired: boolean;
  readonly takesKeys: boolean;
  readonly keyOptional: boolean;
  readonly operations: readonly string[];
  readonly wires: readonly string[] | null;
  readonly credential: readonly CredentialField[];
  readonly credentialForms: readonly CredentialForm[];
};

export type ProviderKey = {
  readonly id: string;
  readonly organizationId: string;
  readonly projectId: string | null;
  readonly provider: string;
  readonly customName: string | null;
  readonly wire: "openai" | "anthropic" | null;
  readonly name: string;
  readonly credential: Readonly<Record<string, string>>;
  readonly baseUrl: string | null;
  readonly priority: number;
  readonly weight: number;
  readonly rateLimits: KeyRateLimits;
  readonly status: "active" | "inactive";
  readonly lastTestedAt: string | null;
  readonly lastTestVerdict:
    | "ok"
    | "bad_key"
    | "no_permission"
    | "unreachable"
    | "wrong_url"
    | "rate_limited"
    | "error"
    | null;
  readonly lastTestMessage: string | null;
  readonly lastTestLatencyMs: number | null;
  readonly createdBy: string | null;
  readonly createdAt: string;
  readonly updatedAt: string;
};

export type ProviderKeyAnswer = { readonly providerKey: ProviderKey };

export type ProviderKeyList = { readonly providerKeys: readonly ProviderKey[]; readonly nextCursor: string | null };

export type ProviderKeyPatch = {
  readonly name?: string;
  readonly credential?: Readonly<Record<string, string | null>>;
  readonly baseUrl?: string | null;
  readonly priority?: number;
  readonly weight?: number;
  readonly projectId?: string | null;
  readonly rateLimits?: {
    readonly rpm?: number | null;
    readonly tpm?: number | null;
    readonly rpd?: number | null;
    readonly parallel?: number | null;
  } | null;
  readonly status?: "active" | "inactive";
};

export type ProviderKeyTest = {
  readonly verdict: "ok" | "bad_key" | "no_permission" | "unreachable" | "wrong_url" | "rate_limited" | "error";
  readonly message: string;
  readonly latencyMs: number | null;
  readonly testedAt: string;
};

export type ProviderKeyTestAnswer = { readonly test: ProviderKeyTest };

export type ProviderList = { readonly providers: readonly Provider[]; readonly nextCursor: null };

export type RegisterRequest = {
  readonly email: string;
  readonly password: string;
  readonly name: string;
  readonly invitationToken?: string;
};

export type RotatedAlertChannelAnswer = {
  readonly channel: AlertChannel;
  readonly secret: string;
  readonly previousValidUntil: string;
};

export type RotatedApiKey = { readonly apiKey: ApiKey; readonly key: string; readonly previousValidUntil: string };

export type RoutingPreferences = {
  readonly default_priority: "cost" | "latency" | "quality" | null;
  readonly quality_threshold: number | null;
  readonly max_latency_ms: number | null;
  readonly allowed_providers: readonly string[];
  readonly blocked_providers: readonly string[];
  readonly allowed_models: readonly string[];
  readonly blocked_models: readonly string[];
  readonly fallback_enabled: boolean | null;
  readonly fallback_chain: readonly string[];
};

export type RoutingPreferencesPatch = {
  readonly default_priority?: "cost" | "latency" | "quality" | null;
  readonly quality_threshold?: number | null;
  readonly max_latency_ms?: number | null;
  readonly allowed_providers?: readonly string[] | null;
  readonly blocked_providers?: readonly string[] | null;
  readonly allowed_models?: readonly string[] | null;
  readonly blocked_models?: readonly string[] | null;
  readonly fallback_enabled?: boolean | null;
  readonly fallback_chain?: readonly string[] | null;
} | null;

export type SavedProjectConfigAnswer = {
  readonly config: ProjectConfig;
  readonly warnings: readonly ProjectConfigProblem[];
};

export type SavedView = {
  readonly id: string;
  readonly organizationId: string;
  readonly page: "logs" | "analytics" | "costs";
  readonly name: string;
  readonly query: string;
  readonly createdAt: string;
  readonly updatedAt: string;
};

export type SavedViewAnswer = { readonly savedView: SavedView };

export type SavedViewList = { readonly savedViews: readonly SavedView[] };

export type SavedViewPatch = { readonly name?: string; readonly query?: string };

export type Session = { readonly token: string; readonly expiresAt: string; readonly user: User };

export type SessionInfo = {
  readonly id: string;
  readonly current: boolean;
  readonly createdAt: string;
  readonly lastUsedAt: string;
  readonly expiresAt: string;
  readonly clientIp: string | null;
  readonly userAgent: string | null;
  readonly ssoOrganizationId: string | null;
};

export type SessionList = { readonly sessions: readonly SessionInfo[]; readonly nextCursor: null };

export type SessionsEnded = { readonly success: true; readonly ended: number };

export type SpendLimits = {
  readonly daily_usd: number | null;
  readonly weekly_usd: number | null;
  readonly monthly_usd: number | null;
  readonly per_request_usd: number | null;
  readonly allow_unpriced: boolean;
};

export type SpendLimitsPatch = {
  readonly daily_usd?: number | null;
  readonly weekly_usd?: number | null;
  readonly monthly_usd?: number | null;
  readonly per_request_usd?: number | null;
  readonly allow_unpriced?: boolean | null;
} | null;

export type SsoAnswer = { readonly sso: SsoConnection };

export type SsoConfiguration = {
  readonly issuer: string;
  readonly clientId: string;
  readonly clientSecret?: string;
  readonly emailDomains: readonly string[];
  readonly defaultRole?: "admin" | "developer" | "viewer";
  readonly enforced?: boolean;
};

export type SsoConnection = {
  readonly organizationId: string;
  readonly issuer: string;
  readonly clientId: string;
  readonly emailDomains: readonly string[];
  readonly defaultRole: "admin" | "developer" | "viewer";
  readonly enforced: boolean;
  readonly callbackUrl: string;
  readonly startUrl: string;
  readonly createdAt: string;
  readonly updatedAt: string;
};

export type TopUp = {
  readonly id: string;
  readonly organizationId: string;
  readonly kind: "checkout" | "automatic";
  readonly status: "pending" | "succeeded" | "failed" | "expired" | "mismatch";
  readonly amountUsd: number;
  readonly refundedUsd: number;
  readonly checkoutUrl: string | null;
  readonly failure: string | null;
  readonly createdAt: string;
  readonly updatedAt: string;
};

export type TopUpAnswer = { readonly topUp: TopUp };

export type TotpConfirm = { readonly code: string };

export type TotpEnrol = { readonly password: string };

export type TotpEnrolment = { readonly url: string; readonly secret: string };

export type TotpProof = { readonly password: string; readonly code: string };

export type UsedProjectSecret = ProjectSecret & {
  readonly usedBy: readonly {
    readonly id: string;
    readonly version: number;
    readonly state: "DRAFT" | "READY_TO_SERVE" | "SERVED" | "RETIRED";
  }[];
};

export type User = { readonly id: string; readonly email: string; readonly name: string };

export type UserAnswer = { readonly user: User };

export type WebhookReceived = { readonly received: true };

/** Each operation's parameters, body and answer. */
export interface Operations {
  /** Ways to get an account here. Role: anyone. */
  getAuthOptions: {
    path: undefined;
    query: undefined;
    body: undefined;
    answer: AuthOptions;
  };
  /** Make an account, where the operator allows it or with an invitation. Role: anyone. */
  postAuthRegister: {
    path: undefined;
    query: undefined;
    body: RegisterRequest;
    answer: Session;
  };
  /** Sign in with email and password, and a code where the second factor is on. Role: anyone. */
  postAuthLogin: {
    path: undefined;
    query: undefined;
    body: LoginRequest;
    answer: Session;
  };
  /** End the session. Role: user. */
  postAuthLogout: {
    path: undefined;
    query: undefined;
    body: undefined;
    answer: Done;
  };
  /** One's sessions, newest first. Role: account. */
  getAuthSessions: {
    path: undefined;
    query: undefined;
    body: undefined;
    answer: SessionList;
  };
  /** End all of one's sessions but this one. Role: account. */
  deleteAuthSessions: {
    path: undefined;
    query: undefined;
    body: undefined;
    answer: SessionsEnded;
  };
  /** End one of one's sessions. Role: account. */
  deleteAuthSessionsById: {
    path: { id: string };
    query: undefined;
    body: undefined;
    answer: Done;
  };
  /** The signed-in user and their organizations. Role: user. */
  getAuthMe: {
    path: undefined;
    query: undefined;
    body: undefined;
    answer: Me;
  };
  /** Change one's name, or with the password one's email. Role: account. */
  patchAuthMe: {
    path: undefined;
    query: undefined;
    body: MePatch;
    answer: UserAnswer;
  };
  /** Change one's password; one's other sessions end. Role: account. */
  postAuthPassword: {
    path: undefined;
    query: undefined;
    body: PasswordChange;
    answer: Done;
  };
  /** Ask for a mail with which to set a new password. Role: anyone. */
  postAuthPasswordReset: {
    path: undefined;
    query: undefined;
    body: PasswordResetRequest;
    answer: Done;
  };
  /** Set a new password with the token of the mail; all sessions end. Role: anyone. */
  postAuthPasswordResetConfirm: {
    path: undefined;
    query: undefined;
    body: PasswordReset;
    answer: Done;
  };
  /** Begin to turn the second factor on: a secret for an authenticator app. Role: account. */
  postAuthTotp: {
    path: undefined;
    query: undefined;
    body: TotpEnrol;
    answer: TotpEnrolment;
  };
  /** Turn the second factor on with a first code. Role: account. */
  postAuthTotpConfirm: {
    path: undefined;
    query: undefined;
    body: TotpConfirm;
    answer: BackupCodes;
  };
  /** Turn the second factor off. Role: account. */
  postAuthTotpDisable: {
    path: undefined;
    query: undefined;
    body: TotpProof;
    answer: Done;
  };
  /** Replace one's backup codes. Role: account. */
  postAuthTotpBackupCodes: {
    path: undefined;
    query: undefined;
    body: TotpProof;
    answer: BackupCodes;
  };
  /** The caller's organizations, oldest first. Role: viewer. */
  getOrganizations: {
    path: undefined;
    query: undefined;
    body: undefined;
    answer: OrganizationList;
  };
  /** Create an organization, owned by the caller. Role: account. */
  postOrganizations: {
    path: undefined;
    query: undefined;
    body: NewOrganization;
    answer: OrganizationAnswer;
  };
  /** One organization. Role: viewer. */
  getOrganizationsById: {
    path: { id: string };
    query: undefined;
    body: undefined;
    answer: OrganizationAnswer;
  };
  /** Rename an organization. Role: admin. */
  patchOrganizationsById: {
    path: { id: string };
    query: undefined;
    body: OrganizationPatch;
    answer: OrganizationAnswer;
  };
  /** Delete an organization with all that belongs to it; for owners, and for good. Role: owner. */
  deleteOrganizationsById: {
    path: { id: string };
    query: undefined;
    body: undefined;
    answer: Done;
  };
  /** List members, those who joined last first. Role: viewer. */
  getOrganizationsByIdMembers: {
    path: { id: string };
    query: { limit?: number; cursor?: string };
    body: undefined;
    answer: MemberList;
  };
  /** Give a member another role. Role: admin. */
  patchOrganizationsByIdMembersByUserId: {
    path: { id: string; userId: string };
    query: undefined;
    body: MemberPatch;
    answer: MemberAnswer;
  };
  /** Remove a member. Role: admin. */
  deleteOrganizationsByIdMembersByUserId: {
    path: { id: string; userId: string };
    query: undefined;
    body: undefined;
    answer: MemberEnd;
  };
  /** Leave an organization. Role: viewer. */
  postOrganizationsByIdLeave: {
    path: { id: string };
    query: undefined;
    body: undefined;
    answer: MemberEnd;
  };
  /** List invitations, newest first. Role: admin. */
  getOrganizationsByIdInvitations: {
    path: { id: string };
    query: { status?: "pending" | "accepted" | "revoked" | "expired"; limit?: number; cursor?: string };
    body: undefined;
    answer: InvitationList;
  };
  /** Invite somebody, for a week. Role: admin. */
  postOrganizationsByIdInvitations: {
    path: { id: string };
    query: undefined;
    body: NewInvitation;
    answer: Invited;
  };
  /** Revoke a pending invitation. Role: admin. */
  deleteOrganizationsByIdInvitationsByInvitationId: {
    path: { id: string; invitationId: string };
    query: undefined;
    body: undefined;
    answer: Done;
  };
  /** Accept an invitation, signed in or with a new account. Role: anyone. */
  postInvitationsAccept: {
    path: undefined;
    query: undefined;
    body: AcceptInvitation;
    answer: InvitationAccepted;
  };
  /** List tokens that are not revoked, newest first. Role: admin. */
  getOrganizationsByIdTokens: {
    path: { id: string };
    query: { limit?: number; cursor?: string };
    body: undefined;
    answer: OrganizationTokenList;
  };
  /** Make a token for automation. Role: admin. */
  postOrganizationsByIdTokens: {
    path: { id: string };
    query: undefined;
    body: NewOrganizationToken;
    answer: OrganizationTokenMinted;
  };
  /** Revoke a token. Role: admin. */
  deleteOrganizationsByIdTokensByTokenId: {
    path: { id: string; tokenId: string };
    query: undefined;
    body: undefined;
    answer: Done;
  };
  /** The organization's identity provider. Role: admin. */
  getOrganizationsByIdSso: {
    path: { id: string };
    query: undefined;
    body: undefined;
    answer: SsoAnswer;
  };
  /** Set the organization's identity provider; for owners. Role: owner. */
  putOrganizationsByIdSso: {
    path: { id: string };
    query: undefined;
    body: SsoConfiguration;
    answer: SsoAnswer;
  };
  /** End the organization's single sign-on; for owners. Role: owner. */
  deleteOrganizationsByIdSso: {
    path: { id: string };
    query: undefined;
    body: undefined;
    answer: Done;
  };
  /** Begin to sign in by an organization's identity provider. Role: anyone. */
  getAuthSsoStart: {
    path: undefined;
    query: { organization?: string; email?: string; returnTo?: string };
    body: undefined;
    answer: unknown;
  };
  /** Where the identity provider sends the browser back to. Role: anyone. */
  getAuthSsoCallback: {
    path: undefined;
    query: undefined;
    body: undefined;
    answer: unknown;
  };
  /** Search the audit log. Role: admin. */
  getAuditLogs: {
    path: undefined;
    query: {
      organizationId?: string;
      actor?: string;
      action?: string;
      target?: string;
      outcome?: "success" | "denied" | "failure";
      from?: string;
      to?: string;
      text?: string;
      limit?: number;
      cursor?: string;
    };
    body: undefined;
    answer: AuditLogList;
  };
  /** Export the audit log, oldest first, as JSON or CSV. Role: admin. */
  getAuditLogsExport: {
    path: undefined;
    query: {
      organizationId?: string;
      actor?: string;
      action?: string;
      target?: string;
      outcome?: "success" | "denied" | "failure";
      from?: string;
      to?: string;
      text?: string;
      format?: "json" | "csv";
    };
    body: undefined;
    answer: AuditExport;
  };
  /** Check the hash chain of one organization. Role: admin. */
  getAuditLogsVerify: {
    path: undefined;
    query: { organizationId?: string };
    body: undefined;
    answer: AuditVerificationAnswer;
  };
  /** How long events are kept. Role: admin. */
  getAuditLogsRetention: {
    path: undefined;
    query: { organizationId?: string };
    body: undefined;
    answer: AuditRetentionAnswer;
  };
  /** Change how long events are kept; for owners. Role: owner. */
  patchAuditLogsRetention: {
    path: undefined;
    query: undefined;
    body: AuditRetentionPatch;
    answer: AuditRetentionAnswer;
  };
  /** Create a project. Role: admin. */
  postProjects: {
    path: undefined;
    query: undefined;
    body: NewProject;
    answer: ProjectAnswer;
  };
  /** List projects, newest first. Role: viewer. */
  getProjects: {
    path: undefined;
    query: { organizationId?: string; status?: "active" | "archived"; limit?: number; cursor?: string };
    body: undefined;
    answer: ProjectList;
  };
  /** One project. Role: viewer. */
  getProjectsById: {
    path: { id: string };
    query: undefined;
    body: undefined;
    answer: ProjectAnswer;
  };
  /** Change some of a project's fields. Role: admin. */
  patchProjectsById: {
    path: { id: string };
    query: undefined;
    body: ProjectPatch;
    answer: ProjectAnswer;
  };
  /** Delete a project, revoke its keys and hide its logs; for owners, and for good. Role: owner. */
  deleteProjectsById: {
    path: { id: string };
    query: undefined;
    body: undefined;
    answer: Done;
  };
  /** Archive a project: its requests are answered with 410. Role: admin. */
  postProjectsByIdArchive: {
    path: { id: string };
    query: undefined;
    body: undefined;
    answer: ProjectAnswer;
  };
  /** Restore an archived project. Role: admin. */
  postProjectsByIdUnarchive: {
    path: { id: string };
    query: undefined;
    body: undefined;
    answer: ProjectAnswer;
  };
  /** Create an API key; its secret is shown this once. Role: developer. */
  postApiKeys: {
    path: undefined;
    query: undefined;
    body: NewApiKey;
    answer: ApiKeyWithSecret;
  };
  /** List API keys, newest first. Role: viewer. */
  getApiKeys: {
    path: undefined;
    query: {
      organizationId?: string;
      projectId?: string;
      environment?: "production" | "development";
      status?: "active" | "inactive";
      limit?: number;
      cursor?: string;
    };
    body: undefined;
    answer: ApiKeyList;
  };
  /** One API key and what it has used. Role: viewer. */
  getApiKeysById: {
    path: { id: string };
    query: undefined;
    body: undefined;
    answer: ApiKeyAnswer;
  };
  /** Change some of a key's fields, disable it, enable it. Role: developer. */
  patchApiKeysById: {
    path: { id: string };
    query: undefined;
    body: ApiKeyPatch;
    answer: ApiKeyAnswer;
  };
  /** Revoke a key for good. Role: developer. */
  deleteApiKeysById: {
    path: { id: string };
    query: undefined;
    body: undefined;
    answer: Done;
  };
  /** Give a key a new secret; the old one works until the overlap ends. Role: developer. */
  postApiKeysByIdRotate: {
    path: { id: string };
    query: undefined;
    body: ApiKeyRotation;
    answer: RotatedApiKey;
  };
  /** Which models of the catalogue IAM rules would allow. Role: viewer. */
  postApiKeysIamCheck: {
    path: undefined;
    query: undefined;
    body: IamCheck;
    answer: IamCheckAnswer;
  };
  /** Bound what may be spent. Role: admin. */
  postBudgets: {
    path: undefined;
    query: undefined;
    body: NewBudget;
    answer: BudgetAnswer;
  };
  /** List budgets with what is left of them, newest first. Role: viewer. */
  getBudgets: {
    path: undefined;
    query: {
      organizationId?: string;
      scope?: "organization" | "project" | "key" | "tag";
      scopeId?: string;
      limit?: number;
      cursor?: string;
    };
    body: undefined;
    answer: BudgetList;
  };
  /** One budget with what is left of it. Role: viewer. */
  getBudgetsById: {
    path: { id: string };
    query: undefined;
    body: undefined;
    answer: BudgetAnswer;
  };
  /** Change some of a budget's fields. Role: admin. */
  patchBudgetsById: {
    path: { id: string };
    query: undefined;
    body: BudgetPatch;
    answer: BudgetAnswer;
  };
  /** Remove a budget. Role: admin. */
  deleteBudgetsById: {
    path: { id: string };
    query: undefined;
    body: undefined;
    answer: Done;
  };
  /** The organization's settings. Role: admin. */
  getOrganizationsByIdSettings: {
    path: { id: string };
    query: undefined;
    body: undefined;
    answer: OrganizationSettingsAnswer;
  };
  /** Change some of the organization's settings. Role: admin. */
  patchOrganizationsByIdSettings: {
    path: { id: string };
    query: undefined;
    body: OrganizationSettingsPatch;
    answer: OrganizationSettingsAnswer;
  };
  /** Types of guardrails, with their parameters. Role: developer. */
  getGuardrailsTypes: {
    path: undefined;
    query: { organizationId?: string };
    body: undefined;
    answer: GuardrailTypes;
  };
  /** Try guardrails on a text. Role: developer. */
  postGuardrailsTest: {
    path: undefined;
    query: undefined;
    body: GuardrailTest;
    answer: GuardrailTestAnswer;
  };
  /** Make an alert rule. Role: admin. */
  postAlertsRules: {
    path: undefined;
    query: undefined;
    body: NewAlertRule;
    answer: AlertRuleAnswer;
  };
  /** List alert rules, newest first. Role: viewer. */
  getAlertsRules: {
    path: undefined;
    query: { organizationId?: string; limit?: number; cursor?: string };
    body: undefined;
    answer: AlertRuleList;
  };
  /** One alert rule. Role: viewer. */
  getAlertsRulesById: {
    path: { id: string };
    query: undefined;
    body: undefined;
    answer: AlertRuleAnswer;
  };
  /** Change, mute or disable an alert rule. Role: admin. */
  patchAlertsRulesById: {
    path: { id: string };
    query: undefined;
    body: AlertRulePatch;
    answer: AlertRuleAnswer;
  };
  /** Delete an alert rule. Role: admin. */
  deleteAlertsRulesById: {
    path: { id: string };
    query: undefined;
    body: undefined;
    answer: Done;
  };
  /** Make a channel: a signed webhook, or mail. Role: admin. */
  postAlertsChannels: {
    path: undefined;
    query: undefined;
    body: NewAlertChannel;
    answer: NewAlertChannelAnswer;
  };
  /** List channels, newest first. Role: viewer. */
  getAlertsChannels: {
    path: undefined;
    query: { organizationId?: string; limit?: number; cursor?: string };
    body: undefined;
    answer: AlertChannelList;
  };
  /** One channel. Role: viewer. */
  getAlertsChannelsById: {
    path: { id: string };
    query: undefined;
    body: undefined;
    answer: AlertChannelAnswer;
  };
  /** Change, enable or disable a channel. Role: admin. */
  patchAlertsChannelsById: {
    path: { id: string };
    query: undefined;
    body: AlertChannelPatch;
    answer: AlertChannelAnswer;
  };
  /** Delete a channel. Role: admin. */
  deleteAlertsChannelsById: {
    path: { id: string };
    query: undefined;
    body: undefined;
    answer: Done;
  };
  /** Give a webhook a new signing secret. Role: admin. */
  postAlertsChannelsByIdRotate: {
    path: { id: string };
    query: undefined;
    body: undefined;
    answer: RotatedAlertChannelAnswer;
  };
  /** Send a test at once. Role: admin. */
  postAlertsChannelsByIdTest: {
    path: { id: string };
    query: undefined;
    body: undefined;
    answer: AlertChannelTestAnswer;
  };
  /** List alerts, newest first. Role: viewer. */
  getAlertsEvents: {
    path: undefined;
    query: {
      organizationId?: string;
      kind?:
        | "budget_threshold"
        | "budget_exceeded"
        | "low_balance"
        | "auto_top_up_failed"
        | "spend_anomaly"
        | "error_rate_anomaly"
        | "key_rotation_due"
        | "key_expiring"
        | "key_disabled"
        | "circuit_opened"
        | "circuit_closed"
        | "test";
      severity?: "info" | "warning" | "critical";
      state?: "open" | "resolved";
      from?: string;
      to?: string;
      limit?: number;
      cursor?: string;
    };
    body: undefined;
    answer: AlertEventList;
  };
  /** Mark an alert as over. Role: admin. */
  postAlertsEventsByIdResolve: {
    path: { id: string };
    query: undefined;
    body: undefined;
    answer: AlertEventAnswer;
  };
  /** List what was sent in the last 30 days, newest first. Role: viewer. */
  getAlertsDeliveries: {
    path: undefined;
    query: {
      organizationId?: string;
      eventId?: string;
      channelId?: string;
      status?: "pending" | "delivered" | "failed";
      limit?: number;
      cursor?: string;
    };
    body: undefined;
    answer: AlertDeliveryList;
  };
  /** Send again what could not be delivered. Role: admin. */
  postAlertsDeliveriesByIdRetry: {
    path: { id: string };
    query: undefined;
    body: undefined;
    answer: AlertDeliveryAnswer;
  };
  /** Create the next version of a project's configuration, a draft. Role: developer. */
  postProjectsByIdConfigs: {
    path: { id: string };
    query: undefined;
    body: NewProjectConfig;
    answer: SavedProjectConfigAnswer;
  };
  /** List a project's configurations without their texts, newest first. Role: viewer. */
  getProjectsByIdConfigs: {
    path: { id: string };
    query: { state?: "DRAFT" | "READY_TO_SERVE" | "SERVED" | "RETIRED"; limit?: number; cursor?: string };
    body: undefined;
    answer: ProjectConfigList;
  };
  /** Check a configuration without storing it. Role: developer. */
  postProjectsByIdConfigsValidate: {
    path: { id: string };
    query: undefined;
    body: ProjectConfigText;
    answer: ProjectConfigValidation;
  };
  /** One version as a YAML file. Role: developer. */
  getProjectsByIdConfigsExport: {
    path: { id: string };
    query: { version?: number };
    body: undefined;
    answer: unknown;
  };
  /** Configurations to begin with. Role: developer. */
  getProjectsByIdConfigsTemplates: {
    path: { id: string };
    query: undefined;
    body: undefined;
    answer: ProjectConfigTemplates;
  };
  /** Make a draft of a LiteLLM or Portkey configuration, with a report of what could not be carried over. Role: developer. */
  postProjectsByIdConfigsImport: {
    path: { id: string };
    query: undefined;
    body: ProjectConfigImport;
    answer: ProjectConfigImportAnswer;
  };
  /** Let a model write a configuration from a description. Role: developer. */
  postProjectsByIdConfigsGenerate: {
    path: { id: string };
    query: undefined;
    body: ProjectConfigDescription;
    answer: GeneratedProjectConfig;
  };
  /** One configuration with its text. Role: developer. */
  getConfigsById: {
    path: { id: string };
    query: undefined;
    body: undefined;
    answer: ProjectConfigAnswer;
  };
  /** Change a draft. Role: developer. */
  patchConfigsById: {
    path: { id: string };
    query: undefined;
    body: ProjectConfigPatch;
    answer: SavedProjectConfigAnswer;
  };
  /** Delete a draft. Role: developer. */
  deleteConfigsById: {
    path: { id: string };
    query: undefined;
    body: undefined;
    answer: Done;
  };
  /** Who did what to a configuration, and why; newest first. Role: developer. */
  getConfigsByIdHistory: {
    path: { id: string };
    query: undefined;
    body: undefined;
    answer: ProjectConfigHistory;
  };
  /** What a configuration means that another one, or the served one, does not. Role: developer. */
  postConfigsByIdDiff: {
    path: { id: string };
    query: undefined;
    body: ProjectConfigDiffQuestion;
    answer: ProjectConfigDiff;
  };
  /** Mark a draft as reviewed: READY_TO_SERVE. Role: developer. */
  postConfigsByIdApprove: {
    path: { id: string };
    query: undefined;
    body: ProjectConfigTransition;
    answer: ProjectConfigAnswer;
  };
  /** Make a reviewed configuration a draft again. Role: developer. */
  postConfigsByIdCancelApproval: {
    path: { id: string };
    query: undefined;
    body: ProjectConfigTransition;
    answer: ProjectConfigAnswer;
  };
  /** Make a reviewed configuration the one that is live; the one before is retired. Role: admin. */
  postConfigsByIdServe: {
    path: { id: string };
    query: undefined;
    body: ProjectConfigTransition;
    answer: ProjectConfigAnswer;
  };
  /** Serve a retired configuration again. Role: admin. */
  postConfigsByIdRollback: {
    path: { id: string };
    query: undefined;
    body: ProjectConfigTransition;
    answer: ProjectConfigAnswer;
  };
  /** Take the live configuration down; nothing is served then. Role: admin. */
  postConfigsByIdUnserve: {
    path: { id: string };
    query: undefined;
    body: ProjectConfigTransition;
    answer: ProjectConfigAnswer;
  };
  /** Whom a version in the shadow would have asked, and who was asked. Role: developer. */
  getConfigsByIdShadow: {
    path: { id: string };
    query: undefined;
    body: undefined;
    answer: ProjectConfigShadow;
  };
  /** Plan a share of the traffic also with a reviewed version; it is answered by the served one. Role: admin. */
  postConfigsByIdShadow: {
    path: { id: string };
    query: undefined;
    body: ProjectConfigShadowSetting;
    answer: ProjectConfigShadow;
  };
  /** Names of a project's secrets, and which versions need them. Role: developer. */
  getProjectsByIdSecrets: {
    path: { id: string };
    query: undefined;
    body: undefined;
    answer: ProjectSecretList;
  };
  /** Whether a project has a secret, and since when. Role: developer. */
  getProjectsByIdSecretsByName: {
    path: { id: string; name: string };
    query: undefined;
    body: undefined;
    answer: ProjectSecretAnswer;
  };
  /** Set a secret of a project. Role: admin. */
  putProjectsByIdSecretsByName: {
    path: { id: string; name: string };
    query: undefined;
    body: ProjectSecretValue;
    answer: ProjectSecretAnswer;
  };
  /** Delete a secret that the served configuration does not use. Role: admin. */
  deleteProjectsByIdSecretsByName: {
    path: { id: string; name: string };
    query: undefined;
    body: undefined;
    answer: Done;
  };
  /** Connect a provider with a key of one's own. Role: admin. */
  postProviderKeys: {
    path: undefined;
    query: undefined;
    body: NewProviderKey;
    answer: ProviderKeyAnswer;
  };
  /** List connections, newest first. Role: viewer. */
  getProviderKeys: {
    path: undefined;
    query: {
      organizationId?: string;
      projectId?: string;
      provider?: string;
      status?: "active" | "inactive";
      limit?: number;
      cursor?: string;
    };
    body: undefined;
    answer: ProviderKeyList;
  };
  /** One connection. Role: viewer. */
  getProviderKeysById: {
    path: { id: string };
    query: undefined;
    body: undefined;
    answer: ProviderKeyAnswer;
  };
  /** Change some of a connection's fields. Role: admin. */
  patchProviderKeysById: {
    path: { id: string };
    query: undefined;
    body: ProviderKeyPatch;
    answer: ProviderKeyAnswer;
  };
  /** Delete a connection and its secrets, for good. Role: admin. */
  deleteProviderKeysById: {
    path: { id: string };
    query: undefined;
    body: undefined;
    answer: Done;
  };
  /** Try a connection with a real, cheap call. Role: admin. */
  postProviderKeysByIdTest: {
    path: { id: string };
    query: undefined;
    body: undefined;
    answer: ProviderKeyTestAnswer;
  };
  /** Every provider, with the fields of its credential. Role: viewer. */
  getProviders: {
    path: undefined;
    query: undefined;
    body: undefined;
    answer: ProviderList;
  };
  /** Latency, uptime and circuits of what was called lately. Role: viewer. */
  getProvidersHealth: {
    path: undefined;
    query: undefined;
    body: undefined;
    answer: ModelHealthList;
  };
  /** All models with their providers, prices and abilities, and what is connected. Role: viewer. */
  getModels: {
    path: undefined;
    query: { organizationId?: string; projectId?: string };
    body: undefined;
    answer: CatalogModelList;
  };
  /** Balance, credit line, plan and automatic top-ups. Role: viewer. */
  getBilling: {
    path: undefined;
    query: { organizationId?: string };
    body: undefined;
    answer: BillingAnswer;
  };
  /** Set up automatic top-ups, the low balance and who invoices are for. Role: admin. */
  patchBilling: {
    path: undefined;
    query: undefined;
    body: BillingPatch;
    answer: BillingAnswer;
  };
  /** What was booked, newest first. Role: viewer. */
  getBillingTransactions: {
    path: undefined;
    query: {
      organizationId?: string;
      kind?:
        | "grant"
        | "top_up"
        | "auto_top_up"
        | "usage"
        | "refund"
        | "refund_failed"
        | "dispute"
        | "dispute_reversal"
        | "adjustment";
      from?: string;
      to?: string;
      limit?: number;
      cursor?: string;
    };
    body: undefined;
    answer: LedgerTransactionList;
  };
  /** What was booked, oldest first, as CSV. Role: viewer. */
  getBillingTransactionsCsv: {
    path: undefined;
    query: {
      organizationId?: string;
      kind?:
        | "grant"
        | "top_up"
        | "auto_top_up"
        | "usage"
        | "refund"
        | "refund_failed"
        | "dispute"
        | "dispute_reversal"
        | "adjustment";
      from?: string;
      to?: string;
    };
    body: undefined;
    answer: unknown;
  };
  /** Begin a payment; the answer says where to make it. Role: admin. */
  postBillingTopUps: {
    path: undefined;
    query: undefined;
    body: NewTopUp;
    answer: TopUpAnswer;
  };
  /** One payment. Role: viewer. */
  getBillingTopUpsById: {
    path: { id: string };
    query: undefined;
    body: undefined;
    answer: TopUpAnswer;
  };
  /** An invoice for each month (UTC) in which something was booked, newest first. Role: viewer. */
  getBillingInvoices: {
    path: undefined;
    query: { organizationId?: string };
    body: undefined;
    answer: InvoiceList;
  };
  /** One invoice as a page to print. Role: viewer. */
  getBillingInvoicesById: {
    path: { id: string };
    query: undefined;
    body: undefined;
    answer: unknown;
  };
  /** Whether the ledger agreed with itself and with the request log when it was last checked. Role: viewer. */
  getBillingLedgerCheck: {
    path: undefined;
    query: { organizationId?: string };
    body: undefined;
    answer: LedgerCheckAnswer;
  };
  /** Give an organization credits; for the operator. Role: owner. */
  postBillingGrants: {
    path: undefined;
    query: undefined;
    body: NewGrant;
    answer: LedgerTransactionAnswer;
  };
  /** Pay back a top-up, or book what was paid back elsewhere; for the operator. Role: owner. */
  postBillingRefunds: {
    path: undefined;
    query: undefined;
    body: NewRefund;
    answer: LedgerTransactionAnswer;
  };
  /** Set how far an organization's balance may go below 0; for the operator. Role: owner. */
  patchBillingCreditLine: {
    path: undefined;
    query: undefined;
    body: CreditLinePatch;
    answer: BillingAnswer;
  };
  /** Put an organization on a plan; for the operator. Role: owner. */
  patchBillingPlan: {
    path: undefined;
    query: undefined;
    body: PlanPatch;
    answer: BillingAnswer;
  };
  /** Events of Stripe, signed by it. Role: anyone. */
  postBillingStripeWebhook: {
    path: undefined;
    query: undefined;
    body: undefined;
    answer: WebhookReceived;
  };
  /** A range in one set of figures, beside the one before it. Role: viewer. */
  getAnalyticsSummary: {
    path: undefined;
    query: {
      from?: string;
      to?: string;
      organizationId?: string;
      projectId?: string;
      apiKeyId?: string;
      provider?: string;
      model?: string;
      endpoint?: string;
      route?: string;
      status?: "1xx" | "2xx" | "3xx" | "4xx" | "5xx" | "other";
      errorCode?: string;
      paidBy?: "credits" | "own-key" | "none";
      source?: string;
      tag?: string;
    };
    body: undefined;
    answer: AnalyticsSummaryAnswer;
  };
  /** A range step by step, without gaps. Role: viewer. */
  getAnalyticsSeries: {
    path: undefined;
    query: {
      from?: string;
      to?: string;
      organizationId?: string;
      projectId?: string;
      apiKeyId?: string;
      provider?: string;
      model?: string;
      endpoint?: string;
      route?: string;
      status?: "1xx" | "2xx" | "3xx" | "4xx" | "5xx" | "other";
      errorCode?: string;
      paidBy?: "credits" | "own-key" | "none";
      source?: string;
      tag?: string;
      grain?: "minute" | "hour" | "day" | "week" | "month";
      timeZone?: string;
    };
    body: undefined;
    answer: AnalyticsSeriesAnswer;
  };
  /** A range by model, provider, project, key, tag and more, largest first. Role: viewer. */
  getAnalyticsBreakdown: {
    path: undefined;
    query: {
      from?: string;
      to?: string;
      organizationId?: string;
      projectId?: string;
      apiKeyId?: string;
      provider?: string;
      model?: string;
      endpoint?: string;
      route?: string;
      status?: "1xx" | "2xx" | "3xx" | "4xx" | "5xx" | "other";
      errorCode?: string;
      paidBy?: "credits" | "own-key" | "none";
      source?: string;
      tag?: string;
      by:
        | "model"
        | "provider"
        | "project"
        | "apiKey"
        | "organization"
        | "endpoint"
        | "status"
        | "errorCode"
        | "paidBy"
        | "route"
        | "source"
        | "tag";
      orderBy?: "requests" | "errors" | "totalUsd" | "savingsUsd" | "totalTokens";
      limit?: number;
    };
    body: undefined;
    answer: AnalyticsBreakdownAnswer;
  };
  /** What the cache of answers holds and saved. Role: viewer. */
  getCache: {
    path: undefined;
    query: { organizationId?: string };
    body: undefined;
    answer: CacheStatsAnswer;
  };
  /** Remove answers from the cache. Role: developer. */
  postCachePurge: {
    path: undefined;
    query: undefined;
    body: CachePurge;
    answer: CachePurged;
  };
  /** Search the request log. Role: viewer. */
  getLogs: {
    path: undefined;
    query: {
      organizationId?: string;
      projectId?: string;
      apiKeyId?: string;
      model?: string;
      provider?: string;
      status?: string;
      from?: string;
      to?: string;
      errorCode?: string;
      endpoint?: string;
      paidBy?: "credits" | "own-key" | "none";
      requestId?: string;
      sessionId?: string;
      source?: string;
      route?: string;
      tag?: readonly string[];
      cached?: boolean;
      guardrail?: string;
      text?: string;
      limit?: number;
      cursor?: string;
    };
    body: undefined;
    answer: LogList;
  };
  /** Export up to 31 days of the request log, oldest first, as CSV or JSON. Role: viewer. */
  getLogsExport: {
    path: undefined;
    query: {
      organizationId?: string;
      projectId?: string;
      apiKeyId?: string;
      model?: string;
      provider?: string;
      status?: string;
      from?: string;
      to?: string;
      errorCode?: string;
      endpoint?: string;
      paidBy?: "credits" | "own-key" | "none";
      requestId?: string;
      sessionId?: string;
      source?: string;
      route?: string;
      tag?: readonly string[];
      cached?: boolean;
      guardrail?: string;
      text?: string;
      format?: "csv" | "json";
    };
    body: undefined;
    answer: LogExport;
  };
  /** One request with its receipt. Role: viewer. */
  getLogsByRequestId: {
    path: { requestId: string };
    query: undefined;
    body: undefined;
    answer: LogAnswer;
  };
  /** What was asked and answered, where the organization keeps that. Role: developer. */
  getLogsByRequestIdContent: {
    path: { requestId: string };
    query: undefined;
    body: undefined;
    answer: LogContentAnswer;
  };
  /** Keep a page's filters under a name. Role: viewer. */
  postSavedViews: {
    path: undefined;
    query: undefined;
    body: NewSavedView;
    answer: SavedViewAnswer;
  };
  /** List one's own saved views, by name. Role: viewer. */
  getSavedViews: {
    path: undefined;
    query: { organizationId?: string; page?: "logs" | "analytics" | "costs" };
    body: undefined;
    answer: SavedViewList;
  };
  /** Rename a saved view, or replace its filters. Role: viewer. */
  patchSavedViewsById: {
    path: { id: string };
    query: undefined;
    body: SavedViewPatch;
    answer: SavedViewAnswer;
  };
  /** Delete a saved view. Role: viewer. */
  deleteSavedViewsById: {
    path: { id: string };
    query: undefined;
    body: undefined;
    answer: Done;
  };
}

/** Where each operation is. */
export const ROUTES = {
  getAuthOptions: ["GET", "/api/v1/auth/options"],
  postAuthRegister: ["POST", "/api/v1/auth/register"],
  postAuthLogin: ["POST", "/api/v1/auth/login"],
  postAuthLogout: ["POST", "/api/v1/auth/logout"],
  getAuthSessions: ["GET", "/api/v1/auth/sessions"],
  deleteAuthSessions: ["DELETE", "/api/v1/auth/sessions"],
  deleteAuthSessionsById: ["DELETE", "/api/v1/auth/sessions/{id}"],
  getAuthMe: ["GET", "/api/v1/auth/me"],
  patchAuthMe: ["PATCH", "/api/v1/auth/me"],
  postAuthPassword: ["POST", "/api/v1/auth/password"],
  postAuthPasswordReset: ["POST", "/api/v1/auth/password-reset"],
  postAuthPasswordResetConfirm: ["POST", "/api/v1/auth/password-reset/confirm"],
  postAuthTotp: ["POST", "/api/v1/auth/totp"],
  postAuthTotpConfirm: ["POST", "/api/v1/auth/totp/confirm"],
  postAuthTotpDisable: ["POST", "/api/v1/auth/totp/disable"],
  postAuthTotpBackupCodes: ["POST", "/api/v1/auth/totp/backup-codes"],
  getOrganizations: ["GET", "/api/v1/organizations"],
  postOrganizations: ["POST", "/api/v1/organizations"],
  getOrganizationsById: ["GET", "/api/v1/organizations/{id}"],
  patchOrganizationsById: ["PATCH", "/api/v1/organizations/{id}"],
  deleteOrganizationsById: ["DELETE", "/api/v1/organizations/{id}"],
  getOrganizationsByIdMembers: ["GET", "/api/v1/organizations/{id}/members"],
  patchOrganizationsByIdMembersByUserId: ["PATCH", "/api/v1/organizations/{id}/members/{userId}"],
  deleteOrganizationsByIdMembersByUserId: ["DELETE", "/api/v1/organizations/{id}/members/{userId}"],
  postOrganizationsByIdLeave: ["POST", "/api/v1/organizations/{id}/leave"],
  getOrganizationsByIdInvitations: ["GET", "/api/v1/organizations/{id}/invitations"],
  postOrganizationsByIdInvitations: ["POST", "/api/v1/organizations/{id}/invitations"],
  deleteOrganizationsByIdInvitationsByInvitationId: ["DELETE", "/api/v1/organizations/{id}/invitations/{invitationId}"],
  postInvitationsAccept: ["POST", "/api/v1/invitations/accept"],
  getOrganizationsByIdTokens: ["GET", "/api/v1/organizations/{id}/tokens"],
  postOrganizationsByIdTokens: ["POST", "/api/v1/organizations/{id}/tokens"],
  deleteOrganizationsByIdTokensByTokenId: ["DELETE", "/api/v1/organizations/{id}/tokens/{tokenId}"],
  getOrganizationsByIdSso: ["GET", "/api/v1/organizations/{id}/sso"],
  putOrganizationsByIdSso: ["PUT", "/api/v1/organizations/{id}/sso"],
  deleteOrganizationsByIdSso: ["DELETE", "/api/v1/organizations/{id}/sso"],
  getAuthSsoStart: ["GET", "/api/v1/auth/sso/start"],
  getAuthSsoCallback: ["GET", "/api/v1/auth/sso/callback"],
  getAuditLogs: ["GET", "/api/v1/audit-logs"],
  getAuditLogsExport: ["GET", "/api/v1/audit-logs/export"],
  getAuditLogsVerify: ["GET", "/api/v1/audit-logs/verify"],
  getAuditLogsRetention: ["GET", "/api/v1/audit-logs/retention"],
  patchAuditLogsRetention: ["PATCH", "/api/v1/audit-logs/retention"],
  postProjects: ["POST", "/api/v1/projects"],
  getProjects: ["GET", "/api/v1/projects"],
  getProjectsById: ["GET", "/api/v1/projects/{id}"],
  patchProjectsById: ["PATCH", "/api/v1/projects/{id}"],
  deleteProjectsById: ["DELETE", "/api/v1/projects/{id}"],
  postProjectsByIdArchive: ["POST", "/api/v1/projects/{id}/archive"],
  postProjectsByIdUnarchive: ["POST", "/api/v1/projects/{id}/unarchive"],
  postApiKeys: ["POST", "/api/v1/api-keys"],
  getApiKeys: ["GET", "/api/v1/api-keys"],
  getApiKeysById: ["GET", "/api/v1/api-keys/{id}"],
  patchApiKeysById: ["PATCH", "/api/v1/api-keys/{id}"],
  deleteApiKeysById: ["DELETE", "/api/v1/api-keys/{id}"],
  postApiKeysByIdRotate: ["POST", "/api/v1/api-keys/{id}/rotate"],
  postApiKeysIamCheck: ["POST", "/api/v1/api-keys/iam-check"],
  postBudgets: ["POST", "/api/v1/budgets"],
  getBudgets: ["GET", "/api/v1/budgets"],
  getBudgetsById: ["GET", "/api/v1/budgets/{id}"],
  patchBudgetsById: ["PATCH", "/api/v1/budgets/{id}"],
  deleteBudgetsById: ["DELETE", "/api/v1/budgets/{id}"],
  getOrganizationsByIdSettings: ["GET", "/api/v1/organizations/{id}/settings"],
  patchOrganizationsByIdSettings: ["PATCH", "/api/v1/organizations/{id}/settings"],
  getGuardrailsTypes: ["GET", "/api/v1/guardrails/types"],
  postGuardrailsTest: ["POST", "/api/v1/guardrails/test"],
  postAlertsRules: ["POST", "/api/v1/alerts/rules"],
  getAlertsRules: ["GET", "/api/v1/alerts/rules"],
  getAlertsRulesById: ["GET", "/api/v1/alerts/rules/{id}"],
  patchAlertsRulesById: ["PATCH", "/api/v1/alerts/rules/{id}"],
  deleteAlertsRulesById: ["DELETE", "/api/v1/alerts/rules/{id}"],
  postAlertsChannels: ["POST", "/api/v1/alerts/channels"],
  getAlertsChannels: ["GET", "/api/v1/alerts/channels"],
  getAlertsChannelsById: ["GET", "/api/v1/alerts/channels/{id}"],
  patchAlertsChannelsById: ["PATCH", "/api/v1/alerts/channels/{id}"],
  deleteAlertsChannelsById: ["DELETE", "/api/v1/alerts/channels/{id}"],
  postAlertsChannelsByIdRotate: ["POST", "/api/v1/alerts/channels/{id}/rotate"],
  postAlertsChannelsByIdTest: ["POST", "/api/v1/alerts/channels/{id}/test"],
  getAlertsEvents: ["GET", "/api/v1/alerts/events"],
  postAlertsEventsByIdResolve: ["POST", "/api/v1/alerts/events/{id}/resolve"],
  getAlertsDeliveries: ["GET", "/api/v1/alerts/deliveries"],
  postAlertsDeliveriesByIdRetry: ["POST", "/api/v1/alerts/deliveries/{id}/retry"],
  postProjectsByIdConfigs: ["POST", "/api/v1/projects/{id}/configs"],
  getProjectsByIdConfigs: ["GET", "/api/v1/projects/{id}/configs"],
  postProjectsByIdConfigsValidate: ["POST", "/api/v1/projects/{id}/configs/validate"],
  getProjectsByIdConfigsExport: ["GET", "/api/v1/projects/{id}/configs/export"],
  getProjectsByIdConfigsTemplates: ["GET", "/api/v1/projects/{id}/configs/templates"],
  postProjectsByIdConfigsImport: ["POST", "/api/v1/projects/{id}/configs/import"],
  postProjectsByIdConfigsGenerate: ["POST", "/api/v1/projects/{id}/configs/generate"],
  getConfigsById: ["GET", "/api/v1/configs/{id}"],
  patchConfigsById: ["PATCH", "/api/v1/configs/{id}"],
  deleteConfigsById: ["DELETE", "/api/v1/configs/{id}"],
  getConfigsByIdHistory: ["GET", "/api/v1/configs/{id}/history"],
  postConfigsByIdDiff: ["POST", "/api/v1/configs/{id}/diff"],
  postConfigsByIdApprove: ["POST", "/api/v1/configs/{id}/approve"],
  postConfigsByIdCancelApproval: ["POST", "/api/v1/configs/{id}/cancel-approval"],
  postConfigsByIdServe: ["POST", "/api/v1/configs/{id}/serve"],
  postConfigsByIdRollback: ["POST", "/api/v1/configs/{id}/rollback"],
  postConfigsByIdUnserve: ["POST", "/api/v1/configs/{id}/unserve"],
  getConfigsByIdShadow: ["GET", "/api/v1/configs/{id}/shadow"],
  postConfigsByIdShadow: ["POST", "/api/v1/configs/{id}/shadow"],
  getProjectsByIdSecrets: ["GET", "/api/v1/projects/{id}/secrets"],
  getProjectsByIdSecretsByName: ["GET", "/api/v1/projects/{id}/secrets/{name}"],
  putProjectsByIdSecretsByName: ["PUT", "/api/v1/projects/{id}/secrets/{name}"],
  deleteProjectsByIdSecretsByName: ["DELETE", "/api/v1/projects/{id}/secrets/{name}"],
  postProviderKeys: ["POST", "/api/v1/provider-keys"],
  getProviderKeys: ["GET", "/api/v1/provider-keys"],
  getProviderKeysById: ["GET", "/api/v1/provider-keys/{id}"],
  patchProviderKeysById: ["PATCH", "/api/v1/provider-keys/{id}"],
  deleteProviderKeysById: ["DELETE", "/api/v1/provider-keys/{id}"],
  postProviderKeysByIdTest: ["POST", "/api/v1/provider-keys/{id}/test"],
  getProviders: ["GET", "/api/v1/providers"],
  getProvidersHealth: ["GET", "/api/v1/providers/health"],
  getModels: ["GET", "/api/v1/models"],
  getBilling: ["GET", "/api/v1/billing"],
  patchBilling: ["PATCH", "/api/v1/billing"],
  getBillingTransactions: ["GET", "/api/v1/billing/transactions"],
  getBillingTransactionsCsv: ["GET", "/api/v1/billing/transactions.csv"],
  postBillingTopUps: ["POST", "/api/v1/billing/top-ups"],
  getBillingTopUpsById: ["GET", "/api/v1/billing/top-ups/{id}"],
  getBillingInvoices: ["GET", "/api/v1/billing/invoices"],
  getBillingInvoicesById: ["GET", "/api/v1/billing/invoices/{id}"],
  getBillingLedgerCheck: ["GET", "/api/v1/billing/ledger-check"],
  postBillingGrants: ["POST", "/api/v1/billing/grants"],
  postBillingRefunds: ["POST", "/api/v1/billing/refunds"],
  patchBillingCreditLine: ["PATCH", "/api/v1/billing/credit-line"],
  patchBillingPlan: ["PATCH", "/api/v1/billing/plan"],
  postBillingStripeWebhook: ["POST", "/api/v1/billing/stripe/webhook"],
  getAnalyticsSummary: ["GET", "/api/v1/analytics/summary"],
  getAnalyticsSeries: ["GET", "/api/v1/analytics/series"],
  getAnalyticsBreakdown: ["GET", "/api/v1/analytics/breakdown"],
  getCache: ["GET", "/api/v1/cache"],
  postCachePurge: ["POST", "/api/v1/cache/purge"],
  getLogs: ["GET", "/api/v1/logs"],
  getLogsExport: ["GET", "/api/v1/logs/export"],
  getLogsByRequestId: ["GET", "/api/v1/logs/{requestId}"],
  getLogsByRequestIdContent: ["GET", "/api/v1/logs/{requestId}/content"],
  postSavedViews: ["POST", "/api/v1/saved-views"],
  getSavedViews: ["GET", "/api/v1/saved-views"],
  patchSavedViewsById: ["PATCH", "/api/v1/saved-views/{id}"],
  deleteSavedViewsById: ["DELETE", "/api/v1/saved-views/{id}"],
} as const satisfies Readonly<Record<keyof Operations, readonly [string, string]>>;
