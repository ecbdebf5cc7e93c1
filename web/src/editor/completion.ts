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
import { fold, meets, things, type Term, type TermKind, type Thing, type Vocabulary } from "./terms";
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

const PAGE = { wide: 8, narrow: 5 }; // proposals that are seen at once
const SHORTEST = 3; // letters of a name that the server is asked for
const WANTED: Partial<Record<Role, readonly TermKind[]>> = {
  subject: ["concept"],
  predicate: ["property"],
  class: ["class"],
  object: ["concept", "class"],
};
const WORDLESS = new Set<Role>(["predicate", "class", "object"]); // where a word of SPARQL is rare
const NAMED = new Set<Role>(["subject", "object", "other"]); // where a thing may stand
const NOTHING: Vocabulary = { prefixes: new Map(), terms: [] };

export function completion(sources: Sources): Extension {
  return autocompletion({
    override: [written(sources), found(sources)],
    icons: false,
    maxRenderedOptions: window.matchMedia("(max-width: 44rem)").matches ? PAGE.narrow : PAGE.wide,
    activateOnCompletion: ({ label }) => label.endsWith(":"),
    addToOptions: [{ position: 90, render: (one) => element("cm-completionKind", (one as Proposal).about) }],
  });
}

/** Variables, words of SPARQL, prefixes and terms. */
function written({ vocabulary, kinds }: Sources): CompletionSource {
  const plain = (label: string, kind: string, more: Partial<Proposal> = {}): Proposal => {
    return { label, about: kinds[kind] ?? "", ...more };
  };
  return async (context) => {
    const { word, before, within, all } = placed(context);
    const text = word?.text ?? "";
    const part = role(before);
    if (within || (!context.explicit && !text) || (text === "a" && part === "predicate")) return null;
    const propose = (...options: Proposal[]) => proposed(options, word?.from ?? context.pos, context);
    const variables = [...variablesOf(all, context.pos)].filter((one) => one.slice(1).startsWith(text.slice(1)));
    if (word?.kind === "variable") return propose(...variables.map((one) => plain(one, "variable")));

    const known = await vocabulary().catch(() => NOTHING); // without the server, words and variables are still there
    const own = declared(all).prefixes;
    const prefixes = [...known.prefixes].filter(([prefix]) => prefix.startsWith(text) || `${prefix}:` === text);
    if (part === "declaration") {
      const lines = prefixes.filter(([prefix]) => !own.has(prefix)).map(([prefix, iri]) => `${prefix}: <${iri}>`);
      return propose(...lines.map((one) => plain(one, "prefix")));
    }

    const head = word?.kind === "name" ? text.slice(0, text.indexOf(":") + 1) : "";
    const space = head && (own.get(head.slice(0, -1)) ?? known.prefixes.get(head.slice(0, -1)));
    const terms = ranked(known.terms, fold(text.slice(head.length)), WANTED[part] ?? [])
      .filter(({ iri }) => space !== undefined && iri.startsWith(space))
      .map(({ iri, kind, label: detail, definition }) => {
        const label = space ? head + iri.slice(space.length) : spelled(iri, own, known.prefixes);
        return plain(label, kind, { detail, info: () => note(definition), apply: declaring(label, known) });
      });
    if (head) return propose(...terms);

    if (!text) return propose(...variables.map((one) => plain(one, "variable")), ...terms);
    const begun = (one: string) => one.startsWith(text.toUpperCase());
    const words = [
      ...keywords.filter(begun).map((one) => plain(one, "keyword")),
      ...functions.filter(begun).map((one) => plain(one, "function", { apply: `${one}(` })),
    ];
    const heads = prefixes.map(([prefix, detail]) =>
      plain(`${prefix}:`, "prefix", { detail, apply: declaring(`${prefix}:`, known) }),
    );
    return propose(...(WORDLESS.has(part) ? [...terms, ...words] : [...words, ...terms]), ...heads);
  };
}

/** Things of the graph by their names: for a word of three letters, or on demand for the text of a string. */
function found({ vocabulary, suggest }: Sources): CompletionSource {
  return async (context) => {
    const { word, string, before, within, all } = placed(context);
    const quoted = context.explicit ? string : undefined;
    const sought = quoted ?? (within ? undefined : word);
    if (!sought || !(quoted || (sought.kind === "word" && NAMED.has(role(before))))) return null;
    const text = quoted ? quoted.text.replace(/^["']+|["']+$/g, "") : sought.text;
    if (text.trim().length < SHORTEST || keywords.includes(text.toUpperCase())) return null;
    try {
      const [hits, known] = await Promise.all([things(suggest, text), vocabulary()]);
      const own = declared(all).prefixes;
      const terms = new Set(known.terms.map(({ iri }) => iri));
      const parts = fold(text).trim().split(/\s+/);
      const named = (one: Thing) => parts.every((part) => fold(`${one.name} ${one.about}`).includes(part));
      const options = hits
        .filter((one) => !terms.has(one.iri) && named(one)) // without those that were taken for misspelled
        .map(({ iri, name, about }): Proposal => {
          const label = spelled(iri, own, known.prefixes);
          return { label, detail: name, about, apply: declaring(label, known) };
        });
      return proposed(options, sought.from, context, sought.to);
    } catch {
      return null; // what is written here is proposed all the same
    }
  };
}

/** The word before the cursor, the string around it, the tokens before them, and what the cursor is inside of. */
function placed({ state, pos }: CompletionContext) {
  const all = tokens(state.doc.toString());
  const before = tokens(state.sliceDoc(0, pos));
  const last = before.at(-1);
  const within = inside(last, pos);
  const touched = last?.to === pos && !within && ["variable", "name", "word"].includes(last.kind);
  const word = touched ? last : undefined;
  const string = within === "string" ? all.find(({ from }) => from === last?.from) : undefined;
  if (word || within) before.pop();
  return { word, string, before, within, all };
}

function variablesOf(all: Token[], except: number): Set<string> {
  const named = all.filter(({ kind, text, to }) => kind === "variable" && text.length > 1 && to !== except);
  return new Set(named.map(({ text }) => text));
}

/** The terms that a folded word meets: first those of the kinds that may stand here, then those that it meets best. */
function ranked(terms: Term[], word: string, kinds: readonly TermKind[]): Term[] {
  return terms
    .map((term) => ({ term, met: meets(term, word), fit: kinds.includes(term.kind) ? 1 : 0 }))
    .filter(({ met }) => met > 0)
    .sort((one, other) => other.fit - one.fit || other.met - one.met || (one.term.local < other.term.local ? -1 : 1))
    .map(({ term }) => term);
}

/** Nothing where nothing is found, or where what is typed is proposed already and nobody asked. */
function proposed(options: Proposal[], from: number, context: CompletionContext, to?: number): CompletionResult | null {
  const typed = context.state.sliceDoc(from, context.pos).toUpperCase();
  const whole = options.some(({ label }) => label.toUpperCase() === typed);
  if (options.length === 0 || (whole && !context.explicit)) return null;
  return { from, to: to ?? context.pos, options, filter: false };
}

/** Puts a name in the place of what was typed, and declares its prefix. */
function declaring(name: string, { prefixes }: Vocabulary): Completion["apply"] & object {
  return (view, chosen, from, to) => {
    const lines = declaration(view.state, name, prefixes).filter((line) => line.from <= from);
    const shift = lines.reduce((sum, { insert }) => sum + insert.length, 0);
    view.dispatch({
      changes: [...lines, { from, to, insert: name }],
      selection: { anchor: from + shift + name.length },
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
