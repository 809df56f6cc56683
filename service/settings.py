"""Settings of one data folder: environment `CHUCHU_…`, else the default."""

from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, ValidationError, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from corpus.errors import ChuchuError
from corpus.index.field_boosts import FieldBoosts
from corpus.word_weights import INNER
from parsing.limits import Limits
from retrieval.balance import Balance
from retrieval.ranking import Weights
from service.settings_access import AccessSettings
from service.settings_answers import AnswerSettings
from service.settings_drafts import DraftSettings
from service.settings_limits import LimitSettings
from service.settings_load import LoadSettings
from service.settings_logs import LogSettings
from service.settings_ray import RaySettings
from service.settings_rerank import RerankSettings
from service.settings_vectors import VectorSettings


class SettingsInvalid(ChuchuError):
    """A setting holds a value that it cannot have."""

    code = "settings_invalid"

    def __init__(self, name: str, problem: str) -> None:
        self.name, self.problem = name, problem
        super().__init__(f"设置 {name} 有误：{problem}。请改正环境变量或命令行选项后再试。")


class Settings(BaseSettings):
    """Every setting, with its unit; read once by the composition root and passed on as values."""

    model_config = SettingsConfigDict(
        env_prefix="CHUCHU_", env_nested_delimiter="__", frozen=True, extra="ignore"
    )

    data: Path = Field(default=Path("data"), description="folder that holds everything")
    database_url: str | None = Field(
        default=None,
        description="catalogue: postgresql://user:password@host/database; else a SQLite file in the data folder",
    )
    shared: Path | None = Field(
        default=None,
        description="folder of source files, uploads, drafts and recognised pages that all services of one "
        "catalogue see at this same path; else the data folder",
    )
    host: str = "127.0.0.1"
    port: int = Field(default=8000, ge=0, le=65535)
    allowed_hosts: Annotated[tuple[str, ...], NoDecode] = Field(
        default=(),
        description="names besides localhost by which the service may be called, with commas; * for any",
    )
    questions: Path | None = Field(default=None, description="example questions of the page, one a line")

    vectors: VectorSettings = Field(
        default_factory=VectorSettings,
        description="a vector store that several processes share: CHUCHU_VECTORS__URL",
    )

    model: str = Field(
        default="builtin", description="builtin, builtin-base, a folder, or a sentence-transformers name"
    )
    models_folder: Path | None = Field(default=None, description="where the built-in model is kept")
    device: str = Field(default="cpu", description="device of a sentence-transformers model")
    allow_download: bool = Field(default=False, description="may a named model be fetched from a hub")

    dense_weight: float | None = Field(
        default=None,
        ge=0,
        le=1,
        description="share of the dense side in the fusion, fixed; else by the query",
    )
    balance: Balance = Field(
        default=Balance(),
        description="the share of the dense side by the query: CHUCHU_BALANCE__UNWORDED=0.8",
    )
    everyday_weight: float = Field(default=0.8, ge=0, le=1, description="of official words for everyday ones")
    abbreviation_weight: float = Field(default=0.5, ge=0, le=1, description="of what abbreviations stand for")
    inner_weight: float = Field(
        default=INNER, gt=0, le=1, description="of words inside longer words of a query"
    )
    word_fields: FieldBoosts = Field(
        default=FieldBoosts(), description="what a word counts in each field: CHUCHU_WORD_FIELDS__TITLE=0.2"
    )
    ranking: Weights = Field(
        default=Weights(), description="what each kind of evidence weighs, by name: CHUCHU_RANKING__TITLE=0.2"
    )
    candidates: int = Field(default=100, ge=10, le=1000, description="hits taken from each side")
    deadline_ms: float = Field(default=2000, gt=0, description="time a search may take, milliseconds")
    query_max: int = Field(default=500, description="characters of a query")
    load: LoadSettings = Field(
        default_factory=LoadSettings,
        description="how many searches run and wait, each by name: CHUCHU_LOAD__WAITING=64",
    )

    drafts: DraftSettings = Field(
        default_factory=DraftSettings, description="what is written for drafters: CHUCHU_DRAFTS__WORKERS=4"
    )
    answers: AnswerSettings = Field(
        default_factory=AnswerSettings,
        description="the language model, where there is one: CHUCHU_ANSWERS__MODEL_URL",
    )

    rerank: RerankSettings = Field(
        default_factory=RerankSettings,
        description="the best hits read once more by a cross-encoder: CHUCHU_RERANK__MODEL",
    )

    access: AccessSettings = Field(
        default_factory=AccessSettings, description="who is let in: CHUCHU_ACCESS__ALLOW_OPEN"
    )
    requests: LimitSettings = Field(
        default_factory=LimitSettings, description="times, rates, storage: CHUCHU_REQUESTS__PER_SECOND"
    )

    logs: LogSettings = Field(
        default_factory=LogSettings, description="what is logged: CHUCHU_LOGS__FORM=json"
    )

    max_upload_bytes: int = Field(default=50 << 20, description="bytes of an uploaded or indexed file")
    confine: bool = Field(
        default=True, description="read files under bubblewrap where it is installed and works"
    )
    limits: Limits = Field(
        default=Limits(), description="what one file may cost, each by name: CHUCHU_LIMITS__PAGES=500"
    )

    ocr: Literal["auto", "off"] = Field(
        default="auto", description="recognise the text of pages that are pictures; off: such files fail"
    )
    ocr_threads: int = Field(default=1, ge=1, le=64, description="threads of text recognition")

    poll_seconds: float = Field(default=0.5, gt=0, description="how often followers look for changes")
    stale_seconds: float = Field(
        default=0,
        ge=0,
        description="a service that lacks a change for longer says at /readyz that it is not ready, so that a proxy "
        "asks another; 0: it answers at its own, earlier view however old",
    )
    save_seconds: float = Field(default=30, gt=0, description="vectors are saved at most this often")
    keep_removed_seconds: float = Field(default=600, ge=0, description="before removed rows are purged")
    lease_seconds: float = Field(
        default=30, gt=0, le=600, description="an indexing run is taken for dead after this"
    )

    ray: RaySettings = Field(
        default_factory=RaySettings, description="chuchu index --ray: CHUCHU_RAY__CPUS_PER_WORKER"
    )

    @field_validator("allowed_hosts", mode="before")
    @classmethod
    def _names(cls, value: object) -> object:
        """Take names with commas between them, as an environment variable holds them."""
        return (
            tuple(name.strip() for name in value.split(",") if name.strip())
            if isinstance(value, str)
            else value
        )

    @property
    def catalogue_url(self) -> str:
        """The catalogue's SQLAlchemy URL."""
        return self.database_url or f"sqlite:///{self.catalogue_file.resolve()}"

    @property
    def catalogue_file(self) -> Path:
        """The file of the catalogue, where no `database_url` is set."""
        return self.data / "catalogue.sqlite"

    @property
    def shared_home(self) -> Path:
        """The folder of what is no index and not in the catalogue: source files, uploads, drafts, recognised pages."""
        return self.shared or self.data

    @property
    def model_home(self) -> Path:
        """The folder that holds the built-in model's folder."""
        return self.models_folder or self.data / "models"

    @property
    def index_home(self) -> Path:
        """The folder of the derived indexes; deleting it loses nothing but time."""
        return self.data / "indexes"


def read_settings(**given: object) -> Settings:
    """Give the settings of the environment, with what is given and not None instead.

    Raises:
        SettingsInvalid: a setting cannot be read; it names the first.
    """
    try:
        settings = Settings()
        return Settings.model_validate(
            {**settings.model_dump(), **{name: value for name, value in given.items() if value is not None}}
        )
    except ValidationError as error:
        wrong = error.errors()[0]
        name = "__".join(str(part) for part in wrong["loc"]).upper()
        raise SettingsInvalid(f"CHUCHU_{name}", f"{wrong['msg']}（给出的是 {wrong['input']!r}）") from error
