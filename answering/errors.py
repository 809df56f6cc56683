"""Questions that cannot be answered as they came."""

from corpus.errors import ChuchuError


class QuestionEmpty(ChuchuError):
    """The question holds nothing to answer."""

    code = "question_empty"

    def __init__(self) -> None:
        super().__init__("问题是空的。请写出要问的内容。")


class QuestionTooLong(ChuchuError):
    """The question is longer than a question may be."""

    code = "question_too_long"

    def __init__(self, length: int, limit: int) -> None:
        self.length, self.limit = length, limit
        super().__init__(f"问题有 {length} 个字符，最多 {limit} 个。请缩短后再问。")


class ConversationTooLong(ChuchuError):
    """The earlier turns of a conversation are longer than they may be together."""

    code = "conversation_too_long"

    def __init__(self, length: int, limit: int) -> None:
        self.length, self.limit = length, limit
        super().__init__(f"对话共有 {length} 个字符，最多 {limit} 个。请只带上最近几轮，或另起对话。")
