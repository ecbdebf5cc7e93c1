// The editor of the query page, over the text of its form. Without this module the form is whole, and plain.

import { editorOver } from "./editor/editor";
import { goToFault, markFault } from "./editor/fault";
import { vocabulary, type Vocabulary } from "./editor/terms";

const text = document.querySelector<HTMLTextAreaElement>("form.query textarea");
if (text?.form) enrich(text, text.form);

function enrich(field: HTMLTextAreaElement, form: HTMLFormElement): void {
  const told = (name: string) => field.dataset[name] ?? "";
  const asked = field.defaultValue; // what the server wrote, and its fault
  const keys = document.querySelector<HTMLElement>("#query-keys");
  const view = editorOver(field, {
    sources: { vocabulary: once(() => vocabulary(told("terms"))), suggest: told("suggest"), kinds: words(told("kinds")) },
    label: told("label"),
    about: { keys: keys?.textContent ?? "", fault: told("fault") },
    phrases: words(told("phrases")),
    declared: (prefix) => told("declared").replace("{prefix}", prefix),
    run: () => form.requestSubmit(),
  });

  field.required = false; // a field that is not shown cannot say what it misses
  form.addEventListener("submit", (event) => {
    if (field.value.trim()) return;
    event.preventDefault();
    view.focus();
  });
  for (const label of field.labels) label.addEventListener("click", () => view.focus());
  // Some browsers give a form its text back only after modules have run.
  window.addEventListener("pageshow", () => {
    if (field.value === view.state.doc.toString()) return;
    view.dispatch({ changes: { from: 0, to: view.state.doc.length, insert: field.value } });
  });

  if (keys) keys.hidden = false;
  if (told("line") && field.value === asked) {
    const [line, column] = [Number(told("line")), Number(told("column"))];
    markFault(view, { line, column, title: told("fault"), detail: told("detail") });
    const button = document.querySelector<HTMLButtonElement>("#failure-place button");
    if (button) button.hidden = false;
    button?.addEventListener("click", () => goToFault(view));
  }
}

function words(json: string): Record<string, string> {
  return JSON.parse(json) as Record<string, string>;
}

/** The same promise for all who ask; one that was broken is made anew. */
function once(make: () => Promise<Vocabulary>): () => Promise<Vocabulary> {
  let made: Promise<Vocabulary> | undefined;
  return () => {
    made ??= make().catch((error: unknown) => {
      made = undefined;
      throw error;
    });
    return made;
  };
}
