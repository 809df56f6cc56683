"""Settings of access: who is let in, how, and how much."""

import ipaddress
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, field_validator
from pydantic_settings import NoDecode

from corpus.store.keys import Role

Network = ipaddress.IPv4Network | ipaddress.IPv6Network


class Grant(BaseModel):
    """What a user or group of the proxy is: a role, and its collections (null: all)."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    role: Role
    collections: tuple[str, ...] | None = None


class AccessSettings(BaseModel):
    """The group CHUCHU_ACCESS__…; the environment names each, as CHUCHU_ACCESS__ALLOW_OPEN=true."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    allow_open: bool = Field(
        default=False, description="serve without any key on an address that others can reach"
    )
    separate_admins: bool = Field(
        default=False, description="三员分立: no admin; system, security and audit apart"
    )
    allow_classified: bool = Field(
        default=False, description="take files marked 绝密, 机密 or 秘密; only in a network approved for them"
    )
    session_hours: float = Field(default=12, gt=0, le=720, description="how long a browser stays signed in")

    proxy_addresses: Annotated[tuple[str, ...], NoDecode] = Field(
        default=(),
        description="addresses or networks of the proxy whose user header is believed, with commas",
    )
    proxy_user_header: str = Field(default="X-Remote-User", pattern=r"^[A-Za-z0-9-]{1,60}$")
    proxy_groups_header: str = Field(
        default="", pattern=r"^[A-Za-z0-9-]{0,60}$", description="groups with commas; empty: none"
    )
    proxy_address_header: str = Field(
        default="",
        pattern=r"^[A-Za-z0-9-]{0,60}$",
        description="where the proxy tells who asks it, as X-Forwarded-For; empty: the proxy's own address counts",
    )
    proxy_grants: dict[str, Grant] = Field(
        default_factory=dict,
        description='JSON: {"user:zhang": {"role": "admin"}, "group:office": {"role": "reader", '
        '"collections": ["public"]}, "*": {"role": "reader", "collections": ["public"]}}',
    )

    audit: bool = Field(default=True, description="keep the audit trail")
    audit_days: float = Field(default=180, ge=0, description="days that the audit trail is kept")

    cors_origins: Annotated[tuple[str, ...], NoDecode] = Field(
        default=(), description="origins whose pages may call the API with a key, with commas"
    )
    frame_ancestors: Annotated[tuple[str, ...], NoDecode] = Field(
        default=(), description="origins of portals that may frame the page, with commas"
    )

    @field_validator("proxy_addresses", "cors_origins", "frame_ancestors", mode="before")
    @classmethod
    def _listed(cls, value: object) -> object:
        """Take values with commas between them, as an environment variable holds them."""
        if isinstance(value, str):
            return tuple(one.strip() for one in value.split(",") if one.strip())
        return value

    @field_validator("proxy_addresses")
    @classmethod
    def _networks(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        for one in value:
            ipaddress.ip_network(one, strict=False)
        return value

    @field_validator("cors_origins", "frame_ancestors")
    @classmethod
    def _origins(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        for one in value:
            scheme, _, rest = one.partition("://")
            if scheme not in {"http", "https"} or not rest or any(sign in rest for sign in "/?#;,'\" *"):
                raise ValueError("应当是 https://主机[:端口] 这样的来源，不带路径，不能用 *")
        return value

    @field_validator("proxy_grants")
    @classmethod
    def _grants(cls, value: dict[str, Grant]) -> dict[str, Grant]:
        for name in value:
            if name != "*" and not name.startswith(("user:", "group:")):
                raise ValueError("键应当是 user:名字、group:组名 或 *")
        return value

    @property
    def proxies(self) -> tuple[Network, ...]:
        """The networks of the proxy."""
        return tuple(ipaddress.ip_network(one, strict=False) for one in self.proxy_addresses)
