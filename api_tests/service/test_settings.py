"""The settings as the environment gives them."""

from pathlib import Path

import pytest

from retrieval.ranking import Weights
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
