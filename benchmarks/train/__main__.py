"""Adapt the built-in model: `python -m benchmarks.train WORK --bench FOLDER --data FOLDER`. See README.md."""

import argparse
import json
import random
from dataclasses import replace
from pathlib import Path

import torch

from benchmarks.train import (
    again,
    finishing,
    judges,
    lay,
    likeness,
    negatives,
    pairs,
    stard,
    structure,
    wording,
)
from benchmarks.train.folders import base_folder, encoder_of, model_of
from benchmarks.train.measuring import Pool, held_out, measure, narrowed
from benchmarks.train.network import WEIGHTS, Encoder
from benchmarks.train.packing import between, mean_of, pack
from benchmarks.train.rounds import FIRST, OF_ARTICLES, OF_DOCUMENTS, ROUNDS, SHIPPED, Sources
from benchmarks.train.trainer import STATE, Trainer
from benchmarks.train.upper import UpperEncoder
from embeddings.adaptation import DATA
from embeddings.openvino_encoder import OpenVinoEncoder
from embeddings.tokenizer import TextTokenizer

WORDS = Path(__file__).parents[2] / "corpus" / "data" / "everyday_words.tsv"
SHARES = (0.0, 0.5, 0.7, 0.85, 1.0)
STEPS = ("pairs", "train", "again", "choose", "finish", "judge", "pack")
FIRST_SHARE = 0.7
FINAL = "final.safetensors"


def main() -> None:
    """Run the steps that are asked for, or the whole recipe: the rounds shipped, how the last does, its file in WORK.

    By name alone: `choose`; `finish`, which is not shipped; `pack`, which changes the package.
    """
    given = _arguments()
    if "again" in (given.only or ()) and given.round not in ROUNDS:
        raise SystemExit("again: --round 2, 3 or 4")
    if given.only is None:
        _whole(given)
    for step in given.only or ():
        _DOES[step](given)


def _whole(given: argparse.Namespace) -> None:
    _pairs(given)
    _train(given)
    for given.round in range(min(ROUNDS), SHIPPED + 1):
        _again(given)
    _judge(given)
    print(pack(_weights(given), given.share, given.work / "packed"))


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("work", type=Path, help="pairs, checkpoints and figures; goes on where it stands")
    parser.add_argument("--bench", type=Path, required=True, help="folder of stard-rebuilt and the judges")
    parser.add_argument("--data", type=Path, required=True, help="data folder with indexed public documents")
    parser.add_argument("--only", nargs="+", choices=STEPS)
    parser.add_argument("--seconds", type=float, default=FIRST.limit, help="stop a round after so long")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument(
        "--round",
        type=int,
        choices=(1, *ROUNDS),
        default=1,
        help="again, choose, judge and pack of which round",
    )
    parser.add_argument("--finished", action="store_true", help="judge and pack what `finish` made")
    parser.add_argument(
        "--share", type=float, default=1.0, help="for judge and pack: how much of the whole change"
    )
    return parser.parse_args()


def _pairs(given: argparse.Namespace) -> None:
    if (given.work / "pairs").exists():
        return
    encoder = OpenVinoEncoder(base_folder(given.work))
    bench = given.bench / "stard-rebuilt"
    pool = _pool(stard.gather(bench), stard.test_articles(bench))
    of_articles = negatives.mine(_about_articles(given, OF_ARTICLES), pool, encoder)
    of_documents = negatives.mine(_about_documents(given, OF_DOCUMENTS), [], encoder)
    pairs.write(pairs.join((of_articles, of_documents)), given.work / "pairs")


def _about_articles(given: argparse.Namespace, own: Sources) -> pairs.Gathered:
    """STARD's questions, official words in everyday ones, and our questions."""
    bench = given.bench / "stard-rebuilt"
    left_out = stard.test_articles(bench)
    articles = stard.read_articles(bench)
    said = wording.gather(WORDS, articles, left_out, most=1200)
    asked = (lay.gather(articles, left_out, path, source) for path, source in own)
    return pairs.join((stard.gather(bench), said, *asked))


def _about_documents(given: argparse.Namespace, own: Sources) -> pairs.Gathered:
    """Headings and sentences of official documents, and our questions."""
    judged = structure.judged_documents([given.bench / "policy-qa", given.bench / "hard-qa"])
    asked = (lay.gather_policy(given.data, judged, path, source) for path, source in own)
    return pairs.join((_some(structure.gather(given.data, judged)), *asked))


def _pool(questions: pairs.Gathered, answers: frozenset[str], others: int = 4000) -> list[str]:
    """All articles that answer, all of the same laws, and some others."""
    right = {name for pair in questions.pairs for name in pair.right} | answers
    laws = {stard.law_of(questions.texts[name]) for name in right}
    near = [name for name, text in questions.texts.items() if stard.law_of(text) in laws]
    return [*near, *random.Random(1).sample(sorted(questions.texts), others)]


def _some(gathered: pairs.Gathered) -> pairs.Gathered:
    """As many pairs of each kind as the shares of a batch use up; the texts of all."""
    chance = random.Random(1)
    most = {structure.HEADING: 1600, structure.SENTENCE: 900}
    kept = []
    for source, count in most.items():
        found = [pair for pair in gathered.pairs if pair.source == source]
        kept += chance.sample(found, min(count, len(found)))
    return pairs.Gathered(tuple(kept), gathered.texts)


def _train(given: argparse.Namespace) -> None:
    torch.set_num_threads(given.threads)
    torch.manual_seed(1)
    folder = base_folder(given.work)
    plan = replace(FIRST, limit=given.seconds)
    tokenizer = TextTokenizer(folder / "tokenizer.json", 512)
    Trainer(Encoder(folder), tokenizer, pairs.read(given.work / "pairs"), plan, given.work / "run").run()


def _again(given: argparse.Namespace) -> None:
    """Go on from what the round before gave, with more questions and wrong passages of its own."""
    torch.set_num_threads(given.threads)
    torch.manual_seed(given.round)
    one = ROUNDS[given.round]
    before = given.work / _run(given.round - 1) / STATE
    folder = model_of(before, one.begin, given.work / f"begun-{given.round}")
    target = _pairs_of(given)
    if not target.exists():
        groups = _about_articles(given, one.articles), _about_documents(given, one.documents)
        pairs.write(again.mined(groups, OpenVinoEncoder(folder)), target)
    tokenizer = TextTokenizer(folder / "tokenizer.json", 512)
    plan = replace(one.plan, limit=given.seconds)
    run = given.work / _run(given.round)
    Trainer(Encoder(folder), tokenizer, pairs.read(target), plan, run, one.shares, one.apart).run()


def _run(number: int) -> str:
    return "run" if number == 1 else f"run-{number}"


def _pairs_of(given: argparse.Namespace) -> Path:
    return Path(given.work / ("pairs" if given.round == 1 else f"pairs-{given.round}"))


def _choose(given: argparse.Namespace) -> None:
    """Print how each share does on the pairs that were kept aside: what a share is chosen by."""
    pool = held_out(pairs.read(_pairs_of(given)))
    for share in SHARES:
        with encoder_of(_weights(given), share) as encoder:
            print(share, json.dumps(measure(pool, encoder)), flush=True)


def _finish(given: argparse.Namespace) -> None:
    """Train the upper layers of what the first training gave, at the share of it that is kept."""
    torch.set_num_threads(given.threads)
    torch.manual_seed(1)
    folder = model_of(given.work / "run" / STATE, FIRST_SHARE, given.work / "first")
    tokenizer = TextTokenizer(folder / "tokenizer.json", 512)
    gathered = pairs.read(given.work / "pairs")
    asked = {pair.right[0] for pair in gathered.pairs if pair.source in finishing.SHARES}
    articles = stard.read_articles(given.bench / "stard-rebuilt")
    copies = likeness.alike(articles, asked & articles.keys())
    plan = replace(finishing.PLAN, limit=given.seconds)
    target = given.work / "finished"
    finishing.Finisher(UpperEncoder(folder), tokenizer, gathered, copies, target, plan).run()
    kept = [state for step in finishing.KEPT if (state := finishing.kept_at(target, step)).exists()]
    mean_of(kept or [target / STATE], target / "mean.safetensors")
    between(folder / WEIGHTS, target / "mean.safetensors", finishing.SHARE, given.work / FINAL)


def _weights(given: argparse.Namespace) -> Path:
    if given.finished:
        return Path(given.work / FINAL)
    return Path(given.work / _run(given.round) / STATE)


def _judge(given: argparse.Namespace) -> None:
    """Print how base and adapted model do on the judges, the dense side alone, on pools."""
    base = OpenVinoEncoder(base_folder(given.work))
    with encoder_of(_weights(given), given.share) as adapted:
        for name, pool in _judges(given).items():
            near = narrowed(pool, base, best=20, others=500)
            figures = {"base": measure(near, base), "adapted": measure(near, adapted)}
            print(name, len(near.texts), json.dumps(figures), flush=True)


def _judges(given: argparse.Namespace) -> dict[str, Pool]:
    passages = judges.passages_of(given.data)
    return {
        "policy-qa": judges.of_passages(given.bench / "policy-qa", passages),
        "hard-qa": judges.of_passages(given.bench / "hard-qa", passages),
        "stard-rebuilt": judges.of_records(given.bench / "stard-rebuilt", "test"),
        "cmrc2018": judges.of_records(given.bench / "cmrc2018"),
        "drcd-traditional": judges.of_records(given.bench / "drcd-traditional"),
    }


def _pack(given: argparse.Namespace) -> None:
    print(pack(_weights(given), given.share, DATA))


_DOES = {
    "pairs": _pairs,
    "train": _train,
    "again": _again,
    "choose": _choose,
    "finish": _finish,
    "judge": _judge,
    "pack": _pack,
}


if __name__ == "__main__":
    main()
