"""Words: one spelling, fixed wordings kept whole, queries without empty words."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.forms import TextForms
from corpus.masks import LIKELY
from corpus.numerals import arabic_numerals
from corpus.words import INNER, Segmenter, WeightedTerm, WordFiles, read_entries

FORMS = TextForms()
SEGMENTER = Segmenter(FORMS)


@pytest.mark.parametrize(
    "spellings",
    [
        ("二〇二三年", "２０２３年", "2023年", "二○二三年", "二０二三年", "2〇23年"),
        ("第一千二百六十条", "第1260条", "第１２６０條"),
        ("十月二十一日", "10月21日"),
        ("三十万亩", "30万亩"),
        ("百分之三点五", "3.5%", "３．５％"),
        ("一百二十个", "120個"),
        ("1,000个", "一千个", "1000個"),
        ("落實兩個維護", "落实两个维护"),
        ("***总书记强调", "习近平总书记强调", "習近平總書記強調"),
        ("5Ｇ網絡", "5g网络"),
    ],
)
def test_spellings_give_the_same_words(spellings: tuple[str, ...]) -> None:
    """However a wording is printed, its words are the same."""
    assert [SEGMENTER.search_tokens(spelling) for spelling in spellings] == [
        SEGMENTER.search_tokens(spellings[0])
    ] * len(spellings)


@pytest.mark.parametrize(
    "name",
    [
        "十四五",
        "二十大",
        "一带一路",
        "四个意识",
        "百年未有",
        "千家万户",
        "十分重要",
        "五四运动",
        "第一书记",
        "二十届",
        "八项规定",
    ],
)
def test_numerals_in_names_stay(name: str) -> None:
    """A numeral that is part of a name is not a number."""
    assert arabic_numerals(name) == name


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("做到两个维护", {"两个", "维护", "两个维护"}),
        ("落实三会一课制度", {"三会一课", "制度"}),
        ("放管服改革", {"放管服", "改革", "放管服改革"}),
        ("社会主义核心价值观", {"社会", "社会主义", "核心", "价值观", "社会主义核心价值观"}),
        ("全面从严治党主体责任", {"全面从严治党", "主体责任"}),
    ],
)
def test_fixed_wordings_stay_whole_and_give_their_parts(text: str, words: set[str]) -> None:
    """A wording of the dictionary is one word, and the words inside it are words too."""
    assert words <= set(SEGMENTER.search_tokens(text))


def test_index_words_hold_no_marks() -> None:
    """White space and punctuation are no words; letters, figures and rare characters are."""
    assert SEGMENTER.search_tokens("，  〔2023〕\n“𠮷”（A）……") == ["2023", "𠮷", "a"]


@pytest.mark.parametrize(
    ("query", "terms"),
    [
        ("湖南的粮食产量目标是多少？", ["湖南", "粮食", "产量", "粮食产量", "目标"]),
        ("什么是三会一课", ["三会一课"]),
        ("水利水利", ["水利"]),
        ("是什么", ["是", "什么"]),
        ("？！", []),
        ("", []),
    ],
)
def test_query_terms(query: str, terms: list[str]) -> None:
    """Stop and question words go, unless nothing else is left; each word comes once."""
    assert SEGMENTER.query_terms(query) == terms


def test_the_words_of_a_query_belong_to_who_asked() -> None:
    """Words are remembered from one question to the next; what a caller does with its list changes no other's."""
    first = SEGMENTER.query_terms("水利工程２０２４年的安排")
    kept = list(first)
    first.clear()

    assert (SEGMENTER.query_terms("水利工程２０２４年的安排"), bool(kept)) == (kept, True)


def test_words_inside_words_count_less() -> None:
    """The parts of a fixed wording in a query do not outweigh the wording."""
    assert SEGMENTER.weighted_terms("两个维护是什么") == (
        WeightedTerm("两个", INNER),
        WeightedTerm("维护", INNER),
        WeightedTerm("两个维护"),
    )


def test_weighted_terms_of_a_masked_query() -> None:
    """A likely reading of a mask counts less than what the user wrote."""
    terms = SEGMENTER.weighted_terms("XX大精神")

    assert [term for term in terms if term.term in ("精神", "二十大")] == [
        WeightedTerm("精神", 1.0),
        WeightedTerm("二十大", LIKELY),
    ]
    assert SEGMENTER.likely_tokens("XX大精神、XX大以来") == ["二十大", "十九大", "十八大"]


@given(st.text(st.characters(codec=None)))
def test_any_text_is_cut(text: str) -> None:
    """No input fails; words hold no white space."""
    words = SEGMENTER.search_tokens(text)

    assert [word for word in words if word.split() != [word]] == []


def test_data_files_are_clean() -> None:
    """Each data file has a comment head and no entry twice, and the dictionary has 400 entries and more."""
    word_files = WordFiles.builtin()
    for path in (word_files.dictionary, word_files.stop_words, word_files.question_words):
        entries = read_entries(path)
        assert path.read_text("utf-8").startswith("#")
        assert [entry for entry in entries if entries.count(entry) > 1] == []
    assert len(read_entries(word_files.dictionary)) >= 400


def test_stop_words_are_words_of_the_segmenter() -> None:
    """A fixed wording is never dropped from a query."""
    word_files = WordFiles.builtin()
    dropped = {*read_entries(word_files.stop_words), *read_entries(word_files.question_words)}

    assert dropped & set(read_entries(word_files.dictionary)) == set()


def test_own_dictionary(tmp_path: Path) -> None:
    """A dictionary of one's own changes the words and the fingerprint, so that an index must be rebuilt."""
    own = tmp_path / "words.txt"
    own.write_text("# 本县提法\n两江两岸一轴\n", "utf-8")
    builtin = WordFiles.builtin()
    segmenter = Segmenter(FORMS, WordFiles(own, builtin.stop_words, builtin.question_words))

    assert "两江两岸一轴" in segmenter.search_tokens("建设两江两岸一轴")
    assert segmenter.fingerprint != SEGMENTER.fingerprint == Segmenter(FORMS).fingerprint


def test_half_a_character_is_left_out() -> None:
    """A lone surrogate, which JSON can carry, neither fails nor becomes a word."""
    assert SEGMENTER.search_tokens("水利\ud800工程\udc00") == SEGMENTER.search_tokens("水利工程")
