const NON_ASCII = /[\u007f-\uffff]/g;

/** JSON text in ASCII only, fit for header values and for latin1 text. */
export function asciiJson(value: unknown): string {
  return asciiText(JSON.stringify(value));
}

/** JSON text with every non-ASCII character written as an escape. */
export function asciiText(json: string): string {
  return json.replace(NON_ASCII, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, "0")}`);
}
