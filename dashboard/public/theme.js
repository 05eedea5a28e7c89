// Sets the theme before the first paint. It is a file of its own because the security policy allows no inline script.
// shell/theme.ts writes what is read here.
(() => {
  const dark = matchMedia("(prefers-color-scheme: dark)").matches;
  let kept = null;
  try {
    kept = localStorage.getItem("llm-gateway.theme");
  } catch {
    // Storage is closed to this page: the system's theme then.
  }
  document.documentElement.dataset.theme = kept === "dark" || kept === "light" ? kept : dark ? "dark" : "light";
})();
