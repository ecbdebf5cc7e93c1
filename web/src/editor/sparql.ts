// SPARQL in the editor: how the tree of the grammar is coloured and indented, and the words of the language.

import { delimitedIndent, indentNodeProp } from "@codemirror/language";
import { styleTags, tags } from "@lezer/highlight";
import { SparqlLanguage } from "codemirror-lang-sparql";

const FUNCTIONS =
  "ABS AVG BNODE BOUND CEIL COALESCE CONCAT CONTAINS COUNT DATATYPE DAY ENCODE_FOR_URI FLOOR GROUP_CONCAT HOURS IF IRI " +
  "ISBLANK ISIRI ISLITERAL ISNUMERIC ISURI LANG LANGMATCHES LCASE MAX MD5 MIN MINUTES MONTH NOW RAND REGEX REPLACE ROUND " +
  "SAMETERM SAMPLE SECONDS SHA1 SHA256 SHA384 SHA512 STR STRAFTER STRBEFORE STRDT STRENDS STRLANG STRLEN STRSTARTS " +
  "STRUUID SUBSTR SUM TIMEZONE TZ UCASE URI UUID YEAR";
const WORDS =
  "AS ASC ASK BASE BIND BY CONSTRUCT DESC DESCRIBE DISTINCT EXISTS FILTER FROM GRAPH GROUP HAVING IN LIMIT MINUS NAMED " +
  "NOT OFFSET OPTIONAL ORDER PREFIX REDUCED SELECT SEPARATOR UNDEF UNION VALUES WHERE";

/** The functions and aggregates of SPARQL 1.1 (17.4, 18.5.1), and the other words of a query. */
export const functions = FUNCTIONS.split(" ");
export const keywords = WORDS.split(" ");

export const sparql = SparqlLanguage.configure({
  props: [
    styleTags({
      [WORDS]: tags.keyword,
      "A_predicate SERVICE SILENT": tags.keyword,
      [FUNCTIONS]: tags.function(tags.name),
      "TRUE FALSE": tags.bool,
      Var: tags.variableName,
      "Pname_ln Pname_ns": tags.typeName,
      IriRef: tags.url,
      String: tags.string,
      "Langtag ^^": tags.annotation,
      "Integer IntegerPositive IntegerNegative Decimal DecimalPositive DecimalNegative": tags.number,
      "Double DoublePositive DoubleNegative": tags.number,
      Comment: tags.comment,
    }),
    indentNodeProp.add({
      "GroupGraphPattern ConstructTemplate DataBlock": delimitedIndent({ closing: "}", align: false }),
    }),
  ],
});

export const languageData = sparql.data.of({
  commentTokens: { line: "#" },
  closeBrackets: { brackets: ["(", "[", "{", '"'] },
});
