"""The connection to a Milvus server: opened when first used, checked once, its failures told in our words."""

import logging
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from threading import Lock
from typing import TypeVar

import grpc
from pymilvus import MilvusClient, MilvusException

from embeddings.vector_errors import VectorSettingsWrong, VectorsUnavailable

URL, TOKEN, COLLECTION = "CHUCHU_VECTORS__URL", "CHUCHU_VECTORS__TOKEN", "CHUCHU_VECTORS__COLLECTION"
OLDEST = (2, 3)
NO_CONNECTION, NOT_FOUND, NOT_LOADED = 2, 100, 101
Answer = TypeVar("Answer")


@dataclass(frozen=True, slots=True)
class MilvusAddress:
    """Where the vectors are. token: `user:password`, or empty; timeout_s bounds every single call."""

    url: str
    token: str = field(default="", repr=False)
    collection: str = "chuchu"
    timeout_s: float = 2.0


class CollectionMissing(VectorsUnavailable):
    """The server has no collection of this name, or has not loaded it into memory."""


class MilvusLink:
    """One server, asked by any number of threads.

    After a failure that is no answer (`problem` tells it) nobody waits for the server again until `probe` succeeds:
    a server that hangs costs one request its time, not every one.
    """

    def __init__(self, address: MilvusAddress) -> None:
        self.address = address
        self.problem: VectorsUnavailable | None = None
        self._client: MilvusClient | None = None
        self._opening = Lock()
        # It writes a traceback for every call that fails; ours say what matters, once.
        logging.getLogger("pymilvus").setLevel(logging.CRITICAL)

    @property
    def endpoint(self) -> str:
        """Host and port, as the client library keeps the times of its own writes."""
        return re.sub(r"^\w+://", "", self.address.url).rstrip("/")

    def ask(self, question: Callable[[MilvusClient], Answer]) -> Answer:
        """Ask the server.

        Raises:
            VectorsUnavailable: it does not answer, or did not when asked last.
            VectorSettingsWrong: it does not know who asks, or is too old.
        """
        if self.problem is not None:
            raise self.problem
        return self.probe(question)

    def probe(self, question: Callable[[MilvusClient], Answer]) -> Answer:
        """Ask the server even if it did not answer when asked last; raises as `ask`."""
        try:
            answer = question(self._client or self._opened())
        except (MilvusException, grpc.RpcError) as error:
            told = self._told(error)
            if isinstance(told, VectorsUnavailable):
                self.problem = told
            raise told from error
        self.problem = None
        return answer

    def close(self) -> None:
        """Let the connection go."""
        with self._opening:
            if self._client is not None:
                self._client.close()
                self._client = None

    def _opened(self) -> MilvusClient:
        with self._opening:
            if self._client is None:
                address = self.address
                client = MilvusClient(
                    uri=address.url, token=address.token, timeout=address.timeout_s, dedicated=True
                )
                check_version(client.get_server_version(timeout=address.timeout_s))
                self._client = client
            return self._client

    def _told(self, error: Exception) -> VectorsUnavailable | VectorSettingsWrong:
        codes = {cause.code() for cause in _causes(error) if isinstance(cause, grpc.Call)}
        if grpc.StatusCode.UNAUTHENTICATED in codes:
            problem = "Milvus 不接受这个用户名和密码" if self.address.token else "Milvus 要求用户名和密码"
            return VectorSettingsWrong(TOKEN, problem, "请写成“用户名:密码”，与 Milvus 中的一致。")
        if grpc.StatusCode.DEADLINE_EXCEEDED in codes:
            return VectorsUnavailable(
                f"Milvus（{self.address.url}）在 {self.address.timeout_s:g} 秒内没有回答"
            )
        code = getattr(error, "code", None)
        if code in (NOT_FOUND, NOT_LOADED):
            name = self.address.collection
            return CollectionMissing(
                f"Milvus 中的集合 {name} {'不存在' if code == NOT_FOUND else '尚未载入'}"
            )
        if grpc.StatusCode.UNAVAILABLE in codes or code == NO_CONNECTION:
            return VectorsUnavailable(f"连接不上 Milvus（设置 {URL}：{self.address.url}）")
        said = getattr(error, "message", None) or str(error)
        return VectorsUnavailable(f"Milvus 报告：{said[:300]}")


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    """Give an error and what led to it; the client library raises errors that are their own cause."""
    seen: set[int] = set()
    while error is not None and id(error) not in seen:
        seen.add(id(error))
        yield error
        error = error.__cause__ or error.__context__


def check_version(version: str) -> None:
    """Raise VectorSettingsWrong where a server's version is older than we can use, or cannot be read."""
    found = re.search(r"(\d+)\.(\d+)", version)
    if found is None or (int(found[1]), int(found[2])) < OLDEST:
        oldest = ".".join(map(str, OLDEST))
        raise VectorSettingsWrong(
            URL,
            f"该地址的 Milvus 版本是 {version}，需要 {oldest} 或更新",
            "请升级服务器，或改用另一台的地址。",
        )
