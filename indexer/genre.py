"""文种: what kind of document a title names."""

import re

_WORDS = [
    "措施",
    "安排",
    "通知",
    "意见",
    "批复",
    "函",
    "答复",
    "通报",
    "通告",
    "公告",
    "公报",
    "公示",
    "决定",
    "决议",
    "命令",
    "令",
    "议案",
    "纪要",
    "请示",
    "报告",
    "条例",
    "规定",
    "办法",
    "细则",
    "规则",
    "规程",
    "规范",
    "准则",
    "章程",
    "制度",
    "解释",
    "修正案",
    "讲话",
    "致辞",
    "演讲",
    "谈话",
    "贺信",
    "贺电",
    "回信",
    "要点",
    "方案",
    "预案",
    "计划",
    "规划",
    "纲要",
    "总结",
    "指引",
    "指南",
    "说明",
    "倡议书",
    "宣言",
]
_SHORT = {"倡议书": "倡议"}  # as the vocabulary has it
_LAW = re.compile(r"(?:法|法典|法典.{1,8}[编则]|法典附则|宪法)$")
_DRESS = re.compile(r"[（(〔][^（）()〔〕]{1,16}[）)〕]|※|\*|[\s　]|[一二三四五六七八九十]{1,3}$")


def doc_type_of(title: str | None) -> str | None:
    """Return the type word that a title ends with, 法律 for a law, None where it ends with none.

    A dash line that names the genre counts: 《…——在…上的讲话》.
    """
    if not title:
        return None
    bare = _DRESS.sub("", title).strip("—-")
    ending = max((word for word in _WORDS if bare.endswith(word)), key=len, default=None)
    if ending is not None:
        return _SHORT.get(ending, ending)
    if _LAW.search(bare) and not bare.endswith(("办法", "方法", "做法", "想法", "看法", "执法", "司法")):
        return "法律"
    return None
