"""What the rooms say in Chinese is said in English to who reads English."""

import ast
import itertools
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from parsing.errors import SENTENCES, FailureReason
from service.languages import Language
from service.page.words import Words
from service.sentence_table import DOC_TYPES
from service.sentences import is_known, said, word

ROOT = Path(__file__).resolve().parents[2]
SPEAKERS = (
    "answering/reasons.py", "drafting/judging.py", "drafting/references.py", "parsing/decode.py",
    "parsing/scanned.py", "parsing/pdf.py", "parsing/sheets.py", "parsing/docx.py", "indexer/reading.py",
)  # fmt: skip


COMPOSED = {
    "《《甲》》《甲》。": "《甲》尚未生效。",
    "《《甲》》已废止《甲》。": "《甲》已废止，见《乙》。",
    "引文由《甲》拼接而成，没有用省略号标明。": "引文由2份文件拼接而成，没有用省略号标明。",
    "第 《甲》 页已损坏，没有读出。": "第 3、4 页已损坏，没有读出。",
}
"""Sentences whose values are more than a name: as the code puts them together."""


def sentences(path: str) -> Iterator[str]:
    """The sentences that a module says, each value filled in with the same few characters."""
    tree = ast.parse((ROOT / path).read_text("utf-8"))
    inner = {
        id(part) for node in ast.walk(tree) if isinstance(node, ast.JoinedStr) for part in ast.walk(node)
    }
    raised = {id(part) for node in ast.walk(tree) if isinstance(node, ast.Raise) for part in ast.walk(node)}
    for node in ast.walk(tree):
        if id(node) in raised:
            continue
        if isinstance(node, ast.JoinedStr):
            yield from filled(node)
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in inner:
            yield re.sub(r"{\w*}", "《甲》", node.value)


def filled(node: ast.JoinedStr) -> Iterator[str]:
    """An f-string with its values filled in; of a choice in it both."""
    choices: list[list[str]] = []
    for part in node.values:
        if isinstance(part, ast.Constant):
            choices.append([str(part.value)])
        elif isinstance(part, ast.FormattedValue) and isinstance(part.value, ast.IfExp):
            both = (part.value.body, part.value.orelse)
            choices.append(["".join(filled(b)) if isinstance(b, ast.JoinedStr) else literal(b) for b in both])
        else:
            choices.append(["《甲》"])
    yield from ("".join(one) for one in itertools.product(*choices))


def literal(node: ast.expr) -> str:
    return str(node.value) if isinstance(node, ast.Constant) else "《甲》"


@pytest.mark.parametrize("path", SPEAKERS)
def test_every_sentence_has_its_english(path: str) -> None:
    """Each sentence in the code of a room that speaks to people is in the table."""
    spoken = [
        text for text in sentences(path) if re.search(r"[\u4e00-\u9fff].*。$", text) and '"""' not in text
    ]

    assert spoken
    assert [text for text in spoken if not is_known(COMPOSED.get(text, text))] == []


def test_every_reason_of_a_file_has_its_english() -> None:
    """Why a file was not read is told by its reason where its own sentence is not known."""
    words = Words(Language.EN, {})

    assert {reason for reason in FailureReason if not is_known(SENTENCES[reason])} == set()
    assert words.failure("too_large", "文件有 80.0 MB，超过上限 50.0 MB。").startswith("The file is larger")
    assert words.failure("structure", "没有人知道的一句。") == "没有人知道的一句。"
    assert Words(Language.ZH, {}).failure("too_large", "文件太大") == "文件太大"


@pytest.mark.parametrize(
    ("chinese", "english"),
    [
        ("资料中没有文号为云政发〔２０２４〕12号的文件。", "No document in the library has the number 云政发〔２０２４〕12号."),
        ("《𠮷县办法》已废止，见《㙍头镇条例》。", "《𠮷县办法》 is repealed; see 《㙍头镇条例》."),
        (
            "找到的资料中没有2021年的内容、关于㙍头镇的内容，只有相近的内容。",
            "What was found holds nothing about 2021年, 㙍头镇, only what is near to it.",
        ),
        (
            "第 3、4 页等共 12 页没有识别出来：页面太大。请对照原件，或另存后再收录。",
            "pages 3, 4 and others, 12 in all: not recognised (the page is too large). "
            "Compare the original, or save it anew and add it again.",
        ),
        (
            "第 3 页已损坏，没有读出。；有 2 个隐藏的工作表没有读取。",
            "Page 3 is damaged and was not read. 2 hidden sheets were not read.",
        ),
        ("没有人知道的一句。", "没有人知道的一句。"),
        ("", ""),
    ],
)  # fmt: skip
def test_what_is_filled_in_stays(chinese: str, english: str) -> None:
    """Titles, numbers and words of the asker stay as they are; our own words round them do not."""
    assert said(chinese, Language.EN) == english
    assert said(chinese, Language.ZH) == chinese


def test_every_type_and_state_has_its_english() -> None:
    """The closed vocabularies of types and validity are whole in English."""
    for name in ("doc_types", "validity"):
        lines = (ROOT / "corpus" / "data" / f"{name}.txt").read_text("utf-8").splitlines()
        words = [line for line in lines if line and not line.startswith("#")]
        assert [one for one in words if re.search(r"[\u4e00-\u9fff]", word(one, Language.EN))] == []
    assert word("通知", Language.ZH) == "通知"
    assert len(DOC_TYPES) == len(set(DOC_TYPES))
