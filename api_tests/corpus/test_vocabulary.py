"""The closed vocabularies."""

from pathlib import Path

import pytest

from corpus.vocabulary import load_doc_types, load_validity, load_vocabulary


def test_the_lists_that_come_with_the_program() -> None:
    """Validity is the four states of the contract; the types are those of the genre."""
    assert tuple(load_validity()) == ("现行有效", "已修改", "已废止", "尚未生效")
    assert {"通知", "意见", "批复", "函", "条例", "办法", "讲话", "要点", "方案", "期刊"} <= set(
        load_doc_types()
    )


def test_comments_and_blank_lines_are_no_values(tmp_path: Path) -> None:
    """A file is read in its order; a value that stands twice is told."""
    path = tmp_path / "词表.txt"
    path.write_text("# 注释\n\n 通知 \n函\n", encoding="utf-8")
    assert load_vocabulary("文种", path).values == ("通知", "函")

    path.write_text("函\n通知\n函\n", encoding="utf-8")
    with pytest.raises(ValueError, match=r"词表\.txt中有重复的词：函"):
        load_vocabulary("文种", path)
