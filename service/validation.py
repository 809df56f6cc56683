"""What is wrong with a field, in words of ours; the value sent is never repeated."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from fastapi.exceptions import RequestValidationError

from service.languages import Language

# pydantic's error types; {names} are keys of the error's context.
PROBLEMS: Mapping[str, tuple[str, str]] = {
    "missing": ("缺少这一项", "is missing"),
    "extra_forbidden": ("没有这个参数", "is not a known field"),
    "json_invalid": ("不是有效的 JSON", "is not valid JSON"),
    "model_attributes_type": ("应当是 JSON 对象", "must be a JSON object"),
    "model_type": ("应当是 JSON 对象", "must be a JSON object"),
    "dict_type": ("应当是 JSON 对象", "must be a JSON object"),
    "string_type": ("应当是文字", "must be a string"),
    "string_unicode": ("含有无法识别的字符", "holds characters that are no valid Unicode"),
    "string_too_long": ("最多 {max_length} 个字符", "may have {max_length} characters at most"),
    "string_too_short": ("至少 {min_length} 个字符", "must have {min_length} characters at least"),
    "string_pattern_mismatch": ("格式不对", "has the wrong form"),
    "int_type": ("应当是整数", "must be an integer"),
    "int_parsing": ("应当是整数", "must be an integer"),
    "int_parsing_size": ("数字过大", "is too large a number"),
    "int_from_float": ("应当是整数", "must be an integer"),
    "finite_number": ("应当是整数", "must be an integer"),
    "bool_type": ("应当是 true 或 false", "must be true or false"),
    "bool_parsing": ("应当是 true 或 false", "must be true or false"),
    "greater_than_equal": ("不能小于 {ge}", "must be {ge} or more"),
    "less_than_equal": ("不能大于 {le}", "must be {le} or less"),
    "too_long": ("最多 {max_length} 个", "may have {max_length} items at most"),
    "list_type": ("应当是列表", "must be a list"),
    "enum": ("只能是 {expected}", "must be one of {expected}"),
    "literal_error": ("只能是 {expected}", "must be one of {expected}"),
    "date_invalid": ("应当是 YYYY-MM-DD 形式的真实日期", "must be a real date, YYYY-MM-DD"),
    "date_order": ("起始日期不能晚于截止日期", "must not be later than the end date"),
    "range_order": ("起点不能大于终点", "must not lie behind the end"),
    "code_needed": ("缺少所评价的出处代码 code", "lacks the citation code that is judged"),
    "one_place": ("代码和文件编号给出一个，且只给一个", "must hold either a code or a document id"),
    "fact_unknown": ("只能是 {expected}", "must be one of {expected}"),
    "nothing_to_change": ("没有给出要更正的内容", "names nothing to correct"),
}
OTHER = ("不合要求", "is not acceptable")
PLACES = frozenset({"body", "query", "path", "header", "cookie"})


@dataclass(frozen=True, slots=True)
class FieldProblem:
    """One field and what is wrong with it; `field` is a dotted path, empty for the body as a whole."""

    field: str
    type: str
    problem: str


def invalid(field: str, kind: str, **context: object) -> RequestValidationError:
    """The error of a field that is well formed but cannot be; `kind` is a key of PROBLEMS."""
    return RequestValidationError([{"type": kind, "loc": ("body", field), "ctx": context}])


def field_problems(found: Sequence[Mapping[str, Any]], language: Language) -> list[FieldProblem]:
    """The errors of a pydantic validation, at most twenty, each in words."""
    return [_problem(one, language) for one in found[:20]]


def in_words(problems: Sequence[FieldProblem], language: Language) -> str:
    """The problems as one clause."""
    body = {Language.ZH: "请求内容", Language.EN: "the body"}[language]
    space = "" if language is Language.ZH else " "
    comma = "；" if language is Language.ZH else "; "
    stop = "。" if language is Language.ZH else "."
    return comma.join(f"{p.field or body}{space}{p.problem}" for p in problems) + stop


def _problem(one: Mapping[str, Any], language: Language) -> FieldProblem:
    kind = str(one["type"])
    place = [str(part) for part in one["loc"]]
    if kind == "json_invalid" or (place and place[0] in PLACES):
        place = [] if kind == "json_invalid" else place[1:]
    words = PROBLEMS.get(kind, OTHER)[language is Language.EN]
    return FieldProblem(printable(".".join(place)), kind, words.format_map(_Context(one.get("ctx") or {})))


def printable(name: str) -> str:
    """A field name that a caller made up, fit to be repeated: short, and only what UTF-8 can carry."""
    return "".join(c for c in name[:80] if c.isprintable())


class _Context(dict[str, Any]):
    def __missing__(self, key: str) -> str:
        return "…"
