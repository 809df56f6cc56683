"""The settings as the environment gives them."""

from pathlib import Path

import pytest

from api_tests.small_world import index, small_chuchu
from corpus.index.field_boosts import FieldBoosts
from corpus.words import INNER
from retrieval.ranking import Weights
from retrieval.results import Mode, SearchRequest
from service.settings import Settings, SettingsInvalid, read_settings


def test_everything_lies_in_the_data_folder_unless_told_otherwise(monkeypatch: pytest.MonkeyPatch) -> None:
    """Catalogue, models and indexes are under CHUCHU_DATA."""
    monkeypatch.setenv("CHUCHU_DATA", "/srv/出处")
    settings = Settings()

    assert settings.catalogue_url == "sqlite:////srv/出处/catalogue.sqlite"
    assert (settings.model_home, settings.index_home) == (Path("/srv/出处/models"), Path("/srv/出处/indexes"))
    assert (settings.host, settings.port) == ("127.0.0.1", 8000)


def test_allowed_hosts_are_names_with_commas(monkeypatch: pytest.MonkeyPatch) -> None:
    """Names are taken as a person writes them into the environment."""
    monkeypatch.setenv("CHUCHU_ALLOWED_HOSTS", "zhengce.linjiang.example, 出处.内网,")

    assert Settings().allowed_hosts == ("zhengce.linjiang.example", "出处.内网")


@pytest.mark.parametrize(("name", "value"), [("PORT", "八千"), ("DENSE_WEIGHT", "1.5"), ("DEADLINE_MS", "0")])
def test_a_setting_out_of_its_range_is_refused(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    """A value that a setting cannot have names the setting."""
    monkeypatch.setenv(f"CHUCHU_{name}", value)

    with pytest.raises(SettingsInvalid, match=f"CHUCHU_{name}"):
        read_settings()


def test_the_command_line_goes_before_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is given stands in place of the environment; None gives nothing."""
    monkeypatch.setenv("CHUCHU_PORT", "8001")

    assert (read_settings(port=8002).port, read_settings(port=None).port) == (8002, 8001)


def test_each_limit_on_a_file_can_be_set_by_its_name(monkeypatch: pytest.MonkeyPatch) -> None:
    """One limit is changed, the others keep their measured defaults; nonsense names the limit."""
    monkeypatch.setenv("CHUCHU_LIMITS__PAGES", "500")
    limits = Settings().limits

    assert (limits.pages, limits.cpu_seconds, limits.members) == (500, 30, 200)
    monkeypatch.setenv("CHUCHU_LIMITS__PAGES", "五百")
    with pytest.raises(SettingsInvalid, match="CHUCHU_LIMITS__PAGES"):
        read_settings()


def test_each_kind_of_evidence_is_weighed_by_its_name(monkeypatch: pytest.MonkeyPatch) -> None:
    """CHUCHU_RANKING__TITLE sets that weight and leaves the others as they were measured."""
    monkeypatch.setenv("CHUCHU_RANKING__TITLE", "0.35")
    ranking = read_settings().ranking

    assert (ranking.title, ranking.named) == (0.35, Weights().named)


def test_fields_of_the_word_index_weigh_as_set(monkeypatch: pytest.MonkeyPatch) -> None:
    """CHUCHU_WORD_FIELDS__TITLE sets that boost alone; one below 0, or none above, is an error that names the setting."""
    assert (FieldBoosts(), INNER) == (read_settings().word_fields, read_settings().inner_weight)
    monkeypatch.setenv("CHUCHU_WORD_FIELDS__TITLE", "0.45")
    assert FieldBoosts(title=0.45) == read_settings().word_fields
    monkeypatch.setenv("CHUCHU_WORD_FIELDS__TITLE", "-1")
    with pytest.raises(SettingsInvalid, match="CHUCHU_WORD_FIELDS"):
        read_settings()
    with pytest.raises(ValueError, match="one field"):
        FieldBoosts(0, 0, 0, 0, 0)


def test_weights_of_words_reach_the_search(tmp_path: Path) -> None:
    """With titles alone counted, a word of the body finds nothing; words inside longer ones weigh as set."""
    (tmp_path / "办法.txt").write_text("青石县林长制办法\n护林员每月巡山３次。\n", "utf-8")
    with small_chuchu(tmp_path, word_fields={"whole": 0, "title": 1}, inner_weight=0.25) as chuchu:
        index(chuchu, tmp_path / "办法.txt")
        found = {
            query: len(chuchu.search.search(SearchRequest(query, 5, mode=Mode.KEYWORD)).hits)
            for query in ("护林员", "林长制")
        }
        weights = {term.term: term.weight for term in chuchu.segmenter.weighted_terms("两个维护")}

    assert (0, True) == (found["护林员"], found["林长制"] > 0)
    assert 0.25 == weights["维护"]
