// Made by scripts/client/generate.ts from the API's own description. Do not edit.

export type AcceptInvitation = { readonly token: string; readonly name?: string; readonly password?: string };

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
    | "source"
    | "tag";
  readonly rows: readonly AnalyticsBreakdownRow[];
  readonly valuesTotal: number;
};

export type AnalyticsBreakdownAnswer = { readonly breakdown: AnalyticsBreakdown };

export type AnalyticsBreakdownRow = AnalyticsMetrics & {
  readonly value: string | null;
  readonly provider?: string | null;
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
  readonly usageLimit?: number;
  readonly expiresAt?: string;
  readonly rateLimits?: KeyRateLimitsPatch;
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
};

export type BackupCodes = { readonly backupCodes: readonly string[] };

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

export type Done = { readonly success: true };

export type Error = {
  readonly error: true;
  readonly status: number;
  readonly message: string;
  readonly code: string;
  readonly param?: string;
  readonly details?: unknown;
};

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

export type NewApiKey = {
  readonly projectId: string;
  readonly environment?: "production" | "development";
  readonly description?: string;
  readonly usageLimit?: number;
  readonly expiresAt?: string;
  readonly rateLimits?: KeyRateLimitsPatch;
  readonly ipAllowlist?: readonly string[];
  readonly iam?: readonly IamRule[];
  readonly rotationReminderDays?: number | null;
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
  )[];
  readonly expiresAt?: string;
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
};

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
  readonly status?: "active" | "inactive";
};

export type Organization = {
  readonly id: string;
  readonly name: string;
  readonly plan: "free" | "starter" | "pro" | "enterprise";
  readonly role: "owner" | "admin" | "developer" | "viewer";
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

export type OrganizationSettings = {
  readonly routingPreferences: RoutingPreferences;
  readonly limits: {
    readonly daily_usd: number | null;
    readonly weekly_usd: number | null;
    readonly monthly_usd: number | null;
    readonly per_request_usd: number | null;
  };
  readonly alerts: { readonly threshold_percent: number; readonly webhook_url: string | null };
  readonly semanticCache: {
    readonly cache_enabled: boolean;
    readonly similarity_threshold: number;
    readonly ttl_seconds: number;
    readonly exclude_models: readonly string[];
  };
  readonly pii: {
    readonly pii_detection_enabled: boolean;
    readonly pii_action: "redact" | "block" | "warn" | "tokenize";
    readonly pii_types: readonly string[];
  };
  readonly ipAllowlist: readonly string[] | null;
  readonly residency: { readonly allowed_regions: readonly string[] };
  readonly retention: { readonly store_content: boolean; readonly days: number };
};

export type OrganizationSettingsAnswer = { readonly settings: OrganizationSettings };

export type OrganizationSettingsPatch = {
  readonly routingPreferences?: RoutingPreferencesPatch;
  readonly limits?: {
    readonly daily_usd?: number;
    readonly weekly_usd?: number;
    readonly monthly_usd?: number;
    readonly per_request_usd?: number;
  } | null;
  readonly alerts?: { readonly threshold_percent?: number | null; readonly webhook_url?: string | null } | null;
  readonly semanticCache?: {
    readonly cache_enabled?: boolean | null;
    readonly similarity_threshold?: number | null;
    readonly ttl_seconds?: number | null;
    readonly exclude_models?: readonly string[] | null;
  } | null;
  readonly pii?: {
    readonly pii_detection_enabled?: boolean | null;
    readonly pii_action?: "redact" | "block" | "warn" | "tokenize" | null;
    readonly pii_types?:
      | readonly ("email" | "phone" | "ssn" | "credit_card" | "api_key" | "ip_address" | "iban")[]
      | null;
  } | null;
  readonly ipAllowlist?: readonly string[];
  readonly residency?: { readonly allowed_regions?: readonly string[] | null } | null;
  readonly retention?: { readonly store_content?: boolean | null; readonly days?: number | null } | null;
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
  readonly status: "active" | "archived";
  readonly createdAt: string;
  readonly updatedAt: string;
};

export type ProjectAnswer = { readonly project: Project };

export type ProjectList = { readonly projects: readonly Project[]; readonly nextCursor: string | null };

export type ProjectPatch = {
  readonly name?: string;
  readonly slug?: string;
  readonly mode?: "api-keys" | "credits" | "hybrid";
  readonly cachingEnabled?: boolean;
  readonly cacheDurationSeconds?: number;
  readonly defaultModel?: string | null;
  readonly routingPreferences?: RoutingPreferencesPatch;
};

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

export type TotpConfirm = { readonly code: string };

export type TotpEnrol = { readonly password: string };

export type TotpEnrolment = { readonly url: string; readonly secret: string };

export type TotpProof = { readonly password: string; readonly code: string };

export type User = { readonly id: string; readonly email: string; readonly name: string };

export type UserAnswer = { readonly user: User };

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
        | "source"
        | "tag";
      orderBy?: "requests" | "errors" | "totalUsd" | "savingsUsd" | "totalTokens";
      limit?: number;
    };
    body: undefined;
    answer: AnalyticsBreakdownAnswer;
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
      requestId?: string;
      sessionId?: string;
      source?: string;
      tag?: readonly string[];
      cached?: boolean;
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
      requestId?: string;
      sessionId?: string;
      source?: string;
      tag?: readonly string[];
      cached?: boolean;
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
  getOrganizationsByIdSettings: ["GET", "/api/v1/organizations/{id}/settings"],
  patchOrganizationsByIdSettings: ["PATCH", "/api/v1/organizations/{id}/settings"],
  postProviderKeys: ["POST", "/api/v1/provider-keys"],
  getProviderKeys: ["GET", "/api/v1/provider-keys"],
  getProviderKeysById: ["GET", "/api/v1/provider-keys/{id}"],
  patchProviderKeysById: ["PATCH", "/api/v1/provider-keys/{id}"],
  deleteProviderKeysById: ["DELETE", "/api/v1/provider-keys/{id}"],
  postProviderKeysByIdTest: ["POST", "/api/v1/provider-keys/{id}/test"],
  getProviders: ["GET", "/api/v1/providers"],
  getProvidersHealth: ["GET", "/api/v1/providers/health"],
  getAnalyticsSummary: ["GET", "/api/v1/analytics/summary"],
  getAnalyticsSeries: ["GET", "/api/v1/analytics/series"],
  getAnalyticsBreakdown: ["GET", "/api/v1/analytics/breakdown"],
  getLogs: ["GET", "/api/v1/logs"],
  getLogsExport: ["GET", "/api/v1/logs/export"],
  getLogsByRequestId: ["GET", "/api/v1/logs/{requestId}"],
  getLogsByRequestIdContent: ["GET", "/api/v1/logs/{requestId}/content"],
} as const satisfies Readonly<Record<keyof Operations, readonly [string, string]>>;
