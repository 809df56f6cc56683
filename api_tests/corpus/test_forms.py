"""Text forms: one fold for many spellings, and a map back that is exact."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.forms import FoldOptions, Punctuation, TextForms

FORMS = TextForms()
ALL_OPTIONS = [FoldOptions(), FoldOptions(punctuation=Punctuation.DROPPED)] + [
    FoldOptions(widths, case, simplified, white, Punctuation.KEPT)
    for widths in (True, False)
    for case in (True, False)
    for simplified in (True, False)
    for white in (True, False)
]

POLICY = st.text(
    st.sampled_from(
        "青岭县委乾著於說両二○〇第１2．，,。、（〔【“”「—…-. 　\t\n\u200b\ufeff*×XxＡa①½²㎡Ⅳ⻓𠮷😀é\u0301%"
    )
)
TEXTS = st.one_of(POLICY, st.text())


@pytest.mark.parametrize(
    ("stored", "folded"),
    [
        ("２０２３年，“三会一课”——【重要】……好！", '2023年,"三会一课"-(重要).好!'),
        ("「說著」話，於是", '"说着"话,于是'),
        ("青政发〔2023〕１２号", "青政发(2023)12号"),
        ("青政发［2023］12 号", "青政发(2023)12号"),
        ("二○二三年", "二〇二三年"),
        ("党的XX大，***总书记", "党的xx大,***总书记"),
        ("第\u200b十二\ufeff条 ⻓期\xad", "第十二条长期"),
        ("葛\U000e0100城❤\ufe0f", "葛城❤"),
        ("①10²㎡½", "①10²m²½"),
        ("Café Ⅳ", "cafeiv"),
    ],
)
def test_matching_form(stored: str, folded: str) -> None:
    """Widths, cases, quotation marks, brackets, dashes, hidden characters and white space do not count."""
    assert folded == FORMS.matching.plain(stored)


@pytest.mark.parametrize(
    ("stored", "folded"),
    [
        ("要“讲政治、顾大局”，——抓落实。□", "要讲政治顾大局抓落实"),
        ("增长３．５％，不是35%", "增长3.5%不是35%"),
        ("2021—2025年", "2021-2025年"),
        ("**党委《意见》（试行）", "**党委意见试行"),
    ],
)
def test_loose_form(stored: str, folded: str) -> None:
    """Punctuation goes as well, but a point or dash between two digits and a mask stay."""
    assert folded == FORMS.loose.plain(stored)


def test_options_are_independent() -> None:
    """A folder changes what its options name and nothing else."""
    stored = "ＡＢ　說著，“好”"

    kept = FORMS.fold(stored, FoldOptions(True, False, False, False, Punctuation.KEPT)).text

    assert kept == "AB 說著,“好”"


def test_span_covers_a_run_and_skips_what_was_removed() -> None:
    """A range maps to the stored characters from its first to its last, with those removed in between."""
    stored = "一、抓 落\n实——见成效……"
    mapped = FORMS.matching.fold(stored)
    at = mapped.text.index("落实-")

    assert stored[slice(*mapped.source_span(at, at + 3))] == "落\n实——"
    assert stored == stored[slice(*mapped.source_span(0, len(mapped.text)))]


def test_span_of_an_expanded_character_is_the_whole_character() -> None:
    """㈠ folds to three characters; any of them maps back to the one that was printed."""
    stored = "见㈠款"
    mapped = FORMS.matching.fold(stored)

    assert mapped.text == "见(一)款"
    assert [stored[slice(*mapped.source_span(i, i + 1))] for i in (1, 2, 3)] == ["㈠"] * 3
    assert mapped.folded_span(1, 2) == (1, 4)


def test_empty_spans_and_bad_spans() -> None:
    """An empty range maps to an empty one; a range outside the text is an error."""
    mapped = FORMS.loose.fold("，青岭，")

    assert [mapped.source_span(0, 0), mapped.source_span(2, 2)] == [(1, 1), (3, 3)]
    assert FORMS.loose.fold("，").source_span(0, 0) == (0, 0)
    with pytest.raises(IndexError):
        mapped.source_span(1, 3)


def test_occurrences_are_source_ranges() -> None:
    """Each occurrence of a folded phrase is given where it stands in the stored text."""
    stored = "抓 落实，再抓落\n实。𠮷抓落实"

    spans = FORMS.loose.fold(stored).occurrences("抓落实")

    assert [stored[slice(*span)] for span in spans] == ["抓 落实", "抓落\n实", "抓落实"]


@given(TEXTS, st.sampled_from(ALL_OPTIONS))
def test_folding_twice_changes_nothing(text: str, options: FoldOptions) -> None:
    """fold(fold(x)) == fold(x) under every set of options."""
    once = FORMS.fold(text, options).text

    assert once == FORMS.fold(once, options).text


@given(TEXTS, st.sampled_from(ALL_OPTIONS))
def test_a_short_text_folds_as_in_a_long_one(text: str, options: FoldOptions) -> None:
    """Short texts go a quicker way, and get the very characters and places that they have within a long text."""
    short, long = FORMS.fold(text, options), FORMS.fold(text + "界" * 2001, options)
    size = len(short.text)

    assert long.text == short.text + "界" * 2001
    assert long.starts[:size].tolist() == short.starts.tolist()
    assert long.ends[:size].tolist() == short.ends.tolist()


@given(TEXTS, st.sampled_from(ALL_OPTIONS))
def test_offsets_never_decrease_and_stay_inside(text: str, options: FoldOptions) -> None:
    """Starts and ends are monotone, ranges are not empty and lie within the source."""
    mapped = FORMS.fold(text, options)
    starts, ends = mapped.starts.tolist(), mapped.ends.tolist()

    assert len(mapped.text) == len(starts) == len(ends)
    assert (sorted(starts), sorted(ends)) == (starts, ends)
    assert all(0 <= start < end <= len(text) for start, end in zip(starts, ends, strict=True))


@given(TEXTS, st.sampled_from(ALL_OPTIONS), st.data())
def test_a_span_folds_back_to_itself(text: str, options: FoldOptions, data: st.DataObject) -> None:
    """The stored characters that a single folded character comes from fold to a text that holds it."""
    mapped = FORMS.fold(
        text, FoldOptions(options.widths, options.case, options.simplified, True, Punctuation.UNIFIED)
    )
    if not mapped.text:
        return
    at = data.draw(st.integers(0, len(mapped.text) - 1))
    stored = text[slice(*mapped.source_span(at, at + 1))]

    again = FORMS.fold(stored, FoldOptions(options.widths, options.case, options.simplified)).text

    assert mapped.text[at] in again


@given(st.text(st.sampled_from("青岭县委办公室𠮷龘2023年abc"), min_size=1), st.data())
def test_an_unchanged_text_maps_to_itself(text: str, data: st.DataObject) -> None:
    """Where nothing folds, every range is its own source."""
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    mapped = FORMS.loose.fold(text)

    assert (text, (start, end)) == (mapped.text, mapped.source_span(start, end))


@given(st.text(st.sampled_from("青岭Ab12年，(“。*%"), min_size=1), st.lists(st.integers(0, 50)))
def test_width_and_white_space_do_not_count(text: str, gaps: list[int]) -> None:
    """Full-width ASCII and white space put anywhere fold to the same text."""
    wide = [chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c for c in text]
    for gap in gaps:
        wide.insert(gap % (len(wide) + 1), " 　\n\t\u200b\ufeff"[gap % 6])

    assert FORMS.matching.plain(text) == FORMS.matching.plain("".join(wide))


def test_every_character_folds() -> None:
    """No code point, assigned or not, fails or comes out white in the matching form."""
    folded = [FORMS.matching.plain(chr(code)) for code in range(0x3400)]

    assert [text for text in folded if any(c.isspace() for c in text)] == []
    assert [c for text in folded for c in text if unicodedata.category(c) == "Cf"] == []
    assert FORMS.matching.plain("中\ud800国") == "中国"


def test_every_character_folds_once_for_all() -> None:
    """Whatever a character hides (a width, in it a case, in it a mark), one fold brings all of it out."""
    changing = (range(0x3400), range(0xF900, 0x10000), range(0x1D400, 0x1F200))
    folded = FORMS.matching.plain("".join(chr(code) for codes in changing for code in codes))

    assert FORMS.matching.plain(folded) == folded


@given(st.text(max_size=60) | st.text(st.sampled_from("１3.５—-…。“”乾著ﬀ①²*X\u200b \n（〔"), max_size=60))
@pytest.mark.slow
def test_the_plain_form_equals_the_folded_text(text: str) -> None:
    """The quick way to the folded text alone gives what folding with a map gives, under every option."""
    for punctuation in Punctuation:
        for white_space in (True, False):
            folder = FORMS.folder(FoldOptions(punctuation=punctuation, white_space=white_space))
            assert folder.plain(text) == folder.fold(text).text
