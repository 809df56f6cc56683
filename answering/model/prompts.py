"""What a model is sent: prompts from files, evidence numbered and fenced."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.resources import files

from answering.model.client import Message
from answering.results import NumberedCitation, Role, Turn

NOTHING = "资料未载明"
"""What the model writes when the passages do not say; the prompt asks for these words."""
MOST_EVIDENCE = 12_000
TURNS = 6
TURN_CHARACTERS = 600
_FENCE = re.compile(r"[<＜《〈]{2,}|[>＞》〉]{2,}")
_TOKENS = re.compile(
    r"<\|[^|<>]{0,40}\|>|\[/?INST\]|</?s>|</?(?:system|user|assistant|think|tool)[^>]{0,40}>", re.I
)


@dataclass(frozen=True, slots=True)
class Prompts:
    """The texts of the prompts, as the files hold them."""

    answer: str
    question: str
    rewrite: str

    @classmethod
    def read(cls) -> "Prompts":
        """Read the files that come with the product."""
        folder = files("answering") / "prompts"
        names = ("answer", "question", "rewrite")
        return cls(*((folder / f"{name}.txt").read_text("utf-8").strip() for name in names))

    def asking(self, question: str, evidence: Sequence[NumberedCitation]) -> list[Message]:
        """Give the messages that ask for an answer."""
        told = self.question.format(question=sendable(question), evidence=fenced(evidence))
        return [Message("system", self.answer), Message("user", told)]

    def rewriting(self, question: str, turns: Sequence[Turn]) -> list[Message]:
        """Give the messages that ask for the question made whole."""
        names = {Role.USER: "用户", Role.ASSISTANT: "助手"}
        lines = [f"{names[turn.role]}：{sendable(turn.content)[:TURN_CHARACTERS]}" for turn in turns[-TURNS:]]
        told = "\n".join(["对话：", *lines, "", f"最后一个问题：{sendable(question)}"])
        return [Message("system", self.rewrite), Message("user", told)]


def fenced(evidence: Sequence[NumberedCitation]) -> str:
    """Write the passages, each with its number and source between fences it cannot forge."""
    parts, left = [], MOST_EVIDENCE
    for one in evidence:
        citation = one.citation
        source = "，".join(
            sendable(fact) for fact in (citation.reference, citation.issuer, citation.date) if fact
        )
        text = sendable(citation.text)[:left]
        left -= len(text)
        if text:
            parts.append(f"<<<资料 {one.number}>>>\n出处：{_line(source)}\n{text}\n<<<完>>>")
    return "\n\n".join(parts)


def sendable(text: str) -> str:
    """Give a text without what readers do not see and without what a model could take for its own framing."""
    seen = "".join(
        c for c in text if c == "\n" or unicodedata.category(c) not in {"Cc", "Cf", "Cs", "Co", "Cn"}
    )
    return _FENCE.sub("", _TOKENS.sub("", seen))


def _line(text: str) -> str:
    return " ".join(text.split())
