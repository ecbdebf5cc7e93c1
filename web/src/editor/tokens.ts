// The words of a query as far as they are written: what a place is inside of, what may follow, which prefixes are declared.
// A parser says more of a whole query, but nothing reliable of half a one.

export type Kind = "comment" | "string" | "iri" | "variable" | "language" | "name" | "number" | "word" | "mark";
export interface Token {
  kind: Kind;
  text: string;
  from: number;
  to: number;
}

/** What may stand at a place of a triple; `class` is what follows `a`, `declaration` what follows PREFIX. */
export type Role = "subject" | "predicate" | "object" | "class" | "declaration" | "other";

const LETTER = String.raw`\p{L}\p{N}_`;
const PATTERNS: Record<Kind, string> = {
  comment: String.raw`#[^\n]*`,
  string: String.raw`"""(?:[^"\\]|\\.|"(?!""))*(?:"""|$)|'''(?:[^'\\]|\\.|'(?!''))*(?:'''|$)|"(?:[^"\\\n]|\\.)*"?|'(?:[^'\\\n]|\\.)*'?`,
  iri: String.raw`<[^\s<>"{}|^\x60\\]*(?:>|$)`,
  variable: String.raw`[?$][${LETTER}]+|[?$](?=$)`,
  language: String.raw`@[a-zA-Z-]+`,
  name: String.raw`(?:[${LETTER}](?:[${LETTER}.-]*[${LETTER}-])?)?:(?:[${LETTER}:-]|%[0-9A-Fa-f]{2}|\\.|\.+(?=[${LETTER}:\\%-]))*`,
  number: String.raw`\d+(?:\.\d+)?(?:[eE][+-]?\d+)?`,
  word: String.raw`[${LETTER}](?:[${LETTER}-]*[${LETTER}])?-?`,
  mark: String.raw`\S`,
};
const TOKEN = new RegExp(
  Object.entries(PATTERNS)
    .map(([kind, pattern]) => `(?<${kind}>${pattern})`)
    .join("|"),
  "gsu",
);

/** The tokens of a text; one that is not closed reaches to its end. */
export function tokens(text: string): Token[] {
  return [...text.matchAll(TOKEN)].map((match) => {
    const kind = Object.entries(match.groups ?? {}).find(([, found]) => found !== undefined)?.[0] as Kind;
    return { kind, text: match[0], from: match.index, to: match.index + match[0].length };
  });
}

/** Whether a text ends inside of a string, an IRI or a comment. */
export function inside(token: Token | undefined, end: number): "string" | "iri" | "comment" | null {
  if (!token || token.to < end) return null;
  const { kind, text } = token;
  if (kind === "comment") return kind;
  if (kind === "iri") return text.endsWith(">") ? null : kind;
  if (kind !== "string") return null;
  const quote = /^("""|'''|"|')/.exec(text)?.[0] ?? "";
  const closed = text.length >= 2 * quote.length && text.endsWith(quote) && !/(?:^|[^\\])(?:\\\\)*\\.$/s.test(text);
  return closed ? null : kind;
}

/** The prefixes that a query declares (SPARQL 1.1, 4.1.1), and where the last declaration ends (0: there is none). */
export function declared(all: Token[]): { prefixes: Map<string, string>; end: number } {
  const said = all.filter((token) => token.kind !== "comment");
  const prefixes = new Map<string, string>();
  let end = 0;
  said.forEach((token, at) => {
    const [name, iri] = [said[at + 1], said[at + 2]];
    if (token.kind !== "word" || token.text.toUpperCase() !== "PREFIX") return;
    if (name?.kind !== "name" || !name.text.endsWith(":") || iri?.kind !== "iri") return;
    prefixes.set(name.text.slice(0, -1), iri.text.slice(1, -1));
    end = iri.to;
  });
  return { prefixes, end };
}

/** What may follow the tokens. */
export function role(before: Token[]): Role {
  let begun: Role = "other"; // the part with which what was begun last begins
  let parts: string[] = [];
  const begin = (part: Role) => {
    begun = part;
    parts = [];
  };
  for (const { kind, text } of before) {
    if (kind === "comment" || kind === "language" || text === "^") continue;
    if (text === "{" || text === "." || text === "}" || text === ")") begin("subject");
    else if (text === ";" || text === "[") begin("predicate");
    else if (text === ",") begin("object");
    else if (text === "/" || text === "|") parts.pop();
    else if (kind === "word" && text.toUpperCase() === "PREFIX") begin("declaration");
    else if (text === "(" || (kind === "word" && text !== "a")) begin("other");
    else if (kind !== "mark") parts.push(text);
  }
  if (begun === "other" || begun === "declaration") return parts.length ? "other" : begun;
  const last = parts.at(-1);
  if (last === "a" || last === "rdf:type") return "class";
  const order: Role[] = ["subject", "predicate", "object"];
  return order[order.indexOf(begun) + parts.length] ?? "object";
}
