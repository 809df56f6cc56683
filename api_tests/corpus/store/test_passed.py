"""Services tell how far their indexes are, and nothing is deleted that one of them has still to see removed."""

from store_samples import Ticking, document, put

from api_tests.between_transactions import between_transactions
from corpus.store.catalogue import Catalogue
from corpus.store.passed import Passed
from corpus.store.records import ChangeSet

DAY = 86_400


def replaced(catalogue: Catalogue, times: int) -> None:
    """One file, so many times anew: each time but the first a version is removed."""
    for number in range(times):
        put(catalogue, "通知.txt", document(f"防汛通知{number}（第１２条）", [], 1))


def test_the_slowest_service_holds_up_the_purge(catalogue: Catalogue) -> None:
    """What a service has not passed stays; when it has, it goes."""
    passed = Passed(catalogue)
    replaced(catalogue, 4)
    passed.tell("慢", 2)
    first = passed.purge("快", 4, 0)
    passed.tell("慢", 4)

    assert (first, passed.purge("快", 4, 0)) == (1, 2)


def test_one_service_alone_purges_what_it_passed(catalogue: Catalogue) -> None:
    """A single service waits for nobody, and is told of no loss by its own purges."""
    passed = Passed(catalogue)
    replaced(catalogue, 3)

    assert (passed.purge("独", 3, 0), passed.join("独", 3, (3, 4))) == (2, True)


def test_a_service_that_was_away_for_too_long_is_not_waited_for(catalogue: Catalogue, clock: Ticking) -> None:
    """After a week it is forgotten, purges go on, and it is told that it has missed something."""
    passed = Passed(catalogue, forget_days=7)
    replaced(catalogue, 2)
    passed.tell("久别", 1)
    clock.forward(6 * DAY)
    held_up = passed.purge("常在", 2, 0)
    clock.forward(2 * DAY)
    gone = passed.purge("常在", 2, 0)

    assert (held_up, gone) == (0, 1)
    joined = [passed.join(name, at, (at,)) for name, at in (("久别", 1), ("新来", 0), ("常在", 2))]
    assert joined == [False, True, True]


def test_indexes_older_than_they_were_have_missed_something(catalogue: Catalogue) -> None:
    """One of them put back from a copy is noticed; one that is empty, or that was not yet built whole, is not."""
    passed = Passed(catalogue)
    replaced(catalogue, 6)
    passed.purge("甲", 5, 0)
    assert not passed.join("甲", 3, (5, 3, 5))
    assert passed.join("甲", 0, (5, 0, 5))

    assert passed.join("甲", 0, (2, 2, 0))
    assert passed.purge("乙", 6, 0) == 0


def test_a_service_whose_indexes_are_gone_can_be_forgotten(catalogue: Catalogue) -> None:
    """Told that they are gone, nobody waits for them."""
    passed = Passed(catalogue)
    replaced(catalogue, 2)
    passed.tell("撤下", 0)
    before = passed.purge("在用", 2, 0)
    passed.forget("撤下")

    assert (before, passed.purge("在用", 2, 0)) == (0, 1)


def test_a_service_that_joins_amid_a_purge_stops_it(
    catalogue: Catalogue, catalogue_url: str, clock: Ticking
) -> None:
    """What it reads for its new indexes stays there until it has seen it removed; other rows went before it came."""
    replaced(catalogue, 31)
    head = catalogue.head()
    seen: list[ChangeSet] = []

    with Catalogue.open(catalogue_url, clock) as other:

        def join() -> None:
            sets = other.change_sets(0, head)
            if not seen and sum(len(changes.removed_documents) for changes in sets) < 30:
                Passed(other).tell("新来", 0)
                seen.extend(other.change_sets(0, head))

        with between_transactions(join):
            purged = Passed(catalogue).purge("常在", head, 0)

    assert (purged, seen) == (20, catalogue.change_sets(0, head))
    assert Passed(catalogue).purge("新来", head, 0) == 10
