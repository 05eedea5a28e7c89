/** A Markdown table; cells may hold any text. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.map(cell).join(" | ")} |`;
  return [line(head), `| ${head.map(() => "---").join(" | ")} |`, ...rows.map(line)].join("\n");
}

function cell(text: string): string {
  return text.replaceAll("|", "\\|").replaceAll("\n", " ");
}

/** Names as code, separated by commas; a dash when there are none. */
export function codes(names: Iterable<string>): string {
  return [...names].map((name) => `\`${name}\``).join(", ") || "–";
}

/** A generated page: a note for editors, a title and its parts. */
export function page(title: string, source: string, ...parts: readonly string[]): string {
  const note = `<!-- Generated from ${source} by \`node scripts/docs/generate.ts\`. Do not edit. -->`;
  return `${[note, `# ${title}`, ...parts].join("\n\n")}\n`;
}
