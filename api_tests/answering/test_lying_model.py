"""A model that lies in twenty-five ways, over two hundred answers: not one lie is delivered as supported."""

import random
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from answering.answers import Answers
from answering.results import Answer, AskRequest, Generator, Status
from api_tests.answering.liar import LIES, Rule, rules, write_rules
from api_tests.model_server import Asked, ModelServer, model_server
from api_tests.small_world import SmallChuchu, index, small_chuchu
from service.building.model import build_answers
from service.settings_answers import AnswerSettings

ANSWERS = 200
RULES = 20


class Liar:
    """Tells one true sentence and two lies of each rule asked about, with citations real, wrong and invented."""

    def __init__(self, made: list[Rule]) -> None:
        self.rules = {rule.question: rule for rule in made}
        self.others = made
        self.draw = random.Random(5)
        self.lies: dict[str, str] = {}
        self.true: set[str] = set()

    def __call__(self, asked: Asked) -> str:
        rule, draw = self.rules[asked.question], self.draw
        other = draw.choice([one for one in self.others if one is not rule])
        numbers = [*asked.evidence, 77, 0]
        told = []
        for kind in draw.sample(sorted(LIES), 2):
            lie = LIES[kind](rule, other, draw)
            self.lies[lie] = kind
            told.append(f"{lie}[{draw.choice(numbers)}]")
        truth = draw.choice([rule.fine, rule.duty, rule.rounds])
        self.true.add(truth)
        told.append(f"{truth}[{draw.choice(numbers)}]")
        draw.shuffle(told)
        return "".join(told)


@pytest.fixture(scope="module")
def made() -> list[Rule]:
    return rules(RULES)


@pytest.fixture(scope="module")
def chuchu(tmp_path_factory: pytest.TempPathFactory, made: list[Rule]) -> Iterator[SmallChuchu]:
    folder = tmp_path_factory.mktemp("liar")
    with small_chuchu(folder) as opened:
        index(opened, write_rules(folder / "办法", made))
        yield opened


def answers_from(chuchu: SmallChuchu, server: ModelServer, **settings: object) -> Answers:
    given = AnswerSettings.model_validate(
        {"model_url": server.url, "model": "m", "timeout_s": 30, **settings}
    )
    return build_answers(chuchu.answerer, chuchu.forms, given)


def asked(answers: Answers, made: list[Rule], count: int) -> list[Answer]:
    return [
        answers.answer(AskRequest(made[n % len(made)].question, generator=Generator.MODEL))
        for n in range(count)
    ]


@pytest.mark.slow
def test_no_lie_is_delivered_as_supported(chuchu: SmallChuchu, made: list[Rule]) -> None:
    """Of 400 lies in 200 answers none comes through; true sentences do, each with a passage that holds it."""
    liar = Liar(made)
    with model_server(liar) as server:
        told = asked(answers_from(chuchu, server), made, ANSWERS)
    sentences = [(answer, sentence) for answer in told for sentence in answer.sentences]
    written = [(a, s) for a, s in sentences if a.generator_used is Generator.MODEL]

    assert len(server.asked) == ANSWERS
    assert {liar.lies[s.text] for _, s in sentences if s.text in liar.lies} == set()
    assert [s.text for _, s in written if s.text not in liar.true] == []
    assert [s.text for _, s in sentences if not s.citations or not s.supported] == []
    assert [s.text for a, s in sentences if not _stands(a, s.citations, s.text)] == []
    assert len(written) >= 0.85 * ANSWERS


@pytest.mark.slow
def test_lies_can_be_shown_marked(chuchu: SmallChuchu, made: list[Rule]) -> None:
    """Where it is set so, what no passage supports is shown, told as such and without a citation."""
    liar = Liar(made)
    with model_server(liar) as server:
        told = asked(answers_from(chuchu, server, unsupported="mark"), made, 20)
    sentences = [s for answer in told for s in answer.sentences if answer.generator_used is Generator.MODEL]
    kinds = Counter(s.supported for s in sentences)

    assert kinds[False] > 10
    assert [s.text for s in sentences if s.supported and s.text not in liar.true] == []
    assert [s.text for s in sentences if not s.supported and s.citations] == []
    assert all("（未找到依据）" in a.text for a in told if any(not s.supported for s in a.sentences))


def test_an_answer_of_lies_alone_becomes_the_sources_own_words(chuchu: SmallChuchu, made: list[Rule]) -> None:
    """Where nothing stands up to the check, the extractive answer comes and says why."""
    with model_server(lambda asked: "全部免罚。[1]凡举报者奖励一百万元。[2]") as server:
        answer = asked(answers_from(chuchu, server), made, 1)[0]

    assert (answer.status, answer.generator_used) == (Status.ANSWERED, Generator.EXTRACTIVE)
    assert "没有通过出处核对" in (answer.reason or "")


def test_what_the_sources_do_not_say_never_reaches_the_model(tmp_path: Path) -> None:
    """A refusal stands before a model is asked: it can refuse more, never less."""
    with small_chuchu(tmp_path) as empty, model_server(lambda asked: "罚款五千元。[1]") as server:
        index(empty, write_rules(tmp_path / "办法", []))
        answer = answers_from(empty, server).answer(AskRequest("罚款多少？", generator=Generator.MODEL))

    assert answer.status is Status.INSUFFICIENT
    assert server.asked == []


def _stands(answer: Answer, numbers: tuple[int, ...], text: str) -> bool:
    passages = {one.number: one.citation.text for one in answer.citations}
    return any(text.rstrip("。") in passages[number] for number in numbers)
