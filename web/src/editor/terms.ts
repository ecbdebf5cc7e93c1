// What the graph is written with: prefixes, and terms with their names in the page's language; and things by name.

export type TermKind = "class" | "property" | "concept";
export interface Term {
  iri: string;
  kind: TermKind;
  label: string;
  definition: string;
  /** The local name, and the words of the label, all as `fold` has them. */
  local: string;
  words: string[];
}
export interface Vocabulary {
  prefixes: Map<string, string>;
  terms: Term[];
}
export interface Thing {
  iri: string;
  name: string;
  about: string;
}

interface Written {
  prefixes: Record<string, string>;
  terms: [string, TermKind, string, string][];
}
type Suggestions = [string, string[], string[], string[], { "dorsale:iri": string[] }];

/** Small letters without accents, so that "societe" meets "société". */
export function fold(text: string): string {
  return text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
}

export async function vocabulary(address: string): Promise<Vocabulary> {
  const { prefixes, terms } = (await asked(address)) as Written;
  return {
    prefixes: new Map(Object.entries(prefixes)),
    terms: terms.map(([short, kind, label, definition]) => {
      const colon = short.indexOf(":");
      const local = short.slice(colon + 1);
      const words = fold(label).split(/[\s’'-]+/);
      return { iri: `${prefixes[short.slice(0, colon)]}${local}`, kind, label, definition, local: fold(local), words };
    }),
  };
}

/** The things of the graph that the server finds by a text. */
export async function things(address: string, text: string): Promise<Thing[]> {
  const [, names, abouts, , more] = (await asked(`${address}?q=${encodeURIComponent(text)}`)) as Suggestions;
  return names.map((name, at) => ({ name, about: abouts[at] ?? "", iri: more["dorsale:iri"][at] ?? "" }));
}

/** How well a folded word meets a term: 4 the beginning of its name, 3 of its label, 2 of a word, 1 the midst, 0 not. */
export function meets(term: Term, word: string): number {
  if (term.local.startsWith(word)) return 4;
  if (term.words[0]?.startsWith(word)) return 3;
  if (term.words.some((one) => one.startsWith(word))) return 2;
  return word.length > 2 && (term.local.includes(word) || term.words.some((one) => one.includes(word))) ? 1 : 0;
}

async function asked(address: string): Promise<unknown> {
  const answer = await fetch(address);
  if (!answer.ok) throw new Error(answer.statusText);
  return answer.json();
}
