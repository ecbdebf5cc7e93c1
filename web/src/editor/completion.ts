// What the editor proposes: variables, words of SPARQL, prefixes, terms by their names, and things that the server finds.

import {
  autocompletion,
  pickedCompletion,
  type Completion,
  type CompletionContext,
  type CompletionResult,
  type CompletionSource,
} from "@codemirror/autocomplete";
import type { Extension } from "@codemirror/state";
import { declaration, spelled } from "./prologue";
import { functions, keywords } from "./sparql";
import { fold, meets, things, type TermKind, type Vocabulary } from "./terms";
import { declared, inside, role, tokens, type Role, type Token } from "./tokens";

/** Whom to ask for terms and things, and the page's words for the kinds of proposals. */
export interface Sources {
  vocabulary: () => Promise<Vocabulary>;
  suggest: string;
  kinds: Readonly<Record<string, string>>;
}

interface Proposal extends Completion {
  /** What kind of thing is proposed, in the page's language. */
  about: string;
}

const PAGE = 8; // proposals that are seen at once
const SHORTEST = 3; // letters of a name that the server is asked for
const WANTED: Partial<Record<Role, readonly TermKind[]>> = {
  subject: ["concept"],
  predicate: ["property"],
  class: ["class"],
  object: ["concept", "class"],
};
const NAMED = new Set<Role>(["subject", "object", "other"]); // where a thing may stand

export function completion(sources: Sources): Extension {
  return autocompletion({
    override: [written(sources), found(sources)],
    icons: false,
    maxRenderedOptions: PAGE,
    activateOnCompletion: ({ label }) => label.endsWith(":"),
    addToOptions: [{ position: 90, render: (one) => element("cm-completionKind", (one as Proposal).about) }],
  });
}

/** Variables, words of SPARQL, prefixes and terms. */
function written({ vocabulary, kinds }: Sources): CompletionSource {
  return async (context) => {
    const { word, before, within } = placed(context);
    const text = word?.text ?? "";
    if (within || (!context.explicit && !text)) return null;
    const about = (kind: string) => kinds[kind] ?? "";
    const all = tokens(context.state.doc.toString());
    const from = word?.from ?? context.pos;
    const variables = [...new Set(all.filter(({ kind, to }) => kind === "variable" && to !== context.pos).map((one) => one.text))]
      .filter((one) => one.length > 1 && one.slice(1).startsWith(text.slice(1)))
      .map((label): Proposal => ({ label, about: about("variable") }));
    if (word?.kind === "variable") return proposed(variables, from, context);
    const known = await vocabulary().catch((): Vocabulary => ({ prefixes: new Map(), terms: [] }));
    const own = declared(all).prefixes;
    const part = role(before);
    const choices = [...known.prefixes].filter(([prefix]) => prefix.startsWith(text) || `${prefix}:` === text);
    if (part === "declaration") {
      const lines = choices.filter(([prefix]) => !own.has(prefix)).map(([prefix, iri]) => `${prefix}: <${iri}>`);
      return proposed(lines.map((label): Proposal => ({ label, about: about("prefix") })), from, context);
    }
    const colon = word?.kind === "name" ? text.indexOf(":") : -1;
    const namespace = own.get(text.slice(0, Math.max(0, colon))) ?? known.prefixes.get(text.slice(0, Math.max(0, colon)));
    const sought = fold(text.slice(colon + 1));
    const wanted = WANTED[part];
    const terms = known.terms
      .filter(({ iri }) => colon < 0 || (namespace !== undefined && iri.startsWith(namespace)))
      .map((term) => ({ term, well: meets(term, sought) + (wanted?.includes(term.kind) ? 4 : 0), met: meets(term, sought) }))
      .filter(({ met }) => met > 0)
      .sort((one, other) => other.well - one.well || (one.term.local < other.term.local ? -1 : 1))
      .map(({ term }): Proposal => {
        const label = colon < 0 ? spelled(term.iri, own, known.prefixes) : text.slice(0, colon + 1) + term.iri.slice(namespace?.length);
        return { label, detail: term.label, info: () => note(term.definition), about: about(term.kind), apply: declaring(label, known) };
      });
    if (colon >= 0) return proposed(terms, from, context);
    const upper = text.toUpperCase();
    const begun = (one: string) => text !== "" && one.startsWith(upper);
    const words = [
      ...keywords.filter(begun).map((label): Proposal => ({ label, about: about("keyword") })),
      ...functions.filter(begun).map((label): Proposal => ({ label, about: about("function"), apply: `${label}(` })),
    ];
    const prefixes = (text ? choices : []).map(([prefix, iri]): Proposal => {
      const label = `${prefix}:`;
      return { label, detail: iri, about: about("prefix"), apply: declaring(label, known) };
    });
    const triple = wanted !== undefined && text.length > 2;
    return proposed([...variables.filter(() => !text), ...(triple ? [...terms, ...words] : [...words, ...terms]), ...prefixes], from, context);
  };
}

/** Things of the graph by their names: for a word of three letters, or on demand for the text of a string. */
function found({ vocabulary, suggest }: Sources): CompletionSource {
  return async (context) => {
    const { word, last, before, within } = placed(context);
    const string = within === "string" && context.explicit ? last : undefined;
    const sought = string ?? (within || word?.kind !== "word" ? undefined : word);
    if (!sought || (!string && !NAMED.has(role(before)))) return null;
    const text = string ? string.text.replace(/^["']+/, "") : sought.text;
    if (text.trim().length < SHORTEST || keywords.includes(text.toUpperCase())) return null;
    try {
      const [hits, known] = await Promise.all([things(suggest, text), vocabulary()]);
      const own = declared(tokens(context.state.doc.toString())).prefixes;
      const terms = new Set(known.terms.map(({ iri }) => iri));
      const parts = fold(text).split(/\s+/);
      const options = hits // without those that the server takes for misspelled
        .filter(({ iri, name, about }) => !terms.has(iri) && parts.every((part) => fold(`${name} ${about}`).includes(part)))
        .map(({ iri, name, about }): Proposal => {
          const label = spelled(iri, own, known.prefixes);
          return { label, detail: name, about, apply: declaring(label, known, string !== undefined) };
        });
      return proposed(options, sought.from, context);
    } catch {
      return null; // without the server, what is written here is proposed all the same
    }
  };
}

/** The word before the cursor, the tokens before that word, and what the cursor is inside of. */
function placed({ state, pos }: CompletionContext) {
  const before = tokens(state.sliceDoc(0, pos));
  const last = before.at(-1);
  const within = inside(last, pos);
  const touched = last && last.to === pos && !within && ["variable", "name", "word"].includes(last.kind);
  const word: Token | undefined = touched ? last : undefined;
  if (word || within) before.pop();
  return { word, last, before, within };
}

/** Nothing where nothing is found, or where what is typed is proposed already and nobody asked. */
function proposed(options: Proposal[], from: number, { state, pos, explicit }: CompletionContext): CompletionResult | null {
  const typed = state.sliceDoc(from, pos).toUpperCase();
  const whole = options.some(({ label }) => label.toUpperCase() === typed);
  return options.length === 0 || (whole && !explicit) ? null : { from, options, filter: false };
}

/** Puts a name in the place of what was typed, and declares its prefix; `quoted` takes the quotes after the cursor, too. */
function declaring(name: string, { prefixes }: Vocabulary, quoted = false): Completion["apply"] & object {
  return (view, chosen, from, to) => {
    const { state } = view;
    const end = quoted ? to + (/^["']+/.exec(state.sliceDoc(to, to + 3))?.[0].length ?? 0) : to;
    const declared = declaration(state, name, prefixes);
    view.dispatch({
      changes: [...declared, { from, to: end, insert: name }],
      selection: { anchor: from + name.length + declared.reduce((sum, { insert }) => sum + insert.length, 0) },
      scrollIntoView: true,
      userEvent: "input.complete",
      annotations: pickedCompletion.of(chosen),
    });
  };
}

function note(text: string): Node | null {
  return text ? element("cm-completionNote", text) : null;
}

function element(className: string, text: string): HTMLElement {
  const made = document.createElement("span");
  made.className = className;
  made.textContent = text;
  return made;
}
