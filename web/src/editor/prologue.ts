// The PREFIX lines of a query: names as they have to be written under them, and the line that a name still needs.

import type { ChangeSet, EditorState, Extension } from "@codemirror/state";
import { EditorView } from "@codemirror/view";
import type { Vocabulary } from "./terms";
import { declared, role, tokens } from "./tokens";

type Prefixes = ReadonlyMap<string, string>;

const LOCAL = /^[\p{L}\p{N}_](?:[\p{L}\p{N}_.-]*[\p{L}\p{N}_-])?$/u;

/** An IRI under the prefixes of a query, else under those of the graph, else in full. */
export function spelled(iri: string, own: Prefixes, known: Prefixes): string {
  for (const prefixes of [own, known]) {
    for (const [prefix, namespace] of prefixes) {
      const taken = prefixes === known && own.has(prefix);
      const local = iri.startsWith(namespace) && !taken ? iri.slice(namespace.length) : "";
      if (LOCAL.test(local)) return `${prefix}:${local}`;
    }
  }
  return `<${iri}>`;
}

/** The line that declares the prefix of a name, where it is known and the query declares it nowhere. */
export function declaration(state: EditorState, name: string, known: Prefixes): { from: number; insert: string }[] {
  const prefix = name.slice(0, Math.max(0, name.indexOf(":")));
  const namespace = known.get(prefix);
  const { prefixes, end } = declared(tokens(state.doc.toString()));
  if (namespace === undefined || prefixes.has(prefix) || name.startsWith("<")) return [];
  const line = `PREFIX ${prefix}: <${namespace}>`;
  return [end ? { from: end, insert: `\n${line}` } : { from: 0, insert: `${line}\n` }];
}

/** Declares a known prefix as soon as its colon is typed; one step of undo takes the line back and leaves the colon. */
export function declaring(vocabulary: () => Promise<Vocabulary>, told: (line: string) => string): Extension {
  const declare = async (view: EditorView, head: string) => {
    const { prefixes } = await vocabulary();
    const changes = declaration(view.state, head, prefixes);
    const written = tokens(view.state.doc.toString()).some(({ kind, text }) => kind === "name" && text.startsWith(head));
    if (changes.length === 0 || !written) return;
    view.dispatch({ changes, userEvent: "input.complete", effects: EditorView.announce.of(told(head)) });
  };
  return EditorView.updateListener.of(({ view, transactions }) => {
    if (!transactions.some((one) => one.isUserEvent("input.type") && insertsColon(one.changes))) return;
    const before = tokens(view.state.sliceDoc(0, view.state.selection.main.head));
    const name = before.pop();
    if (name?.kind !== "name" || role(before) === "declaration") return;
    declare(view, name.text.slice(0, name.text.indexOf(":") + 1)).catch(() => undefined); // without the list, nothing
  });
}

function insertsColon(changes: ChangeSet): boolean {
  let colon = false;
  changes.iterChanges((_from, _to, _start, _end, inserted) => {
    colon ||= inserted.toString().endsWith(":");
  });
  return colon;
}
