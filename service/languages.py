"""Chinese or English: what a caller asks for."""

from enum import StrEnum


class Language(StrEnum):
    """The languages the service speaks."""

    ZH = "zh"
    EN = "en"


def accepted_language(header: str) -> Language:
    """English where an Accept-Language header prefers it, else Chinese.

    >>> accepted_language("en-GB,en;q=0.9,zh;q=0.8")
    <Language.EN: 'en'>
    """
    weights = {Language.ZH: 0.0, Language.EN: 0.0}
    for part in header.split(",")[:20]:
        name, _, parameter = part.strip().partition(";")
        primary = name.strip().lower().partition("-")[0]
        if primary in (Language.ZH, Language.EN):
            language = Language(primary)
            weights[language] = max(weights[language], _weight(parameter))
    return Language.EN if weights[Language.EN] > weights[Language.ZH] else Language.ZH


def _weight(parameter: str) -> float:
    name, _, value = parameter.strip().partition("=")
    if name != "q":
        return 1.0
    try:
        return min(1.0, max(0.0, float(value)))
    except ValueError:
        return 0.0
