"""A person's edit while many products are being changed: it is the newer word, whenever it comes."""

from __future__ import annotations

from unittest.mock import patch

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from pim.catalog.edit import PRODUCT, Edit, Patch
from pim.services import editing
from pim.storage.pacing import Pace
from tests.faults.model.editing import Editing

_KEY = "title@en_GB"


class Between(Editing):
    """One step that is two: a large edit in batches of one product, and a single edit before one of them."""

    @precondition(lambda self: len(self.uids()) > 1 and not self.unknown([_KEY]))
    @rule(data=st.data(), gap=st.integers(1, 9))
    def edit_while_many_are_edited(self, data: st.DataObject, gap: int) -> None:
        uids = data.draw(st.lists(st.sampled_from(self.uids()), min_size=2, unique=True), label="uids")
        one, last = data.draw(st.sampled_from(uids), label="the person's"), self.workspace.revision()
        large, single = f"Large {last}", f"Single {last}"  # neither is there yet
        patches = [Patch(PRODUCT, uid, _KEY, self.model.products[uid].get(f"v:{_KEY}"), large) for uid in uids]
        gaps: list[int] = []

        def between() -> None:
            gaps.append(1)
            if len(gaps) == gap:
                editing.set_value(self.workspace, uid=one, key=_KEY, text=single)

        with patch.multiple(Pace, least=1, first=1, most=1), patch.object(self.workspace, "give_way", between):
            changed = self.workspace.apply_large(
                Edit(label="Large", patches=(), source="grid"), patches, total=len(uids)
            )
        came = len(gaps) >= gap
        assert changed.left.values == (came and uids.index(one) >= self._written(gap)) and not changed.left.records
        self._keep_both(uids, one, (large, single if came else ""), left=bool(changed.left), number=last + 1)
        self.counts["edit during a large one" if came else "large edit"] += 1

    @staticmethod
    def _written(gap: int) -> int:
        """How many products are written when the way is given for the `gap`th time: at first, before and after each."""
        return (gap - 1) // 2

    def _keep_both(self, uids: list[str], one: str, texts: tuple[str, str], *, left: bool, number: int) -> None:
        """The two steps as history tells them: the large one, which was begun first, without what it left."""
        large, single = texts
        changes = dict(self.place(uid, **{f"v:{_KEY}": large}) for uid in uids if not (left and uid == one))
        self.model.keep(self.model.difference_to(changes), number)
        if single:
            self.model.keep(self.model.difference_to(dict([self.place(one, **{f"v:{_KEY}": single})])), number + 1)
        assert self.workspace.revision() == number + bool(single)
