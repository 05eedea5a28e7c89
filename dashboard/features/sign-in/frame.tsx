import { type ReactNode, useEffect } from "react";
import { Logo } from "../../shell/logo.tsx";

export interface FrameProps {
  readonly title: string;
  readonly description?: ReactNode;
  /** Below the form. */
  readonly footer?: ReactNode;
  readonly children: ReactNode;
}

/** The frame of the pages for those who are not signed in. */
export function Frame({ title, description, footer, children }: FrameProps) {
  useEffect(() => {
    document.title = `${title} · LLM Gateway`;
  }, [title]);
  return (
    <main className="mx-auto grid min-h-dvh w-full max-w-sm content-start gap-6 px-4 pt-[14dvh] pb-10">
      <Logo />
      <div className="grid gap-5 rounded-xl border border-line bg-surface p-6">
        <header>
          <h1 className="text-xl font-semibold tracking-tight">{title}</h1>
          {description && <p className="mt-1 text-base text-muted">{description}</p>}
        </header>
        {children}
      </div>
      {footer && <div className="text-center text-sm text-muted">{footer}</div>}
    </main>
  );
}
