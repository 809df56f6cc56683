"""Why a request is not served: who asks, what may be done, how much of it."""

from corpus.errors import ChuchuError

WAITING_SECONDS = 60
"""When to come again where work of one's own must be done first."""


class NotGuarded(ChuchuError):
    """The service would be open to everyone on an address that others can reach."""

    code = "not_guarded"

    def __init__(self, host: str) -> None:
        self.host = host
        super().__init__(
            f"没有启动：监听地址 {host} 他人可以访问，而还没有任何密钥。请先用 chuchu keys create 建立密钥，"
            "或设置受信任的反向代理（CHUCHU_ACCESS__PROXY_ADDRESSES）；"
            "确要对所有人开放，请设置 CHUCHU_ACCESS__ALLOW_OPEN=true。"
        )


class SignInNeeded(ChuchuError):
    """Nobody is known to ask."""

    code = "sign_in_needed"

    def __init__(self) -> None:
        self.headers = {"WWW-Authenticate": "Bearer"}
        super().__init__("需要密钥。程序请在 Authorization: Bearer 中给出密钥，浏览器请先登录。")


class KeyRefused(ChuchuError):
    """A key that opens nothing: unknown, expired or revoked; which, is not told."""

    code = "key_refused"

    def __init__(self) -> None:
        self.headers = {"WWW-Authenticate": 'Bearer error="invalid_token"'}
        super().__init__("密钥无效：写错了、已过期或已吊销。请核对，或向管理员索取新的密钥。")


class Forbidden(ChuchuError):
    """The caller is known and may not do this."""

    code = "forbidden"

    def __init__(self) -> None:
        super().__init__("您的角色不能做这件事。如确需要，请联系管理员。")


class CollectionForbidden(ChuchuError):
    """The caller may not write to this collection, whether it is there or not."""

    code = "collection_forbidden"

    def __init__(self, name: str) -> None:
        self.name = name
        super().__init__(f"您不能使用文件集“{name}”。请改用您有权使用的文件集。")


class TooMany(ChuchuError):
    """More requests than the caller's share; `seconds` until there is room."""

    code = "too_many_requests"

    def __init__(self, seconds: float, told: str = "请求太频繁。") -> None:
        self.seconds = max(1, -int(-seconds // 1))
        self.headers = {"Retry-After": str(self.seconds)}
        super().__init__(f"{told}请在 {self.seconds} 秒后再试。")


class TooManyTries(TooMany):
    """More keys that open nothing than one address may try; one that opens something is let in all the while."""

    def __init__(self, seconds: float) -> None:
        super().__init__(seconds, "无效的密钥试得太多。请先核对密钥，")


class DraftsWaiting(TooMany):
    """More batches and dossiers of one caller wait or run than may."""

    def __init__(self, count: int) -> None:
        self.count = count
        super().__init__(
            WAITING_SECONDS,
            f"您已有 {count} 个批量提问或素材汇编任务没有做完。请等它们完成，或取消不需要的，",
        )


class TooSlow(ChuchuError):
    """An answer did not begin in time."""

    code = "deadline_exceeded"

    def __init__(self) -> None:
        self.headers = {"Retry-After": "5"}
        super().__init__("处理超时，已停止等待。请稍后再试，或缩小范围。")


class QuotaReached(ChuchuError):
    """There is no room for more source files."""

    code = "quota_reached"

    def __init__(self) -> None:
        super().__init__(
            "存储空间已达上限，不能再上传。请管理员删除不用的文件，或调整 CHUCHU_REQUESTS__STORAGE_BYTES。"
        )
