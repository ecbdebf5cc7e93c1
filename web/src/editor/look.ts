// How the editor looks: like the other fields of the page, in colours that the page's sheets name for light and dark.

import { HighlightStyle, syntaxHighlighting } from "@codemirror/language";
import type { Extension } from "@codemirror/state";
import { EditorView } from "@codemirror/view";
import { tags } from "@lezer/highlight";

const MONO = "var(--mono)";
const SANS = "var(--sans)";

const frame = EditorView.theme({
  "&": {
    color: "var(--ink)",
    backgroundColor: "var(--sheet)",
    border: "1px solid var(--edge)",
    borderRadius: "4px",
    fontSize: ".9rem",
    maxHeight: "min(42rem, 75vh)",
  },
  "&.cm-focused, &:focus-within": { outline: "3px solid var(--accent)", outlineOffset: "2px" },
  ".cm-scroller": { fontFamily: MONO, lineHeight: "1.5", overflow: "auto" },
  ".cm-content": { padding: ".75rem 0", caretColor: "var(--ink)", minHeight: "var(--least)" },
  ".cm-line": { padding: "0 .75rem 0 .5rem" },
  ".cm-gutters": { color: "var(--soft)", backgroundColor: "transparent", border: "0" },
  ".cm-lineNumbers .cm-gutterElement": { minWidth: "2.25rem", padding: "0 .25rem 0 .5rem" },
  ".cm-activeLine": { backgroundColor: "transparent" },
  ".cm-activeLineGutter": { color: "var(--ink)", backgroundColor: "transparent" },
  "&.cm-focused .cm-matchingBracket": { backgroundColor: "var(--accent-soft)", outline: "1px solid var(--accent)" },
  "&.cm-focused .cm-nonmatchingBracket": { backgroundColor: "var(--bad-soft)", outline: "1px solid var(--bad)" },
  ".cm-fault": {
    backgroundColor: "var(--bad-soft)",
    textDecoration: "underline wavy var(--bad)",
    textDecorationSkipInk: "none",
    textUnderlineOffset: ".2em",
  },
  ".cm-tooltip": {
    color: "var(--ink)",
    backgroundColor: "var(--sheet)",
    border: "1px solid var(--rule)",
    borderRadius: "6px",
    boxShadow: "0 .5rem 1.5rem rgb(0 0 0 / .18)",
  },
  ".cm-faultNote": {
    font: `.9rem/1.4 ${SANS}`,
    color: "var(--bad)",
    padding: ".35rem .7rem",
    maxWidth: "min(34rem, calc(100vw - 3rem))",
    overflowWrap: "anywhere",
  },
  ".cm-faultNote code": { display: "block", fontFamily: MONO, fontSize: ".85rem", color: "var(--ink)" },
  ".cm-tooltip.cm-tooltip-autocomplete > ul": {
    font: `.9rem/1.35 ${SANS}`,
    maxHeight: "none", // a page of proposals at a time: a list that scrolls would need the focus
    width: "min(42rem, calc(100vw - 3.25rem))",
    minWidth: "0",
    maxWidth: "none",
    padding: ".3rem",
  },
  ".cm-tooltip.cm-tooltip-autocomplete > ul > li": {
    display: "flex",
    alignItems: "baseline",
    gap: "0 .75rem",
    padding: ".35rem .6rem",
    borderRadius: "4px",
    lineHeight: "1.35",
    whiteSpace: "normal",
  },
  ".cm-tooltip.cm-tooltip-autocomplete > ul > li[aria-selected]": {
    color: "var(--ink)",
    backgroundColor: "var(--accent-soft)",
    outline: "2px solid var(--accent)",
    outlineOffset: "-2px",
  },
  ".cm-completionLabel": { fontFamily: MONO, fontSize: ".85rem", overflowWrap: "anywhere" },
  ".cm-completionDetail": { flex: "1 1 0", minWidth: "0", margin: "0", fontStyle: "normal", overflowWrap: "anywhere" },
  ".cm-completionKind": { marginLeft: "auto", color: "var(--soft)", fontSize: ".85rem" },
  ".cm-completionInfo": { font: `.9rem/1.45 ${SANS}`, padding: ".5rem .75rem", width: "max-content", maxWidth: "20rem" },
  "@media (max-width: 60rem)": { ".cm-tooltip.cm-completionInfo": { display: "none" } },
  "@media (max-width: 44rem)": {
    ".cm-tooltip.cm-tooltip-autocomplete > ul > li": { flexWrap: "wrap" },
    ".cm-completionLabel": { maxWidth: "100%" },
    ".cm-completionLabel:has(+ .cm-completionDetail)": { flex: "1 0 100%" },
    ".cm-completionDetail": { flex: "1 1 auto", maxWidth: "100%" },
  },
  "@media print": {
    "&": { maxHeight: "none", border: "0" },
    ".cm-scroller": { overflow: "visible" },
    ".cm-content": { minHeight: "0" },
  },
});

const colours = HighlightStyle.define([
  { tag: [tags.keyword, tags.bool], color: "var(--code-word)", fontWeight: "600" },
  { tag: tags.function(tags.name), color: "var(--code-function)" },
  { tag: tags.variableName, color: "var(--code-variable)", whiteSpace: "nowrap" },
  { tag: tags.typeName, color: "var(--code-name)", whiteSpace: "nowrap" },
  { tag: tags.url, color: "var(--code-iri)" },
  { tag: tags.string, color: "var(--code-string)" },
  { tag: tags.number, color: "var(--code-number)" },
  { tag: tags.annotation, color: "var(--soft)" },
  { tag: tags.comment, color: "var(--soft)", fontStyle: "italic" },
]);

export const look: Extension = [frame, syntaxHighlighting(colours)];
