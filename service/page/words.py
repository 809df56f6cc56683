"""The page's texts in one language."""

import json
from collections.abc import Mapping
from pathlib import Path

from parsing.errors import SENTENCES, FailureReason
from service import sentences
from service.languages import Language

FOLDER = Path(__file__).parent / "texts"


class Words:
    """Texts by key, with values filled in; a key that is not there is a fault of the template."""

    def __init__(self, language: Language, texts: Mapping[str, str]) -> None:
        self.language = language
        self.html_language = "zh-CN" if language is Language.ZH else "en"
        self._texts = texts

    def __call__(self, key: str, **values: object) -> str:
        """The text of a key. Raises KeyError."""
        return self._texts[key].format(**values)

    def template(self, key: str) -> str:
        """The text of a key as it stands, with its `{names}`, for a script to fill in. Raises KeyError."""
        return self._texts[key]

    def said(self, sentence: str) -> str:
        """A sentence that a room says, in the page's language."""
        return sentences.said(sentence, self.language)

    def word(self, value: str) -> str:
        """A document's type or validity, in the page's language."""
        return sentences.word(value, self.language)

    def failures(self) -> dict[str, str]:
        """What each reason stands for, where that is not what the service itself says."""
        if self.language is Language.ZH:
            return {}
        return {str(reason): self.said(sentence) for reason, sentence in SENTENCES.items()}

    def failure(self, reason: str | None, message: str) -> str:
        """Why a file was not taken in: what was said, or else what its reason code stands for."""
        if self.language is Language.ZH:
            return message
        told = self.said(message)
        known = SENTENCES.get(FailureReason(reason)) if reason in set(FailureReason) else None
        return self.said(known) if told == message and known else told


def load_words() -> dict[Language, Words]:
    """The texts of every language."""
    return {language: Words(language, load_texts(language)) for language in Language}


def load_texts(language: Language) -> dict[str, str]:
    """The texts of a language by key: `zh.json` and all its companions, `zh-….json`."""
    texts: dict[str, str] = {}
    for path in sorted(FOLDER.glob(f"{language}*.json")):
        texts.update(json.loads(path.read_text(encoding="utf-8")))
    return texts
