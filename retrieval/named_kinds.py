"""Kinds of document that are words of everyday too: 讲话, 通知, 意见. Read only where a query names the kind as such.

征求意见, 书面通知 and 讲话稿 name no document; nor does what somebody is about to write.
"""

import re

_KINDS = {"讲话": ("讲话", "致辞", "演讲"), "通知": ("通知",), "意见": ("意见",)}
"""Each word, and the types of documents that go by it."""

_END = r"[\s?？。！]*$"
_SPEECH = re.compile(
    r"(?:的|年|重要|总书记|主席|总理|书记|领导|同志|会|会议)讲话"
    rf"(?={_END}|[里中](?![要想该写心])|关于|的(?!开头|结尾|写法|格式|提纲|语气))"
)
_BY_WHOM = (
    r"(?:国务院|国办|中办|中共中央|党中央|办公厅|最高人民法院|最高法|人民政府|[省市]委"
    r"|[省市县区]政府(?:办(?:公室)?)?)的?"
)
_ISSUED = re.compile(
    rf"(?:{_BY_WHOM}|关于[^，。；？]{{2,40}}的|若干|年的?)(?P<kind>通知|意见)"
    rf"(?={_END}|里|中(?!心)|关于|的(?:要求|内容|规定|精神|主要|全文|文号|附件))"
)
_SAID = re.compile(r"征求|征得|听取|采纳|吸收|提出|提交|反馈|收到|接到|发出|送达|没有|书面|是否|要不要|应当")
"""Words before an opinion that was asked for or a notice that was served."""
_WRITING = re.compile(r"起草|草拟|撰写|写[一篇个份]|代拟")
_PASSED_ON = re.compile(r"印发|转发")
"""印发某办法的通知: what is wanted is as likely the 办法."""


def named_kinds(text: str) -> tuple[str, ...]:
    """Give the types of the documents whose kind a folded query names as such."""
    alone = text.strip()
    if alone in _KINDS:
        return _KINDS[alone]
    if _WRITING.search(text):
        return ()
    if _SPEECH.search(text):
        return _KINDS["讲话"]
    match = _ISSUED.search(text)
    if match is None or _SAID.search(text, 0, match.end()) or _PASSED_ON.search(text):
        return ()
    return _KINDS[match["kind"]]
