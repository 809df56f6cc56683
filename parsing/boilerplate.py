"""Lines that web pages set around a text and that are no part of it."""

import re

# Whole lines; anything longer is left alone.
LITTER = re.compile(
    r"(?:扫一扫在手机(?:上)?打开当前页面?|分享到?[:：]?|(?:【?\s*(?:打印本页|打印|关闭窗口|关闭本页|关闭|收藏|返回顶部|返回)\s*】?\s*)+|"
    r"【?字[号体]\s*[:：]?\s*(?:【?\s*[大中小超特]\s*】?\s*)*】?|[A大中小+\s*]{2,24}|浏览(?:次数|量)\s*[:：].{0,12}|-?次|听全文|"
    r"相关附件|相关新闻|相关稿件|相关链接|责任编辑[:：]?|上一篇[:：]?.{0,60}|下一篇[:：]?.{0,60}|扫码进入|手机版|\W{0,3})"
)
# In a page saved whole, nothing after such a line belongs to the text.
END = re.compile(
    r"扫一扫在手机(?:上)?打开当前页面?|相关附件|相关新闻|.{0,20}版权所有.{0,20}|网站地图.*|主办(?:单位)?[:：].*"
)


def is_litter(line: str) -> bool:
    """Whether a line is a button, a share bar or the like."""
    return LITTER.fullmatch(line) is not None


def ends_page(line: str) -> bool:
    """Whether the foot of a web page begins with this line."""
    return END.fullmatch(line) is not None
