"""Whether what was typed asks for an answer, or names things to look up. Pure."""

import re

_MARK = re.compile(r"[？?]\s*$|(?:吗|呢|么)[。！\s]*$")
_ASKS = re.compile(
    r"多少|多久|多长|多大|多高|几[个项条年月天日岁种类次家人名亩]|哪|什么|啥|何[时谓为地种处人以]|如何|谁|怎么|怎样|咋"
    r"|为什么|是否|能否|可否|能不能|可不可以|要不要|是不是|有没有|会不会|该不该|区别|异同"
)
_ENGLISH = re.compile(
    r"^(?:what|who|when|where|why|how|which|is|are|does|do|can|may|must|should)\b", re.IGNORECASE
)


def is_question(query: str) -> bool:
    """Tell whether a query is a question, by its words."""
    return any(pattern.search(query) for pattern in (_MARK, _ASKS, _ENGLISH))
