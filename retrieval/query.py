"""A query as it may enter: cleaned of what cannot be searched, neither empty nor too long."""

import re

from corpus.errors import ChuchuError


class QueryEmpty(ChuchuError):
    """The query holds nothing to search for."""

    code = "query_empty"

    def __init__(self) -> None:
        super().__init__("查询是空的。请输入要查找的内容。")


class QueryTooLong(ChuchuError):
    """The query is longer than a query may be."""

    code = "query_too_long"

    def __init__(self, length: int, limit: int) -> None:
        self.length, self.limit = length, limit
        super().__init__(f"查询有 {length} 个字符，最多 {limit} 个。请缩短后再试。")


def clean_query(text: str, limit: int) -> str:
    """The query without control characters and lone surrogates, trimmed.

    Raises:
        QueryTooLong: more than `limit` characters.
        QueryEmpty: nothing but white space, control characters or punctuation.
    """
    if len(text) > limit:
        raise QueryTooLong(len(text), limit)
    kept = "".join(" " if _is_control(c) else c for c in text if not "\ud800" <= c <= "\udfff").strip()
    if not any(c.isalnum() for c in kept):
        raise QueryEmpty
    return kept


_NOT = "不要|不是|不含|不包括|非|除了|排除"
_NOT_AT_END = "不要(?!求)|不是|排除"
_ASKS = "多少|几|哪|什么|怎|如何|吗|么|能否|是否|可以|可否|有没有|还"
_OF_DOCUMENTS = (
    "[0-9０-９]年|[今去前上]年|目标|预期|完成|实际|版|修[订正]|报告|讲话|决议|文件|说法|提法|草案|解读"
)
_NOT_WANTED = re.compile(
    rf"[（(](?:{_NOT})[^（）()]{{1,40}}[）)]"
    # Behind a comma it may tell of the asker's own case (不是本地户口) or be what is asked (除了证明还要什么): only what is
    # said of documents and asks nothing.
    rf"|[，,；;。]\s*(?:注意|但|而)?(?:{_NOT_AT_END})(?=[^，,；;。？?]*(?:{_OF_DOCUMENTS}))(?![^，,；;。？?]*(?:{_ASKS}))"
    r"[^，,；;。？?]{1,40}(?=[。！!\s]*$)"
)


def wanted_part(query: str) -> str:
    """The query without what it says it does not want.

    In brackets (（不要二十大的说法）) anything; behind a comma only at its end, and only of documents (，不要2025年的完成数).
    """
    rest = _NOT_WANTED.sub(" ", query)
    return rest.strip() if any(c.isalnum() for c in rest) else query


def leaves_out(query: str) -> bool:
    """Tell whether `wanted_part` takes something from a query."""
    return wanted_part(query) != query and _NOT_WANTED.search(query) is not None


def _is_control(character: str) -> bool:
    return character < " " or "\x7f" <= character <= "\x9f"
