"""Settings of a vector store that several processes share; without a URL the vectors lie in the data folder."""

import re
from urllib.parse import urlsplit

from pydantic import BaseModel, ConfigDict, Field, SecretStr, field_validator


class VectorSettings(BaseModel):
    """The group CHUCHU_VECTORS__…; `url` names a Milvus server, 2.3 or newer."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    url: str = Field(default="", description="Milvus server, as http://127.0.0.1:19530; none: in the folder")
    token: SecretStr = Field(
        default_factory=lambda: SecretStr(""), description="user:password, where the server asks for them"
    )
    collection: str = Field(default="chuchu", description="collection there; one for each catalogue")
    timeout_s: float = Field(default=2, gt=0, le=60, description="wait for one answer, seconds")

    @field_validator("url")
    @classmethod
    def _is_address(cls, url: str) -> str:
        if not url:
            return url
        parts = urlsplit(url)
        if parts.scheme not in {"http", "https"} or not parts.hostname or not parts.port:
            raise ValueError("应当写成 http://主机:端口，例如 http://127.0.0.1:19530")
        if "@" in parts.netloc:
            raise ValueError("不要在地址里写用户名和密码，请用 CHUCHU_VECTORS__TOKEN")
        return url.rstrip("/")

    @field_validator("collection")
    @classmethod
    def _is_name(cls, name: str) -> str:
        if not re.fullmatch(r"[A-Za-z_][A-Za-z0-9_]{0,254}", name):
            raise ValueError("集合名称由字母、数字和下划线组成，不以数字开头，最多255个字符")
        return name
