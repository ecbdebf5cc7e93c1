// The place where the server did not understand a query: underlined until one writes there, its message at hand.

import { ensureSyntaxTree } from "@codemirror/language";
import { StateEffect, StateField, type EditorState, type Extension } from "@codemirror/state";
import { Decoration, EditorView, keymap, showTooltip, type Tooltip } from "@codemirror/view";
import { declared, tokens, type Token } from "./tokens";

/** What the server says. Line and column count characters from 1, as in its problem documents. */
export interface Fault {
  line: number;
  column: number;
  /** What went wrong, in the page's language. */
  title: string;
  /** What the parser says, in English. */
  detail: string;
}
interface Marked {
  from: number;
  to: number;
  fault: Fault;
}

const PARSING = 200; // milliseconds that a mark may wait for the tree of the query

const BROKEN = { "aria-invalid": "true", "aria-describedby": "fault keys" };
const mark = StateEffect.define<Marked | null>();

const marked = StateField.define<Marked | null>({
  create: () => null,
  update(value, { changes, effects, docChanged }) {
    for (const effect of effects) if (effect.is(mark)) return effect.value;
    if (!value || !docChanged) return value;
    if (changes.touchesRange(value.from, value.to)) return null;
    return { ...value, from: changes.mapPos(value.from, 1), to: changes.mapPos(value.to, -1) };
  },
  provide: (field) => [
    EditorView.decorations.from(field, (value) =>
      value ? Decoration.set(Decoration.mark({ class: "cm-fault" }).range(value.from, value.to)) : Decoration.none,
    ),
    EditorView.contentAttributes.from(field, (value): Record<string, string> => (value ? BROKEN : {})),
  ],
});

/** Marks faults; F8 goes to the one that is marked. */
export function faults(): Extension {
  const told = showTooltip.compute([marked, "selection"], (state): Tooltip | null => {
    const value = state.field(marked);
    const { from, to } = state.selection.main;
    if (!value || from < value.from || to > value.to) return null;
    return { pos: value.from, end: value.to, above: true, create: () => ({ dom: note(value.fault) }) };
  });
  return [marked, told, keymap.of([{ key: "F8", run: goToFault }])];
}

export function markFault(view: EditorView, fault: Fault): void {
  const span = spanAt(view.state, fault.line, fault.column);
  view.dispatch({ effects: mark.of(span && { from: span.from, to: span.to, fault }) });
}

/** Puts the cursor to the marked place and tells its fault to those who listen; false where none is marked. */
export function goToFault(view: EditorView): boolean {
  const value = view.state.field(marked);
  if (!value) return false;
  view.dispatch({
    selection: { anchor: value.from },
    effects: [
      EditorView.scrollIntoView(value.from, { y: "center" }),
      EditorView.announce.of(`${value.fault.title}. ${value.fault.detail}`),
    ],
  });
  view.focus();
  return true;
}

/**
 * The token to blame. The parser of the server stops at it, or one or two tokens behind: an undeclared prefix or what our
 * grammar does not understand just before that place comes first.
 */
function spanAt(state: EditorState, number: number, column: number): Token | null {
  const all = tokens(state.doc.toString()).filter(({ kind }) => kind !== "comment");
  const line = state.doc.line(Math.min(Math.max(number, 1), state.doc.lines));
  const before = [...line.text].slice(0, column - 1).join(""); // characters are not always one unit of a string
  const at = line.from + before.length;
  const { prefixes } = declared(all);
  const near = all.filter(({ from }) => from <= at).slice(-3);
  const undeclared = near.find(({ kind, text }) => kind === "name" && !prefixes.has(text.slice(0, text.indexOf(":"))));
  if (undeclared) return undeclared;
  const errors: number[] = [];
  ensureSyntaxTree(state, state.doc.length, PARSING)?.iterate({
    enter: ({ type, from }) => {
      if (type.isError) errors.push(from);
    },
  });
  const blamed = near.find(({ from, to }) => errors.some((error) => from <= error && error < to));
  return blamed ?? near.at(-1) ?? null;
}

function note({ title, detail }: Fault): HTMLElement {
  const made = document.createElement("div");
  const said = document.createElement("code");
  made.className = "cm-faultNote";
  said.lang = "en";
  said.textContent = detail;
  made.append(title, said);
  return made;
}
