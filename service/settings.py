"""Settings of one data folder: environment `CHUCHU_…`, else the default."""

from pathlib import Path

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict


class Settings(BaseSettings):
    """Every setting, with its unit; read once by the composition root and passed on as values."""

    model_config = SettingsConfigDict(env_prefix="CHUCHU_", frozen=True, extra="ignore")

    data: Path = Field(default=Path("data"), description="folder that holds everything")
    database_url: str | None = Field(default=None, description="catalogue; a SQLite file in the data folder")
    host: str = "127.0.0.1"
    port: int = Field(default=8000, ge=0, le=65535)
    allowed_hosts: tuple[str, ...] = Field(
        default=(), description="names besides localhost by which the service may be called; * for any"
    )

    model: str = Field(default="builtin", description="builtin, a folder, or a sentence-transformers name")
    models_folder: Path | None = Field(default=None, description="where the built-in model is kept")
    device: str = Field(default="cpu", description="device of a sentence-transformers model")
    allow_download: bool = Field(default=False, description="may a named model be fetched from a hub")

    dense_weight: float = Field(default=0.55, ge=0, le=1, description="share of the dense side in the fusion")
    candidates: int = Field(default=100, ge=10, le=1000, description="hits taken from each side")
    deadline_ms: float = Field(default=2000, gt=0, description="time a search may take, milliseconds")
    query_max: int = Field(default=500, description="characters of a query")

    passage_max: int = Field(default=600, ge=100, le=600, description="characters of a passage at most")
    max_upload_bytes: int = Field(default=50 << 20, description="bytes of an uploaded or indexed file")
    parse_seconds: int = Field(default=60, description="wall clock of one parse, seconds")
    parse_memory_bytes: int = Field(default=1 << 30, description="address space of one parse, bytes")

    poll_seconds: float = Field(default=0.5, gt=0, description="how often followers look for changes")
    save_seconds: float = Field(default=30, gt=0, description="vectors are saved at most this often")
    keep_removed_seconds: float = Field(default=600, ge=0, description="before removed rows are purged")
    lease_seconds: float = Field(default=30, gt=0, description="an indexing run is taken for dead after this")

    @property
    def catalogue_url(self) -> str:
        """The catalogue's SQLAlchemy URL."""
        return self.database_url or f"sqlite:///{(self.data / 'catalogue.sqlite').resolve()}"

    @property
    def model_home(self) -> Path:
        """The folder that holds the built-in model's folder."""
        return self.models_folder or self.data / "models"

    @property
    def index_home(self) -> Path:
        """The folder of the derived indexes; deleting it loses nothing but time."""
        return self.data / "indexes"
