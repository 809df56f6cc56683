"""What a single line is by its own words: a date, a caption, a page number, an addressee, a note.

Rules 8, 10 and 11 of the structure rules. Context (where it stands, what its siblings are) decides later.
"""

import re
import unicodedata
from enum import StrEnum

from corpus.doc_numbers import read_doc_number
from indexer.dates import is_date_line, narrow


class LineKind(StrEnum):
    """What a line says it is; `PARAGRAPH` where it says nothing."""

    PARAGRAPH = "paragraph"
    SALUTATION = "salutation"
    ADDRESSEE = "addressee"
    DATE = "date"
    SOURCE = "source"
    CAPTION = "caption"
    BYLINE = "byline"
    BYLINE_AND_SOURCE = "byline+source"
    WATERMARK = "watermark"
    PAGE_NUMBER = "page_number"
    IMPRINT = "imprint"
    NOTE = "note"
    EDITOR_NOTE = "editor_note"
    ATTACHMENT_LIST = "attachment_list"
    CLASSIFICATION = "classification"
    URGENCY = "urgency"
    SIGNER = "signer"
    DOC_NUMBER = "doc_number"
    DISPATCH = "dispatch"
    BOILERPLATE = "boilerplate"
    LABEL = "label"  # of a value in the next line: 来源：
    EDITOR = "editor"  # （责任编辑：某某）, which ends an article
    SIGNED = "signed"  # issuer and date in one line


_PEOPLE = r"(?:同志|代表|同学|朋友|同事|女士|先生|同胞|乡亲|战友|老师)们"
_ORGANS = re.compile(
    r"政府|部门|单位|委员会|办公[室厅]|[厅局委部院会行所]|各[市县区省州]|军区|公司|学校|企业|机构|党委|党组|支部"
)
_RULES: tuple[tuple[LineKind, re.Pattern[str]], ...] = (
    (
        LineKind.WATERMARK,
        re.compile(r".{0,40}(?:如若转载|转载请注明|请注明出处|扫码(?:关注|阅读|下载)).{0,40}$|https?://\S+$"),
    ),
    (LineKind.BYLINE_AND_SOURCE, re.compile(r"\((?:作者|课题组|调研组).*\)\s*\(来源[::].*\)$")),
    (LineKind.SOURCE, re.compile(r"\(?(?:信息|文章|稿件)?来\s?源\s?[::][^()。]{2,40}\)?$")),
    (
        LineKind.PAGE_NUMBER,
        re.compile(r"[-—–―·•]\s*\d{1,4}\s*[-—–―·•]$|第\s*\d{1,4}\s*页(?:\s*[,/]?\s*共\s*\d+\s*页)?$"),
    ),
    (
        LineKind.CAPTION,
        re.compile(
            r"\(?(?:图为|图[一二三四五六七八九十\d]{1,2}[:: ]|上图|下图|左图|右图).{0,80}$|.{0,60}[( ]\S{2,8}\s?[/ ]?摄\)?$"
        ),
    ),
    (LineKind.BYLINE, re.compile(r"\((?:作者[系单为::]|课题组|调研组|执笔|供稿|作者单位).*\)?$")),
    (LineKind.EDITOR, re.compile(r"\((?:本文)?(?:责任?编辑|责编|本期编辑|编辑)\s?[::][^()]{2,20}\)$")),
    (LineKind.CLASSIFICATION, re.compile(r"(?:机密|秘密|绝密|内部)(?:★.*|资料.{0,8})?$")),
    (LineKind.URGENCY, re.compile(r"(?:特急|加急|平急|特提)$")),
    (LineKind.SIGNER, re.compile(r"签发人[::]")),
    (LineKind.ATTACHMENT_LIST, re.compile(r"附\s*件\s*(?:\d{1,2}\s*)?:\s*\S")),
    (
        LineKind.IMPRINT,
        re.compile(
            r"(?:抄送|分送|主送|抄报|印送)\s*:|.{0,40}日\s*印发$|主题词\s*:|(?:信息)?公开(?:方式|属性|类别)\s*:.{0,12}$|印数\s*:|.{0,20}\(共印\d+份\)$"
        ),
    ),
    (
        LineKind.DISPATCH,
        re.compile(r"\((?:据?新华社|本报|据).{0,40}电.{0,40}\)$|《\s?人民日报\s?》\s?\(.{0,30}版\)$"),
    ),
    (LineKind.NOTE, re.compile(r"\((?:此件|联系人|本文|本件|联系电话|注[:：]).{1,60}\)$")),
    (LineKind.EDITOR_NOTE, re.compile(r"(?:开栏语|编者按|编者的话|编者注)\s?[::]")),
    (
        LineKind.SALUTATION,
        re.compile(
            rf"(?:(?:尊敬的|各位|全体|亲爱的)[^。:]{{1,40}}|[^。:、]{{0,8}}{_PEOPLE}[,、\s\w]{{0,24}}):$"
        ),
    ),
)
_BARE_NUMBER = re.compile(r"\s*[〔［\[【（(]\s?(?:19|20)\d\d\s?[〕］\]】）)]\s?(?:第\s?)?\d{1,4}\s?号\s*$")
_NOISE = re.compile(
    r"(?:下载|打印|全屏|收藏|加大|还原|减小|】|【?字[号体]:?.{0,8}|分享(?:到|至)?:?|相关(?:报道|附件|文章|链接|阅读)?:?|扫一扫.{0,20}"
    r"|在手机(?:上)?打开.{0,10}|浏览(?:次数|量)?:?.{0,8}|返回顶部|关闭窗口|打印本页|责任?编辑:.{0,12}|\[?打印\]?\[?关闭\]?|纠错|-->|-"
    r"|A\+大|A\+中|A\+小|大中小|[大中小]|无障碍阅读|语音播报|保存|复制)$"
)


_LABEL = re.compile(
    r"【?\s?(?:信息|稿件|文章)?(?:来\s?源|时间|日期|(?:发布|发表|更新)(?:时间|日期)|作者|编辑|责任编辑|审核|点击数?|阅读量?"
    r"|字[号体])\s?:$"
)
_SIGNED = re.compile(r"(?P<organ>[\u3400-\u9fff][\u3400-\u9fff、 ()]{2,40}?)\s+(?P<date>\S.{6,18})$")
_SIGNING = re.compile(r"(?:政府|办公[厅室]|委员会|[部厅局委院会社]|党组|指挥部|法院|检察院|中心|联合会)$")


def line_kind(text: str) -> LineKind:
    """Say what a line is by its own words alone."""
    plain = unicodedata.normalize("NFKC", text).strip()
    if is_date_line(text):
        return LineKind.DATE
    if len(plain) > 200:
        return LineKind.PARAGRAPH
    for kind, pattern in _RULES:
        if pattern.match(plain):
            return kind
    if _NOISE.match(plain):
        return LineKind.BOILERPLATE
    if is_doc_number_line(plain):
        return LineKind.DOC_NUMBER
    if _LABEL.match(plain):
        return LineKind.LABEL
    if signed_date(text) is not None:
        return LineKind.SIGNED
    if is_addressee(plain):
        return LineKind.ADDRESSEE
    return LineKind.PARAGRAPH


def is_addressee(text: str) -> bool:
    """Whether a line could be 主送机关: organs, then a colon, and no sentence."""
    plain = unicodedata.normalize("NFKC", text).strip()
    listing = (
        re.search(r"如下|以下|下列|包括|是:|为:|指出|强调|要求|认为|表示|措施|[。;《》\"“”]", plain)
        is not None
    )
    return plain.endswith(":") and not listing and len(plain) < 260 and _ORGANS.search(plain) is not None


def signed_date(text: str) -> tuple[int, int] | None:
    """Return where the organ ends and the date begins in a line that holds both (某某办公室　　2024年6月12日).

    None where a line is anything else.
    """
    match = _SIGNED.match(narrow(text)) if len(text) <= 64 else None
    if match is None or not is_date_line(match["date"]) or not _SIGNING.search(match["organ"]):
        return None
    return match.end("organ"), match.start("date")


def is_doc_number_line(text: str) -> bool:
    """Whether a line is a document's number and hardly anything else; minutes print 〔2024〕9号 alone."""
    if _BARE_NUMBER.match(text):
        return True
    number = read_doc_number(text) if "号" in text and len(text) < 60 else None
    return number is not None and len(text) - len(number.raw) <= 8


def ends_open(text: str) -> bool:
    """Whether a line's sentence goes on: its last character, closing quotes stripped, ends none."""
    bare = text.rstrip().rstrip("”’」』）)》")
    return bool(bare) and bare[-1] not in "。！？!?□■：:"
