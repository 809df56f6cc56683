"""The province or city whose organ issued a text."""

import re

_REGION = re.compile(
    r"(?:中共|中国共产党)?(?P<name>(?:北京|天津|上海|重庆)市|(?:内蒙古|广西壮族|西藏|宁夏回族|新疆维吾尔)自治区"
    r"|(?:香港|澳门)特别行政区|[\u3400-\u9fff]{2,3}省|[\u3400-\u9fff]{2,7}?(?:自治州|自治县|地区|盟"
    r"|市(?!场|容|长|区|民(?!政|族|宗|生)|政(?!府|协))))"
)
# 在全省…, 各市…, 国家市场监督管理总局, 学生联盟: no place's name begins so, or ends so.
_NO_NAME = re.compile(
    r"[在全各我本该对关向与和及为把从日月年省]|国家|中国|.*(?:[联同]盟|[城超上夜门股楼闹都]市)$"
)


def region_of(issuer: str | None, title: str | None) -> str | None:
    """Return the place that an issuer's name or a title begins with; central organs have none."""
    for source in (issuer, title):
        match = _REGION.match(source) if source else None
        if match and not _NO_NAME.match(match["name"]):
            return match["name"]
    return None
