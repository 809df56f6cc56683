"""What can be wrong with a question about phrases."""

from corpus.errors import ChuchuError

LONGEST = 100
"""Characters of a phrase at most."""


class PhraseInvalid(ChuchuError):
    """A phrase that cannot be counted."""

    code = "phrase_invalid"

    def __init__(self, phrase: str) -> None:
        self.phrase = phrase[:LONGEST]
        super().__init__(f"提法要有 1 至 {LONGEST} 个字，不能只有标点。请改写后再查。")


class ChineseFontMissing(ChuchuError):
    """The system has no font with which Chinese can be drawn."""

    code = "chinese_font_missing"

    def __init__(self) -> None:
        super().__init__(
            "系统里没有中文字体，画不了 PNG。请安装一种（Debian：apt install fonts-noto-cjk），或改用 SVG。"
        )
