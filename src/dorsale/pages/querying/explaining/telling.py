"""A whole query in words: what it finds, what it gives, how that is grouped, sorted and cut."""

from collections.abc import Mapping
from dataclasses import dataclass

from dorsale.pages.names import Lexicon, Names
from dorsale.pages.querying.explaining import syntax as s
from dorsale.pages.querying.explaining.expressions import Speech
from dorsale.pages.querying.explaining.naming import Naming
from dorsale.pages.querying.explaining.patterns import Patterns
from dorsale.pages.querying.explaining.phrases import Draft, Line, Pieces, Voice, colon, joined

__all__ = ["explain"]


def explain(
    query: s.Query,
    names: Names,
    lexicon: Lexicon,
    *,
    dated: frozenset[str] = frozenset(),
    given: Mapping[str, str] | None = None,
) -> tuple[Line, ...]:
    """What ``query`` asks, as a nested list in the language of ``names``.

    ``dated`` are the properties whose values are dates, ``given`` names of variables that somebody wrote.
    """
    voice = Voice(names)
    naming = Naming(query, names, lexicon, dated=dated, given=given, type_=voice.say("type")[0].text)
    return tuple(draft.line() for draft in _told(query, Patterns(query, Speech(voice, naming), _told)))


def _told(query: s.Query, patterns: Patterns) -> list[Draft]:
    """The lines of a query, or of one inside another."""
    return _Query(query, patterns).drafts


@dataclass(frozen=True, slots=True)
class _Query:
    query: s.Query
    patterns: Patterns

    @property
    def drafts(self) -> list[Draft]:
        return [*self._graphs(), *self._found(), *self._given(), *self._together(), *self._order(), *self._slice()]

    def _say(self, key: str, /, **places: str | Pieces) -> Pieces:
        return self.patterns.voice.say(key, **places)

    def _graphs(self) -> list[Draft]:
        found = []
        for named in (False, True):
            listed = [self.patterns.speech.term(iri) for iri, is_named in self.query.graphs if is_named is named]
            if listed:
                found.append(Draft(self._say("from-named" if named else "from", items=joined(listed))))
        return found

    def _found(self) -> list[Draft]:
        query = self.query
        where = query.where
        if query.values is not None:
            where = s.Group((query.values, *where.patterns), where.code)
        if query.form == "DESCRIBE" and not where.patterns:
            return []
        lines = self.patterns.group(where)
        return [Draft(self._say("ask" if query.form == "ASK" else "find"), lines)]

    def _given(self) -> list[Draft]:
        query = self.query
        if query.form == "ASK":
            return []
        if query.form == "CONSTRUCT":
            lines = self.patterns.template(query.template)
            return [Draft(self._say("construct" if lines else "construct-nothing"), lines)]
        if query.form == "DESCRIBE":
            items = joined([self.patterns.speech.term(one) for one in query.described])
            return [Draft(self._say("describe", items=items) if items else self._say("describe-all"))]
        once = "-once" if query.distinct else ""
        if not query.columns:
            drafts = [Draft(self._say(f"gives-all{once}"))]
        else:
            plain, computed = list[Pieces](), list[Draft]()
            for column in query.columns:
                if column.variable is None:
                    plain.append(self._column(column.expression))
                else:
                    computed += self._computed(column)
            head = self._say(f"gives{once}", items=joined(plain)) if plain else self._say(f"gives-computed{once}")
            drafts = [Draft(head, computed)]
            if plain and computed:
                drafts[0].pieces = (*head, *self._say("and-computed"))
        if query.reduced:
            drafts.append(Draft(self._say("reduced")))
        return drafts

    def _column(self, expression: s.Expression) -> Pieces:
        """A column by the name of its variable, and by its heading in the table where that is another."""
        said = self.patterns.speech.expression(expression)
        if not isinstance(expression, s.Variable):
            return said
        said = self.patterns.speech.variable(expression.name)
        return self._headed(said, expression.name)

    def _headed(self, said: Pieces, name: str) -> Pieces:
        text = "".join(piece.text for piece in said)
        if "".join(text.split()).lower() == name.lower():
            return said
        return self._say("column", thing=said, name=self.patterns.voice.bare(name))

    def _computed(self, column: s.Column) -> list[Draft]:
        speech, voice = self.patterns.speech, self.patterns.voice
        if column.variable is None:
            return []
        name = self._headed(speech.variable(column.variable.name), column.variable.name)
        self.patterns.seen.add(column.variable.name)
        if isinstance(column.expression, s.Exists):
            return [self.patterns.bind(s.Bind(column.expression, column.variable))]
        return [Draft(colon(name, speech.expression(column.expression), language=voice.language))]

    def _together(self) -> list[Draft]:
        query, speech = self.query, self.patterns.speech
        found = []
        if query.grouped:
            items = []
            for column in query.grouped:
                said = speech.expression(column.expression)
                if column.variable is not None:
                    said = self._say("called", path=said, name=speech.variable(column.variable.name))
                items.append(said)
            found.append(Draft(self._say("grouped", items=joined(items))))
        elif query.form == "SELECT" and any(_aggregates(column.expression) for column in query.columns):
            found.append(Draft(self._say("grouped-all")))
        for condition in query.having:
            found += self.patterns.condition(condition, "groups")
        return found

    def _order(self) -> list[Draft]:
        if not self.query.ordered:
            return []
        items = [self._ordered(one) for one in self.query.ordered]
        return [Draft(self._say("sorted", items=joined(items, self.patterns.voice.plain("then-by"))))]

    def _ordered(self, one: s.Order) -> Pieces:
        speech, expression = self.patterns.speech, one.expression
        if isinstance(expression, s.Call) and expression.name == "STR" and len(expression.arguments) == 1:
            expression = expression.arguments[0]
        said = speech.expression(expression)
        if speech.is_date(expression):
            return self._say("order.newest" if one.descending else "order.oldest", thing=said)
        return self._say("order.down", thing=said) if one.descending else said

    def _slice(self) -> list[Draft]:
        query, voice = self.query, self.patterns.voice
        unit = "row" if query.form == "SELECT" else "case"
        found = []
        if query.offset:
            found.append(Draft(voice.counted(f"skipped-{unit}", query.offset)))
        if query.limit == 0:
            found.append(Draft(self._say("none-shown")))
        elif query.limit is not None:
            found.append(Draft(voice.counted(f"most-{unit}", query.limit)))
        return found


def _aggregates(one: s.Expression) -> bool:
    """Whether an expression adds up what several rows hold."""
    waiting: list[s.Expression] = [one]
    while waiting:
        part = waiting.pop()
        if isinstance(part, s.Call):
            if part.whole or part.name in ("COUNT", "SUM", "MIN", "MAX", "AVG", "SAMPLE", "GROUP_CONCAT"):
                return True
            waiting += part.arguments
        elif isinstance(part, s.Operation):
            waiting += part.operands
        elif isinstance(part, s.Membership):
            waiting += [part.operand, *part.among]
    return False
