// The editor itself: CodeMirror over a field of a form, in a shadow root, where the style sheets that it makes are allowed.

import { closeBrackets, closeBracketsKeymap } from "@codemirror/autocomplete";
import { defaultKeymap, history, historyKeymap } from "@codemirror/commands";
import { bracketMatching, indentOnInput } from "@codemirror/language";
import { EditorState } from "@codemirror/state";
import { EditorView, highlightActiveLine, highlightActiveLineGutter, keymap, lineNumbers } from "@codemirror/view";
import { completion, type Sources } from "./completion";
import { faults } from "./fault";
import { look } from "./look";
import { declaring } from "./prologue";
import { languageData, sparql } from "./sparql";

export interface Wishes {
  sources: Sources;
  /** The name of the editor, and what CodeMirror itself says, in the page's language. */
  label: string;
  /** What describes it to those who listen: its keys, and what is wrong with the query, if anything is. */
  about: { keys: string; fault: string };
  phrases: Record<string, string>;
  declared: (prefix: string) => string;
  run: () => void;
}

/** An editor in the place of `field`, which stays what the form sends: every change is written into it. */
export function editorOver(field: HTMLTextAreaElement, wishes: Wishes): EditorView {
  const { sources, label, about, phrases, declared, run } = wishes;
  const host = document.createElement("div");
  const root = host.attachShadow({ mode: "open" });
  host.className = "editor";
  for (const [id, textContent] of Object.entries(about)) {
    root.append(Object.assign(document.createElement("p"), { id, textContent, hidden: true }));
  }
  host.style.setProperty("--least", `${field.clientHeight}px`);
  field.before(host);
  field.hidden = true;
  const running = () => {
    run();
    return true;
  };
  return new EditorView({
    parent: root,
    root,
    state: EditorState.create({
      doc: field.value,
      extensions: [
        keymap.of([
          { key: "Ctrl-Enter", run: running },
          { key: "Meta-Enter", run: running },
        ]),
        lineNumbers(),
        highlightActiveLine(),
        highlightActiveLineGutter(),
        history(),
        indentOnInput(),
        bracketMatching(),
        closeBrackets(),
        sparql,
        languageData,
        completion(sources),
        declaring(sources.vocabulary, declared),
        faults(),
        overSelection,
        keymap.of([...closeBracketsKeymap, ...defaultKeymap, ...historyKeymap]),
        look,
        EditorView.lineWrapping,
        EditorView.contentAttributes.of({ "aria-label": label, "aria-describedby": "keys", tabindex: "0" }),
        EditorState.phrases.of(phrases),
        EditorView.updateListener.of(({ docChanged, state }) => {
          if (docChanged) field.value = state.doc.toString();
        }),
      ],
    }),
  });
}

/**
 * Writes what is typed over a selection. Left to itself, Chromium keeps the look of what it replaces in a style attribute,
 * which the page's Content-Security-Policy refuses, and says so on the console.
 */
const overSelection = EditorView.domEventHandlers({
  beforeinput({ inputType, data }, view) {
    const { from, to, empty } = view.state.selection.main;
    if (inputType !== "insertText" || data === null || empty || view.composing) return false;
    const insert = () =>
      view.state.update(view.state.replaceSelection(data), { userEvent: "input.type", scrollIntoView: true });
    const handled = view.state.facet(EditorView.inputHandler).some((handler) => handler(view, from, to, data, insert));
    if (!handled) view.dispatch(insert());
    return true;
  },
});
