"""What a caller may read cuts every filter."""

from corpus.filters import NO_COLLECTION, Reach, SearchFilters


def test_without_a_bound_filters_stay_as_they_are() -> None:
    """A caller who may read everything asks with the very filters given."""
    filters = SearchFilters(collections=("内部",), doc_types=("通知",))
    assert Reach().within(filters) == filters


def test_a_bound_stands_in_for_no_filter_and_cuts_one() -> None:
    """Asking for nothing means all that may be read; asking for more gives what may be read of it."""
    reach = Reach(frozenset({"公开", "内部"}))
    assert reach.within(SearchFilters()).collections == ("公开", "内部")
    assert reach.within(SearchFilters(collections=("内部", "密件"))).collections == ("内部",)


def test_asking_only_for_what_may_not_be_read_matches_nothing() -> None:
    """The filter names a collection that cannot exist, in place of none, which would mean all."""
    reach = Reach(frozenset({"公开"}))
    assert reach.within(SearchFilters(collections=("密件",))).collections == (NO_COLLECTION,)
    assert Reach(frozenset()).within(SearchFilters()).collections == (NO_COLLECTION,)


def test_a_reach_tells_what_it_holds() -> None:
    """Everything without a bound, the named ones with one."""
    assert Reach().holds("密件")
    assert (Reach(frozenset({"公开"})).holds("公开"), Reach(frozenset({"公开"})).holds("密件")) == (
        True,
        False,
    )
