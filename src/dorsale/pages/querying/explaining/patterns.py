"""The patterns of a query as a nested list: a block for each thing that is looked for, lines for what it must be."""

from collections import Counter
from collections.abc import Callable, Iterable
from typing import Final, Literal

from dorsale.namespaces import PREFIXES
from dorsale.pages.querying.explaining import syntax as s
from dorsale.pages.querying.explaining.expressions import Speech
from dorsale.pages.querying.explaining.naming import variables_of
from dorsale.pages.querying.explaining.phrases import Draft, Piece, Pieces, colon, joined

__all__ = ["Mode", "Patterns"]

Mode = Literal["every", "also", "such", "write"]
"""What a group says: what to find, what besides if it is there, what must or must not be there, what to write."""

_TYPE: Final = PREFIXES["rdf"] + "type"
_DEEPEST: Final = 10
_DEEPEST_BLOCK: Final = 3
_MOST_VALUES: Final = 100

_Rows = list[tuple[s.Path, s.Term]]


class Patterns:
    """Tells groups one after the other, and remembers which variables have been told of."""

    def __init__(self, query: s.Query, speech: Speech, subquery: Callable[[s.Query, "Patterns"], list[Draft]]) -> None:
        self.speech = speech
        self.voice = speech.voice
        self.seen: set[str] = set()
        self.mentions = Counter(variables_of(query))
        self._subquery = subquery
        self._depth = 0

    def group(self, group: s.Group, mode: Mode = "every") -> list[Draft]:
        """The lines of a group. A variable that has just one value stands for it until the group ends."""
        if self._depth > _DEEPEST:
            return [Draft(self.voice.code(group.code))]
        self._depth += 1
        before = dict(self.speech.fixed)
        found = _Telling(self, group, mode).drafts
        if self._depth > 1:
            self.speech.fixed = before
        self._depth -= 1
        return found or [Draft(self.voice.say("no-condition"))]

    def template(self, triples: Iterable[s.Triple]) -> list[Draft]:
        """The lines of what CONSTRUCT writes."""
        self.speech.writing = True
        found = _Telling(self, s.Group(tuple(triples)), "write").drafts
        self.speech.writing = False
        return found

    def condition(self, one: s.Expression, key: str = "only") -> list[Draft]:
        """A condition as lines, each of its parts that must hold on a line of its own."""
        if isinstance(one, s.Operation) and one.signs[0] == "&&":
            return [draft for operand in one.operands for draft in self.condition(operand, key)]
        if isinstance(one, s.Operation) and one.signs[0] == "!" and isinstance(one.operands[0], s.Exists):
            exists = one.operands[0]
            one = s.Exists(exists.group, not exists.negated, exists.code)
        if isinstance(one, s.Exists):
            head = self.voice.say(f"{key}-none" if one.negated else f"{key}-some")
            return [Draft(head, self._aside(one.group))]
        if isinstance(one, s.Operation) and one.signs[0] == "||" and any(map(_holds_exists, one.operands)):
            options = []
            for operand in one.operands:
                lines = self.condition(operand, "also")
                options.append(lines[0] if len(lines) == 1 else Draft(self.voice.say("all-of"), lines))
            return [Draft(self.voice.say(f"{key}-any"), options)]
        return [Draft(self.voice.say(key, condition=self.speech.expression(one)))]

    def _aside(self, group: s.Group) -> list[Draft]:
        """A group whose variables are not known outside of it."""
        before = set(self.seen)
        found = self.group(group, "such")
        self.seen = before
        return found

    def one(self, pattern: s.Pattern, mode: Mode) -> list[Draft]:
        """The lines of a pattern that is neither a triple nor a filter nor values."""
        say, term = self.voice.say, self.speech.term
        if isinstance(pattern, s.Bind):
            return [self.bind(pattern)]
        if isinstance(pattern, s.Subquery):
            return [Draft(say("subquery"), self._inside(pattern.query))]
        if isinstance(pattern, s.OptionalPart):
            return [Draft(say("optional"), self.group(pattern.group, "also"))]
        if isinstance(pattern, s.Minus):
            return [Draft(say("minus"), self._aside(pattern.group))]
        if isinstance(pattern, s.Union):
            return self._union(pattern, mode)
        if isinstance(pattern, s.Graph):
            head = say("graph-any" if isinstance(pattern.name, s.Variable) else "graph", name=term(pattern.name))
            if isinstance(pattern.name, s.Variable):
                self.seen.add(pattern.name.name)
            return [Draft(head, self.group(pattern.group, mode))]
        if isinstance(pattern, s.Service):
            return [Draft(say("service", name=term(pattern.name)), self.group(pattern.group, mode))]
        raise TypeError(f"no pattern of this sort: {type(pattern).__name__}")

    def _inside(self, query: s.Query) -> list[Draft]:
        """A query inside another: only the variables that it selects are those of the outer one."""
        named = [column.variable or column.expression for column in query.columns]
        kept = {one.name for one in named if isinstance(one, s.Variable)} or set(variables_of(query))
        seen, fixed = self.seen, self.speech.fixed
        self.seen, self.speech.fixed = seen & kept, {name: term for name, term in fixed.items() if name in kept}
        found = self._subquery(query, self)
        self.seen, self.speech.fixed = seen | (self.seen & kept), fixed
        return found

    def bind(self, bind: s.Bind) -> Draft:
        """What is worked out."""
        name = self.speech.variable(bind.variable.name)
        self.seen.add(bind.variable.name)
        expression = bind.expression
        if isinstance(expression, s.Exists):
            head = self.voice.say("bind-none" if expression.negated else "bind-some", name=name)
            return Draft(head, self._aside(expression.group))
        return Draft(self.voice.say("bind", name=name, value=self.speech.expression(expression)))

    def _union(self, union: s.Union, mode: Mode) -> list[Draft]:
        if len(union.groups) == 1:
            return self.group(union.groups[0], mode)
        before, after = set(self.seen), set[str]()
        options = []
        for number, group in enumerate(union.groups):
            self.seen = set(before)
            lines = self.group(group, mode)
            after |= self.seen
            options.append(Draft(self.voice.say("either" if number == 0 else "or-else"), lines, suffix=()))
        self.seen = after
        return [Draft(self.voice.say("union"), options)]

    def values(self, values: s.Values) -> list[Draft]:
        """What the variables may be."""
        say = self.voice.say
        names = [self.speech.variable(variable.name) for variable in values.variables]
        self.seen |= {variable.name for variable in values.variables}
        if not values.rows:
            return [Draft(say("values.none", names=joined(names)))]
        rest = len(values.rows) - _MOST_VALUES
        more = [self.voice.counted("values.more", rest)] if rest > 0 else []
        if len(values.variables) == 1:
            items = [self._value(row[0] if row else None) for row in values.rows[:_MOST_VALUES]]
            key = "values.one" if len(values.rows) == 1 else "values.several"
            return [Draft(say(key, name=names[0], items=joined([*items, *more])))]
        rows = [
            joined(
                [
                    colon(name, self._value(item), language=self.voice.language)
                    for name, item in zip(names, row, strict=False)
                ]
            )
            for row in values.rows[:_MOST_VALUES]
        ]
        return [Draft(say("values.rows"), [Draft(row) for row in [*rows, *more]])]

    def _value(self, item: s.Term | None) -> Pieces:
        return self.voice.say("values.any") if item is None else self.speech.term(item)


class _Telling:
    """One group being told: its blocks by what they are about, so that what is optional finds its place."""

    def __init__(self, patterns: Patterns, group: s.Group, mode: Mode) -> None:
        self._all = patterns
        self._speech = patterns.speech
        self._voice = patterns.voice
        self._mode = mode
        self._blocks: dict[s.Term, Draft] = {}
        self.drafts: list[Draft] = []
        self._fix(group)
        run: list[s.Pattern] = []
        for pattern in group.patterns:
            if isinstance(pattern, s.Triple | s.Filter | s.Values):
                run.append(pattern)
                continue
            self._run(run)
            run = []
            if not (isinstance(pattern, s.OptionalPart) and self._maybe(pattern.group)):
                self.drafts += self._all.one(pattern, mode)
        self._run(run)

    def _fix(self, group: s.Group) -> None:
        for pattern in group.patterns:
            if isinstance(pattern, s.Values) and len(pattern.variables) == len(pattern.rows) == 1:
                value = pattern.rows[0][0] if pattern.rows[0] else None
                if value is not None:
                    self._speech.fixed[pattern.variables[0].name] = value

    def _run(self, run: list[s.Pattern]) -> None:
        """Triples, filters and values that stand beside each other: values first, then blocks, then conditions."""
        for values in (one for one in run if isinstance(one, s.Values)):
            self.drafts += self._all.values(values)
        about: dict[s.Term, _Rows] = {}
        for triple in (one for one in run if isinstance(one, s.Triple)):
            subject, path, object_ = triple.subject, triple.path, triple.object
            while isinstance(path, s.Inverse):
                subject, path, object_ = object_, path.path, subject
            about.setdefault(subject, []).append((path, object_))
        below = {
            object_
            for subject, rows in about.items()
            for _, object_ in rows
            if object_ in about and object_ != subject and object_ not in self._blocks and self._goes_below(object_)
        }
        placed: set[s.Term] = set()
        for subjects in ([one for one in about if one not in below], list(about)):
            for subject in subjects:
                if subject not in placed:
                    draft = self._block(subject, about, placed, below, depth=0)
                    if draft is not None:
                        self.drafts.append(draft)
        for condition in (one for one in run if isinstance(one, s.Filter)):
            self.drafts += self._all.condition(condition.condition)

    def _block(
        self,
        subject: s.Term,
        about: dict[s.Term, _Rows],
        placed: set[s.Term],
        below: set[s.Term],
        *,
        depth: int,
        through: s.Path | None = None,
    ) -> Draft | None:
        """The block of a thing; ``None`` where it only adds to one that stands already."""
        placed.add(subject)
        rows = about[subject]
        classes = [o for p, o in rows if p == s.Iri(_TYPE) and isinstance(self._speech.resolved(o), s.Iri)]
        draft = self._blocks.get(subject)
        begun = draft is not None
        if draft is None:
            head = self._head(subject, classes, through)
            draft = Draft(head, kind="row" if depth else "block", suffix=self._voice.say("with"))
            draft.link = self._voice.say("with-one")
            if _named(subject):
                self._blocks[subject] = draft
        elif classes:
            kinds = joined([self._speech.term(one) for one in classes])
            draft.drafts.append(Draft(colon(self._voice.term(_TYPE), kinds, language=self._voice.language), kind="row"))
        known: list[Pieces] = []
        inner: list[Draft] = []
        for path, object_ in rows:
            if object_ in classes and path == s.Iri(_TYPE):
                continue
            if object_ in below and object_ not in placed and depth < _DEEPEST_BLOCK and object_ not in self._blocks:
                made = self._block(object_, about, placed, below, depth=depth + 1, through=path)
                inner += [made] if made is not None else []
            elif self._is_new(object_):
                if self._mode in ("such", "write"):
                    draft.drafts.append(Draft(self._any(path, object_), kind="row"))
                else:
                    known.append(self._known(path, object_))
            else:
                draft.drafts.append(Draft(self._row(path, self._speech.term(object_)), kind="row"))
            self._see(path, object_)
        draft.drafts += inner
        if known:
            self._take(draft, "known", joined(known))
        return None if begun else draft

    def _head(self, subject: s.Term, classes: list[s.Term], through: s.Path | None) -> Pieces:
        """What a block is about: ``every deal``, or below another thing ``figure`` or ``investee: OpenAI``."""
        say = self._voice.say
        new = self._is_new(subject)
        called = through is not None and self._called_like(subject, through)
        thing = self._speech.term(subject)
        kinds = [self._speech.term(one) for one in classes]
        if new and isinstance(subject, s.Variable) and kinds and not called:
            first = self._speech.resolved(classes[0])
            if isinstance(first, s.Iri) and self._speech.naming.same(subject.name, first.value):
                thing, kinds = kinds[0], kinds[1:]
        elif isinstance(subject, s.Blank) and kinds and self._mode != "write":
            thing, kinds, called = kinds[0], kinds[1:], False
        if called and through is not None:
            thing, through = self._speech.path(through), None
        every = through is None and not called and self._mode == "every"
        every = every and (new or (isinstance(subject, s.Blank) and bool(classes)))
        self._see(subject)
        if kinds:
            thing = say("kind", thing=thing, kinds=joined(kinds))
        if through is not None:
            return self._row(through, thing)
        return say("every", thing=thing) if every else thing

    def _called_like(self, object_: s.Term, path: s.Path) -> bool:
        """Whether a thing needs no name besides that of the path to it."""
        if isinstance(object_, s.Blank):
            return not isinstance(path, s.Variable)
        return isinstance(path, s.Iri) and self._is_new(object_) and self._same(object_, path)

    def _same(self, object_: s.Term, path: s.Iri) -> bool:
        if not isinstance(object_, s.Variable):
            return False
        label = "".join(piece.text for piece in self._speech.path(path))
        return self._speech.naming(object_.name) == label

    def _known(self, path: s.Path, object_: s.Term) -> Pieces:
        if isinstance(path, s.Variable):
            return self._row(path, self._speech.term(object_))
        said = self._speech.path(path)
        last = path.parts[-1] if isinstance(path, s.Sequence) else path
        if isinstance(last, s.Iri) and self._same(object_, last):
            return said
        return self._voice.say("called", path=said, name=self._speech.term(object_))

    def _any(self, path: s.Path, object_: s.Term) -> Pieces:
        once = isinstance(object_, s.Variable) and self._all.mentions[object_.name] == 1
        value = self._voice.say("anything") if once else self._speech.term(object_)
        return self._row(path, value)

    def _row(self, path: s.Path, value: Pieces) -> Pieces:
        """``path: value``."""
        if isinstance(path, s.Variable) and isinstance(self._speech.resolved(path), s.Variable):
            key = "link-to" if self._is_new(path) else "link-known-to"
            return self._voice.say(key, name=self._speech.term(path), value=value)
        return colon(self._speech.path(path), value, language=self._voice.language)

    def _take(self, draft: Draft, kind: str, items: Pieces) -> None:
        """Add to what is known, or may be known, of a thing."""
        last = draft.drafts[-1] if draft.drafts else None
        if last is not None and last.kind == kind:
            last.pieces = (*last.pieces, Piece(", "), *items)
            last.short = (*last.short, Piece(", "), *items) if last.short else ()
        else:
            short = items if kind == "known" else ()
            draft.drafts.append(Draft(self._voice.say(kind, items=items), kind=kind, short=short))

    def _maybe(self, group: s.Group) -> bool:
        """Whether an OPTIONAL only asks for more about one thing, and is told with it."""
        triples, filters = list[s.Triple](), list[s.Filter]()
        for pattern in group.patterns:
            if isinstance(pattern, s.Triple) and not isinstance(pattern.path, s.Inverse):
                triples.append(pattern)
            elif isinstance(pattern, s.Filter) and not _holds_exists(pattern.condition):
                filters.append(pattern)
            else:
                return False
        subjects = {triple.subject for triple in triples}
        objects = [triple.object for triple in triples]
        if len(subjects) != 1 or len(set(objects)) != len(objects) or not all(map(self._is_new, objects)):
            return False
        subject = subjects.pop()
        if self._is_new(subject) or subject in objects:
            return False
        if any(isinstance(triple.path, s.Variable) for triple in triples):
            return False
        items = joined([self._known(triple.path, triple.object) for triple in triples])
        for triple in triples:
            self._see(triple.object)
        if filters:
            conditions = [self._speech.expression(one.condition) for one in filters]
            items = self._voice.say("maybe-if", items=items, condition=joined(conditions))
        draft = self._blocks.get(subject)
        if draft is not None:
            self._take(draft, "maybe", items)
        else:
            self.drafts.append(Draft(self._voice.say("maybe-of", thing=self._speech.term(subject), items=items)))
        return True

    def _goes_below(self, term: s.Term) -> bool:
        """Whether what is said of a thing may stand where the thing is mentioned."""
        return isinstance(term, s.Blank) if self._mode == "write" else _named(term)

    def _is_new(self, term: s.Term) -> bool:
        return isinstance(term, s.Variable) and term.name not in self._all.seen and term.name not in self._speech.fixed

    def _see(self, *terms: s.Term | s.Path) -> None:
        self._all.seen |= {term.name for term in terms if isinstance(term, s.Variable)}


def _named(term: s.Term) -> bool:
    return isinstance(term, s.Variable | s.Blank)


def _holds_exists(one: s.Expression) -> bool:
    waiting: list[s.Expression] = [one]
    while waiting:
        part = waiting.pop()
        if isinstance(part, s.Exists):
            return True
        if isinstance(part, s.Operation):
            waiting += part.operands
        elif isinstance(part, s.Call):
            waiting += part.arguments
        elif isinstance(part, s.Membership):
            waiting += [part.operand, *part.among]
    return False
