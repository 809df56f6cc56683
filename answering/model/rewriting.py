"""The last question of a conversation made whole by the model, its proposal checked before it is used."""

from collections.abc import Callable
from dataclasses import replace

from answering.answerer import Answerer
from answering.model.client import ModelClient
from answering.model.errors import ModelFailed
from answering.model.plain_text import holds_link, plain, without_thoughts
from answering.model.prompts import Prompts
from answering.results import AskRequest

LONGEST = 200
_TRIMMED = " \t\n\"'“”「」：:"


class Rewriter:
    """Makes questions whole."""

    def __init__(self, client: ModelClient, prompts: Prompts) -> None:
        self._client, self._prompts = client, prompts

    def whole(
        self, request: AskRequest, extractive: Answerer, stopped: Callable[[], bool]
    ) -> tuple[AskRequest, ModelFailed | None]:
        """Give the request with its question made whole, or as it came where the proposal cannot be used.

        The failure of the call, where it failed, comes beside it: the model is then not asked again. Raises as
        `Answerer.gather` does: what cannot be asked is refused before the model hears of it.
        """
        if not request.messages:
            return request, None
        extractive.gather(request)
        try:
            said = self._client.text(self._prompts.rewriting(request.question, request.messages), stopped)
        except ModelFailed as error:
            return request, error
        question = accepted(said, request)
        return (
            (request, None) if question is None else (replace(request, question=question, messages=()), None)
        )


def accepted(said: str, request: AskRequest) -> str | None:
    """Give the proposal as a question, None where it is not one line of words that the conversation holds.

    Every character of it must stand in the conversation, but for a few: the model fills in, it adds nothing.
    """
    text = plain("".join(without_thoughts([said]))).strip(_TRIMMED)
    if not text or "\n" in text or len(text) > LONGEST or holds_link(text):
        return None
    known = set(request.question).union(*(turn.content for turn in request.messages)) | _ALLOWED
    if any(character.isalnum() and character not in known for character in text):
        return None
    return text


_ALLOWED = frozenset("的是什么哪些有多少怎样如何何时谁在对吗呢和与中里年月日对于关于规定要求")
