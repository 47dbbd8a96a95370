"""A channel is not emptied by accident."""

from pim.services.guards import collapse


def test_a_collapse_is_held_and_explained() -> None:
    assert "Only 9 products would be left of the 20" in collapse({}, 20, 9)


def test_half_is_enough() -> None:
    assert collapse({}, 20, 10) == ""


def test_small_ranges_and_first_exports_are_not_guarded() -> None:
    assert collapse({}, 19, 0) == ""
    assert collapse({}, 0, 0) == ""


def test_the_share_is_the_channels_own() -> None:
    assert collapse({"smallest_share": "0"}, 1000, 0) == ""
    assert collapse({"smallest_share": "90"}, 100, 89) != ""
