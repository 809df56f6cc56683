"""Builds what lets a language model write answers, where one is configured."""

from answering.answerer import Answerer
from answering.answers import Answers
from answering.model.client import ModelClient
from answering.model.normal_form import Normalizer
from answering.model.prompts import Prompts
from answering.model.verification import Verifier
from answering.model.writer import ModelWriter
from corpus.forms import TextForms
from service.settings_answers import AnswerSettings


def build_answers(extractive: Answerer, forms: TextForms, settings: AnswerSettings) -> Answers:
    """Give the one door to answers; nothing of a model is loaded or called before it is asked for."""
    endpoint = settings.endpoint
    if endpoint is None:
        return Answers(extractive, None)
    writer = ModelWriter(extractive, ModelClient(endpoint), Prompts.read(), Verifier(Normalizer(forms)))
    return Answers(extractive, writer)
