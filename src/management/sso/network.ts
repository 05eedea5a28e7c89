/** How organizations' identity providers are reached: their addresses are given by users. */
export interface SsoNetwork {
  /** Throws `invalid_parameters` for a URL that must not be called. */
  assertPublicUrl(url: string): Promise<unknown>;
  /** Calls public hosts only, checked when it connects; follows no redirect. */
  readonly fetch: (url: string, init: RequestInit) => Promise<Response>;
  /** Plain http is let through: where private addresses are, for tests and closed networks. */
  readonly allowHttp: boolean;
}
