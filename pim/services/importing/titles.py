"""Columns of a table without header: what their content alone says."""

from __future__ import annotations

from pim.catalog.value_key import attribute_of, join
from pim.i18n import _
from pim.services.importing.proposing import Proposal
from pim.services.importing.targets import SKIP, VALUE, Mapping, Target
from pim.services.surveying.profile import ColumnProfile


def named_by_content(proposal: Proposal, mapping: Mapping) -> Mapping:
    """The mapping with the GTIN and the title found by what they look like, where no column was named so."""
    taken = {attribute_of(target.key) for target in mapping.columns.values() if target.field == VALUE}
    for role, find in (("gtin", _gtin_column), ("title", _title_column)):
        code = proposal.structure.role_attribute(role)
        column = find(proposal) if code and code not in taken else None
        if column and mapping.target(column).field in (SKIP, VALUE):
            attribute = proposal.structure.attributes[code]
            locale = (proposal.options.locale or proposal.structure.main_locale) if attribute.per_locale else ""
            reason = _("by what the column holds; the table has no header")
            mapping = mapping.with_target(column, Target(field=VALUE, key=join(code, locale), reason=reason))
    return mapping


def _gtin_column(proposal: Proposal) -> str | None:
    found = [p for p in proposal.profiles.values() if p.share("digits") >= 0.8 and p.share("gtin") >= 0.6]
    return found[0].name if found else None


def _title_column(proposal: Proposal) -> str | None:
    """The column with the most different short texts of words."""
    found = [p for p in proposal.profiles.values() if _is_wordy(p)]
    return max(found, key=lambda p: p.distinct).name if found else None


def _is_wordy(profile: ColumnProfile) -> bool:
    if profile.filled < profile.rows * 0.8 or profile.longest > 250 or profile.distinct < profile.filled * 0.3:
        return False
    return not profile.share("number", "date", "link", "digits", "html", "json") > 0.2 and any(
        " " in v for v in profile.values
    )
