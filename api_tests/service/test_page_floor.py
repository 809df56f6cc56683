"""The oldest browser that the page is for is Chrome 86: nothing it lacks stands in styles, scripts and templates."""

import re
from pathlib import Path

import pytest

PAGE = Path(__file__).resolve().parents[2] / "service" / "page"
FILES = sorted(path for path in (PAGE / "static").iterdir() if path.suffix in {".css", ".js"})
TEMPLATES = sorted((PAGE / "templates").glob("*.html"))

# Each with a piece of text that has it, so that no pattern is dead; the version is that in which Chrome got it.
# What only adorns may be newer, for a browser that does not know it draws the plain thing: text-underline-offset (87),
# text-decoration-thickness (89).
STYLES = (
    (r":is\(", "a:is(.b)", 88),
    (r":where\(", "a:where(.b)", 88),
    (r":not\([^()]*,", "a:not(.b, .c)", 88),
    (r":has\(", "a:has(b)", 105),
    (r":user-(?:in)?valid", "a:user-valid", 119),
    (r"\binset\s*:|inset-", "inset: 0", 87),
    (r"(?:margin|padding|border)-(?:inline|block)\s*:", "margin-inline: 0", 87),
    (r"aspect-ratio", "aspect-ratio: 1", 88),
    (r"accent-color", "accent-color: red", 93),
    (r"overflow(?:-[xy])?:\s*clip", "overflow-x: clip", 90),
    (r"[{;]\s*(?:translate|rotate|scale)\s*:", "a {scale: 2}", 104),
    (r"scrollbar-gutter", "scrollbar-gutter: stable", 94),
    (r"text-wrap", "text-wrap: balance", 114),
    (r"\d(?:[dsl]vh|[dsl]vw|cqw|cqh|lh|rlh)\b", "9dvh", 108),
    (r"color-mix|oklch|oklab|light-dark", "color-mix(in srgb, red, blue)", 111),
    (r"@layer|@container|@scope|@property|@starting-style", "@layer a", 99),
    (r"@media[^{]*[<>]", "@media (width < 40rem)", 104),
    (r"forced-colors|prefers-contrast", "@media (forced-colors: active)", 89),
    (r"::highlight", "::highlight(a)", 105),
    (r"&", "&:hover", 120),
    (r"@import|url\(|expression\(", "@import 'a'", 0),  # nothing more is asked for
)  # fmt: skip
SCRIPTS = (
    (r"Intl\.Segmenter", "new Intl.Segmenter()", 87),
    (r"\.at\(", "a.at(-1)", 92),
    (r"randomUUID", "crypto.randomUUID()", 92),
    (r"Object\.hasOwn\b", "Object.hasOwn(a, b)", 93),
    (r"\bstatic\s*{", "static {", 94),
    (r"structuredClone", "structuredClone(a)", 98),
    (r"\.findLast", "a.findLast(b)", 97),
    (r"\.to(?:Sorted|Reversed|Spliced)\(|\.with\(", "a.toSorted()", 110),
    (r"(?:Object|Map)\.groupBy|Array\.fromAsync", "Object.groupBy(a, b)", 117),
    (r"Promise\.withResolvers", "Promise.withResolvers()", 119),
    (r"AbortSignal\.(?:timeout|any|abort)", "AbortSignal.timeout(1)", 93),
    (r"new Highlight\(|CSS\.highlights", "new Highlight(a)", 105),
    (r"\binert\b", "a.inert = true", 102),
    (r"popover", "a.popover", 114),
    (r"\.showPicker|\.setHTML|moveBefore|scheduler\.", "a.showPicker()", 99),
    (r"^\s*await |^(?:const|let) .*= await ", "await a();", 89),  # outside of any function
    (r"^import [^\"']*[\"'](?!\./)|importmap", 'import a from "a"', 89),
    (r"[(\s]#\w+ in ", "(#a in b)", 91),
    (r"\berror\.cause\b|{ cause:", "new Error(a, { cause: b })", 93),
    (r"/[a-z]*[dv][a-z]*\.(?:test|exec)\(", "/a/v.test(b)", 90),
    (r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|createContextualFragment|DOMParser", "a.innerHTML", 0),
    (r"\beval\(|new Function|import\(|https?://", "eval(a)", 0),
)  # fmt: skip
MARKUP = (
    (r"<search\b", "<search>", 118),
    (r"\spopover|\sinert\b", "<p inert>", 102),
    (r"importmap|speculationrules", '<script type="importmap">', 89),
    (r"<selectlist|<fencedframe|shadowrootmode", "<template shadowrootmode>", 111),
    (r"\benterkeyhint=.*virtualkeyboardpolicy", 'enterkeyhint="go" virtualkeyboardpolicy', 94),
)


def nested(css: str) -> list[str]:
    """Rules that stand within a rule that is none for a medium."""
    css = re.sub(r"/\*.*?\*/", "", css, flags=re.DOTALL)
    around: list[str] = []
    found: list[str] = []
    for before, brace in re.findall(r"([^{};]*)([{};])", css):
        if brace == "{":
            if any(not one.startswith("@") for one in around):
                found.append(before.strip())
            around.append(before.strip())
        elif brace == "}":
            around.pop()
    return found


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_static_files_stay_within_chrome_86(path: Path) -> None:
    """No feature that Chrome 86 lacks, no way to make markup from text, nothing from elsewhere."""
    text = path.read_text(encoding="utf-8")
    patterns = STYLES if path.suffix == ".css" else SCRIPTS
    if path.suffix == ".js":
        # At the left edge `await` is outside of any function; further in the pattern could not tell.
        text = re.sub(r"^\s+await ", "", text, flags=re.MULTILINE)

    assert [pattern for pattern, _, _ in patterns if re.search(pattern, text, re.MULTILINE)] == []
    assert path.suffix == ".js" or nested(text) == []


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.name)
def test_templates_stay_within_chrome_86(path: Path) -> None:
    """No element or attribute that Chrome 86 lacks."""
    text = path.read_text(encoding="utf-8")

    assert [pattern for pattern, _, _ in MARKUP if re.search(pattern, text)] == []


@pytest.mark.parametrize(("pattern", "sample", "since"), [*STYLES, *SCRIPTS, *MARKUP])
def test_each_pattern_finds_what_it_is_for(pattern: str, sample: str, since: int) -> None:
    """Every entry of the lists finds its sample."""
    assert re.search(pattern, sample, re.MULTILINE)
    assert since == 0 or since >= 85


def test_nested_rules_are_found() -> None:
    """A rule in a rule is found, one in a medium is not, and a brace in a comment is none."""
    assert nested("@media print { a { color: red } } /* { */ b { c: d; e f { g: h } }") == ["e f"]
