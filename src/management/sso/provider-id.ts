/** `accounts.provider_id` of those who come by an organization's single sign-on. */
export function ssoProviderId(organizationId: string): string {
  return `sso:${organizationId}`;
}
