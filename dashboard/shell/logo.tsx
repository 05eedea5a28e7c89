/** The product's mark and name. */
export function Logo() {
  return (
    <span className="flex items-center gap-2 px-1 text-base font-semibold tracking-tight">
      <svg viewBox="0 0 32 32" className="size-6" aria-hidden="true">
        <rect width="32" height="32" rx="8" className="fill-accent" />
        <path
          d="M8 10h6.5a5.5 5.5 0 0 1 5.5 5.5V16h4M8 22h6.5a5.5 5.5 0 0 0 5.5-5.5V16M8 16h8"
          className="fill-none stroke-on-accent"
          strokeWidth="2.5"
          strokeLinecap="round"
          strokeLinejoin="round"
        />
      </svg>
      LLM Gateway
    </span>
  );
}
