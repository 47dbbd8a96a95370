"""What a person is asked about a rehearsal, and what each answer changes; an answer means rehearsing again."""

from __future__ import annotations

import dataclasses
import difflib
from collections import Counter
from collections.abc import Iterator
from typing import NamedTuple

from pim.catalog.structure import Structure
from pim.services.importing.accounting import Account
from pim.services.importing.inspection import Inspection
from pim.services.importing.rehearsal import Rehearsal

OPTION, DECIMAL, DATES, FALLS = "option", "decimal", "dates", "falls"
_ALIKE = 0.6  # share of equal letters from which one word may be a misspelt other
_MOST = 40  # unknown options that are asked about one by one


class Asked(NamedTuple):
    """One question. `column` of the file; `subject` is the unknown text, or a value as an example; `rows` it concerns.

    Of an option: `attribute`, `creates` whether it would be made as things stand, and the existing options that look
    like it as (code, label), nearest first.
    """

    kind: str
    column: str = ""
    subject: str = ""
    rows: int = 0
    attribute: str = ""
    creates: bool = False
    near: tuple[tuple[str, str], ...] = ()

    @property
    def alike(self) -> tuple[tuple[str, str], ...]:
        """The one option that is probably meant, as (code, label); none when nothing looks like the text."""
        return tuple(pair for pair in self.near[:1] if likeness(self.subject, pair[1]) >= _ALIKE)


def asked(rehearsal: Rehearsal, account: Account, locale: str = "") -> tuple[Asked, ...]:
    """The questions of a rehearsal, those that reject rows first."""
    return (
        *_unknown_options(rehearsal, account, locale),
        *_columns(rehearsal),
        *_new_options(rehearsal, account, locale),
        *_falls(account),
    )


def _falls(account: Account) -> Iterator[Asked]:
    if account.falls:
        yield Asked(FALLS, rows=len(account.falls))


def _columns(rehearsal: Rehearsal) -> Iterator[Asked]:
    """Columns whose numbers or dates can be read in two ways."""
    for question in rehearsal.questions.columns:
        for file in rehearsal.inspection.files:
            profile = file.profiles.get(question.column)
            if profile is not None and profile.values:
                yield Asked(question.kind, question.column, profile.values[0], profile.all_filled)
                break


def _unknown_options(rehearsal: Rehearsal, account: Account, locale: str) -> Iterator[Asked]:
    """Options that are not known and may not be made: their rows are rejected."""
    structure, mapping = rehearsal.growth.structure, rehearsal.inspection.mapping
    found: Counter[tuple[str, str]] = Counter()
    for rejection in account.rejections.values():
        attribute = structure.attributes.get(mapping.target(rejection.column).attribute)
        if attribute is not None and attribute.type == "simple_select" and rejection.value:
            found[rejection.column, rejection.value] += 1
    for (column, text), rows in found.most_common(_MOST):
        code = mapping.target(column).attribute
        yield Asked(OPTION, column, text, rows, code, False, nearest(structure, code, text, locale))


def _new_options(rehearsal: Rehearsal, account: Account, locale: str) -> Iterator[Asked]:
    """Options that would be made for attributes which have others already."""
    structure, mapping = rehearsal.growth.structure, rehearsal.inspection.mapping
    columns = {target.attribute: name for name, target in mapping.columns.items() if target.attribute}
    for (attribute, code), rows in account.new_options.most_common(_MOST):
        option = structure.options[attribute][code]
        text = option.label(locale)
        known = {c for c in structure.options[attribute] if (attribute, c) not in account.new_options}
        near = tuple(pair for pair in nearest(structure, attribute, text, locale) if pair[0] in known)
        if known:
            yield Asked(OPTION, columns.get(attribute, ""), text, rows, attribute, True, near)


def nearest(structure: Structure, attribute: str, text: str, locale: str = "") -> tuple[tuple[str, str], ...]:
    """All options of an attribute as (code, label), those that look like `text` first."""
    options = {code: option.label(locale) for code, option in structure.options.get(attribute, {}).items()}
    order = sorted(options, key=lambda code: likeness(text, options[code]), reverse=True)
    return tuple((code, options[code]) for code in order[:200])


def likeness(text: str, other: str) -> float:
    """How much two words have in common, 0 to 1."""
    return difflib.SequenceMatcher(None, text.casefold(), other.casefold()).ratio()


def with_option(inspection: Inspection, question: Asked, code: str) -> Inspection:
    """The inspection with the answer to an option: the code of the one it means, "" to make it."""
    others = tuple(a for a in inspection.options.answers if a[:2] != (question.attribute, question.subject))
    answers = (*others, (question.attribute, question.subject, code))
    return dataclasses.replace(inspection, options=dataclasses.replace(inspection.options, answers=answers))


def with_reading(
    inspection: Inspection, column: str, *, decimal: str = "", day_first: bool | None = None
) -> Inspection:
    """The inspection with a column read by this decimal sign, or with this order of day and month."""
    target = inspection.mapping.target(column)
    if decimal:
        target = dataclasses.replace(target, decimal=decimal)
    if day_first is not None:
        target = dataclasses.replace(target, day_first=day_first)
    return inspection.with_mapping(inspection.mapping.with_target(column, target))
