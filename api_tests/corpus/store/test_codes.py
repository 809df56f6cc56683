"""Citation codes resolve for ever."""

import pytest
from sqlalchemy import insert
from store_samples import Outline, document, put

from corpus.citations import CodeState
from corpus.store.catalogue import Catalogue
from corpus.store.identity import document_id, places
from corpus.store.sketch import likeness, sketch
from corpus.store.tables import codes

BEFORE: Outline = (
    (
        "一、",
        "夯实基础",
        ["坚持以人民为中心，办好云岭市十件民生实事。", "完善𠮷祥社区治理体系，推广试点经验。"],
    ),
    (
        "二、",
        "强化保障",
        ["各县（区）要加强组织领导，压实工作责任。", "各县（区）要加强组织领导，压实工作责任。"],
    ),
)


def codes_of(catalogue: Catalogue, at: int | None = None) -> dict[tuple[str, int], str]:
    """The code of each passage, by section marker and paragraph."""
    view = catalogue.view(at)
    rows = catalogue.live_passages(view.number, 0, 1000)
    cited = view.citations([row.id for row in rows])
    return {("".join(s.marker for s in c.section_path), c.paragraph): c.code for c in cited.values()}


def resolved(catalogue: Catalogue, code: str) -> tuple[CodeState, str | None]:
    """State and text of what a code leads to now."""
    found = catalogue.view().resolve_code(code)
    assert found is not None
    return found.state, None if found.citation is None else found.citation.text


def test_equal_texts_in_one_section_have_different_codes(catalogue: Catalogue) -> None:
    """The paragraph's ordinal, and the part's, tell equal texts apart."""
    put(catalogue, "a.txt", document("甲", [*BEFORE, ("三、", "附", ["同。|同。"])]))
    issued = [row.id for row in catalogue.live_passages(1, 0, 100)]

    cited = catalogue.view().citations(issued)

    assert len(issued) == len({one.code for one in cited.values()})
    assert {12} == {len(one.code) for one in cited.values()}


def test_a_reindex_of_equal_content_gives_equal_codes(catalogue: Catalogue) -> None:
    """Codes pasted into a draft stay current when the file is indexed once more."""
    put(catalogue, "a.txt", document("甲", BEFORE))
    first = codes_of(catalogue)
    put(catalogue, "a.txt", document("甲", BEFORE))

    assert first == codes_of(catalogue)
    assert resolved(catalogue, first["二、", 2])[0] == CodeState.CURRENT


def test_an_edited_paragraph_is_told_as_changed(catalogue: Catalogue) -> None:
    """The code of the earlier wording leads to the later one."""
    put(catalogue, "a.txt", document("甲", BEFORE))
    old = codes_of(catalogue)["一、", 2]
    edited = [BEFORE[0][2][0], "完善𠮷祥社区治理体系，全面推广试点经验。"]
    put(catalogue, "a.txt", document("甲", [("一、", "夯实基础", edited), BEFORE[1]]))

    assert (CodeState.CHANGED, edited[1]) == resolved(catalogue, old)
    assert catalogue.view(1).resolve_code(old).state == CodeState.CURRENT  # type: ignore[union-attr]


def test_a_paragraph_moved_down_is_followed(catalogue: Catalogue) -> None:
    """After an insertion above, a code follows its words and not its number; so does an edited form."""
    put(catalogue, "a.txt", document("甲", BEFORE))
    old = codes_of(catalogue)
    paragraphs = ["新增的第一段。", BEFORE[0][2][0], "完善𠮷祥社区治理体系，总结推广试点经验。"]
    put(catalogue, "a.txt", document("甲", [("一、", "夯实基础", paragraphs), BEFORE[1]]))

    assert (CodeState.CHANGED, paragraphs[1]) == resolved(catalogue, old["一、", 1])
    assert (CodeState.CHANGED, paragraphs[2]) == resolved(catalogue, old["一、", 2])


def test_words_moved_to_another_section_are_followed(catalogue: Catalogue) -> None:
    """The same words elsewhere in the document come before other words at the old place."""
    put(catalogue, "a.txt", document("甲", BEFORE))
    old = codes_of(catalogue)["一、", 1]
    moved = [("一、", "夯实基础", ["全然不同的话。"]), ("二、", "强化保障", [*BEFORE[1][2], BEFORE[0][2][0]])]
    put(catalogue, "a.txt", document("甲", moved))

    assert (CodeState.CHANGED, BEFORE[0][2][0]) == resolved(catalogue, old)


def test_what_stands_at_the_same_paragraph_takes_the_place(catalogue: Catalogue) -> None:
    """Words replaced by others entirely: the code leads to what stands at their paragraph now."""
    put(catalogue, "a.txt", document("甲", BEFORE))
    old = codes_of(catalogue)["一、", 2]
    put(
        catalogue, "a.txt", document("甲", [("一、", "夯实基础", [BEFORE[0][2][0], "另起炉灶。"]), BEFORE[1]])
    )

    assert resolved(catalogue, old) == (CodeState.CHANGED, "另起炉灶。")


def test_a_deleted_paragraph_is_gone_and_comes_back(catalogue: Catalogue) -> None:
    """Gone while nothing stands there; current again when the same words return to the same place."""
    put(catalogue, "a.txt", document("甲", BEFORE))
    old = codes_of(catalogue)["一、", 2]
    put(catalogue, "a.txt", document("甲", [("一、", "夯实基础", [BEFORE[0][2][0]]), BEFORE[1]]))
    assert resolved(catalogue, old) == (CodeState.GONE, None)

    put(catalogue, "a.txt", document("甲", BEFORE))

    assert (CodeState.CURRENT, BEFORE[0][2][1]) == resolved(catalogue, old)


def test_codes_outlive_their_document_and_its_purge(catalogue: Catalogue) -> None:
    """A removed and purged document's codes are gone, not unknown; put again they are current."""
    put(catalogue, "a.txt", document("甲", BEFORE))
    old = codes_of(catalogue)["一、", 1]
    catalogue.remove_paths("default", ["a.txt"])
    assert catalogue.purge(2, 0) == 1

    assert resolved(catalogue, old) == (CodeState.GONE, None)
    assert catalogue.view().resolve_code("aaaaaaaaaaaa") is None
    put(catalogue, "a.txt", document("甲", BEFORE))
    assert (CodeState.CURRENT, BEFORE[0][2][0]) == resolved(catalogue, old)


def test_an_edit_is_followed_after_the_old_text_is_purged(catalogue: Catalogue) -> None:
    """The likeness of two wordings is known without the earlier text."""
    put(catalogue, "a.txt", document("甲", BEFORE))
    old = codes_of(catalogue)["一、", 2]
    renamed = [("一、", "夯实基础", ["无关。"]), ("三、", "新编", ["完善𠮷祥社区治理体系，推广试点好经验。"])]
    put(catalogue, "a.txt", document("甲", [("一、", "夯实基础", []), renamed[1]]))
    catalogue.purge(catalogue.head(), 0)

    assert (CodeState.CHANGED, renamed[1][2][0]) == resolved(catalogue, old)


def test_a_code_does_not_tell_of_another_collection(catalogue: Catalogue) -> None:
    """A caller who may not read a collection learns nothing: the code is as if never issued."""
    put(catalogue, "a.txt", document("甲", BEFORE), collection="内部")
    code = codes_of(catalogue)["一、", 1]

    outside = catalogue.view().resolve_code(code, ["default"])
    inside = catalogue.view().resolve_code(code, ["内部"])

    assert outside is None
    assert inside.state == CodeState.CURRENT  # type: ignore[union-attr]


def test_codes_that_collide_are_told_apart_for_ever(catalogue: Catalogue) -> None:
    """Where two places meet in 60 bits, the later gets another code, and the same one at every re-index."""
    given = document("甲", BEFORE)
    place = places(given, document_id("default", "a.txt", 0))[0]
    taken = {
        "code": place.code(), "document_id": "f" * 16, "path": "", "paragraph": 1, "part": 1,
        "text_hash": bytes(16), "sketch": bytes(64),
    }  # fmt: skip
    with catalogue.database.write() as connection:
        connection.execute(insert(codes), taken)
    put(catalogue, "a.txt", given)
    put(catalogue, "a.txt", given)

    assert place.code(1) == codes_of(catalogue, 1)["一、", 1] == codes_of(catalogue, 2)["一、", 1]
    assert resolved(catalogue, place.code()) == (CodeState.GONE, None)


def test_sections_of_one_name_are_told_apart() -> None:
    """Two sections marked alike under one parent have two paths; equal texts in them have two codes."""
    twice = document("甲", [("一、", "甲", ["同。"]), ("一、", "乙", ["同。"])])

    first, second = places(twice, "0" * 16)

    assert (first.path, second.path) == ("一、", "一、\t2")
    assert first.code() != second.code()


@pytest.mark.parametrize(
    ("one", "other", "low", "high"),
    [
        ("加强组织领导，压实工作责任。", "加强组织领导，压实工作责任。", 1.0, 1.0),
        (
            "加强组织领导，压实工作责任，确保取得实效。",
            "加强组织领导，压实各方工作责任，确保取得实效。",
            0.5,
            0.99,
        ),
        ("加强组织领导，压实工作责任。", "本办法自发布之日起施行。", 0.0, 0.2),
        ("𠮷", "𠮷", 1.0, 1.0),
        ("", "", 1.0, 1.0),
    ],
)
def test_the_sketch_tells_likeness(one: str, other: str, low: float, high: float) -> None:
    """Equal texts are wholly alike, edited ones mostly, others hardly."""
    assert low <= likeness(sketch(one), sketch(other)) <= high
