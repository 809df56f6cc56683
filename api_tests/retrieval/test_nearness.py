"""How near each other the words of a query stand."""

from hypothesis import given
from hypothesis import strategies as st

from retrieval.asking import AnswerKind
from retrieval.nearness import SPAN, Placed, heaviest, places_of
from retrieval.wording import Wording, needs_of

WEIGHTS = (3.0, 1.0, 2.5, 0.4)


def brute(words: list[Placed], span: int) -> float:
    """Every window that begins at a word, its different words added up."""
    windows = [
        {other.need: other.weight for other in words if 0 <= other.at - word.at <= span} for word in words
    ]
    return max((sum(window.values()) for window in windows), default=0.0)


@given(
    st.lists(st.tuples(st.integers(0, 200), st.integers(0, 3)), max_size=25, unique=True),
    st.integers(0, 60),
)
def test_the_heaviest_place_is_the_best_of_all_windows(found: list[tuple[int, int]], span: int) -> None:
    """Sliding along the words gives what trying every window gives; a word that stands twice in one counts once."""
    words = [Placed(at, need, WEIGHTS[need]) for at, need in found]

    assert abs(brute(words, span) - heaviest(words, span)) < 1e-9


def test_a_word_is_found_wherever_it_begins() -> None:
    """Places that overlap are all told, in rare characters too."""
    assert [0, 1, 4] == places_of("〇〇", "〇〇〇年〇〇号")
    assert [] == places_of("𬭚", "龘镇")


def test_words_in_one_clause_are_nearer_than_words_scattered_over_a_passage() -> None:
    """All words in one clause weigh 1; the share of one place counts by its cube, so that chance meetings count little."""
    wording = Wording(
        needs_of({"临江县": 1.0, "码头": 1.0, "撤销": 2.0}, [("码头", ("渡口",), 0.5)]), AnswerKind()
    )
    far = "与防汛无关的其他事项" * (SPAN // 10 + 1)
    read = {
        text: round(wording.of(text, text, None).nearness, 4)
        for text in (
            "临江县码头２０２３年撤销",
            f"临江县{far}码头{far}撤销",
            f"临江县码头{far}撤销",
            "临江县渡口撤销",
            "无关",
        )
    }

    assert [1.0, 0.125, 0.125, round((3.5 / 4) ** 3, 4), 0.0] == list(read.values())


def test_what_is_masked_is_near_to_all_else() -> None:
    """A name that a mask stands for has no place of its own, and the passage is no worse for it."""
    wording = Wording(needs_of({"王五": 1.0, "讲话": 1.0}, []), AnswerKind())
    masked = wording.of("学习***讲话", "学习***讲话", None, "王五")

    assert (1.0, 1.0) == (masked.coverage, masked.nearness)
