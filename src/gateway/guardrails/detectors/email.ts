import { type Detector, tailFrom } from "./detector.ts";

const LOCAL_MAX = 64;
const DOMAIN_MAX = 128;
/** ASCII, and the letters of alphabets whose words stand between blanks. */
const LETTERS = "A-Za-z0-9\u00c0-\u024f\u0370-\u052f";
const LOCAL = new RegExp(`[${LETTERS}.!#$%&'*+/=?^_\`{|}~-]`);
const DOMAIN = new RegExp(`[${LETTERS}-]+(?:\\.[${LETTERS}-]+)*`, "y");
const TOP_LEVEL = /^(?:xn--[a-z0-9-]+|[A-Za-z\u00c0-\u024f\u0370-\u052f]{2,24})$/i;
/** Names of pictures for dense screens, such as `logo@2x.png`. */
const DENSITY = /^\dx\./;
const TAIL = new RegExp(`[${LETTERS}.!#$%&'*+/=?^_\`{|}~@-]+$`);

const localChars = new Uint8Array(0x530);
for (let code = 0; code < localChars.length; code += 1) {
  // Signs that are legal in addresses but mostly stand around them are left out.
  if (LOCAL.test(String.fromCharCode(code)) && !"!#$&'*/=?^`{|}~".includes(String.fromCharCode(code))) {
    localChars[code] = 1;
  }
}

/** Mail addresses: RFC 5321 as it is in use, with domains of other alphabets and without quoted local parts. */
export const email: Detector = {
  type: "email",
  find({ text, ats }, report) {
    for (const at of ats) {
      let start = at;
      while (start > 0 && at - start < LOCAL_MAX && localChars[text.charCodeAt(start - 1)] === 1) start -= 1;
      while (start < at && text.charCodeAt(start) === 46) start += 1;
      if (start === at || text.charCodeAt(at - 1) === 46) continue;
      const end = domainEnd(text, at + 1);
      if (end !== -1 && !isRemote(text, start, at, end)) report(start, end);
    }
  },
  undecidedFrom: (text) => tailFrom(text, TAIL, LOCAL_MAX + DOMAIN_MAX + 4),
};

/** One behind the last label that can be a top level; -1 without a domain. */
function domainEnd(text: string, start: number): number {
  DOMAIN.lastIndex = 0;
  const labels = (DOMAIN.exec(text.slice(start, start + DOMAIN_MAX))?.[0] ?? "").split(".");
  if (labels[0] === "" || DENSITY.test(labels.join("."))) return -1;
  while (labels.length > 1) {
    const last = (labels.at(-1) ?? "").replace(/-+$/, "");
    if (TOP_LEVEL.test(last)) return start + labels.slice(0, -1).join(".").length + 1 + last.length;
    labels.pop();
  }
  return -1;
}

/** The account of a code host in a clone URL, `git@host:path`, is nobody's address. */
function isRemote(text: string, start: number, at: number, end: number): boolean {
  return at - start === 3 && text.startsWith("git@", start) && text.charCodeAt(end) === 58;
}
