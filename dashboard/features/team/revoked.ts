/** What a member had made with more rights than they have left, and that is gone now; empty when there was nothing. */
export function revokedText({
  tokens,
  invitations,
}: {
  readonly tokens: number;
  readonly invitations: number;
}): string {
  const parts = [some(tokens, "token"), some(invitations, "invitation")].filter((part) => part !== "");
  return parts.length === 0 ? "" : ` ${parts.join(" and ")} of theirs ended with it.`;
}

function some(count: number, noun: string): string {
  if (count === 0) return "";
  return count === 1 ? `1 ${noun}` : `${count} ${noun}s`;
}
