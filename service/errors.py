"""Errors of the service itself: what a caller asked that cannot be done. Their status and English are in the table."""

from corpus.errors import ChuchuError


class CitationUnknown(ChuchuError):
    """A citation code that was never issued."""

    code = "citation_unknown"

    def __init__(self, citation_code: str) -> None:
        self.citation_code = citation_code
        super().__init__("没有这个出处代码。请检查链接是否抄录完整。")


class UploadConflict(ChuchuError):
    """A file of this name with other bytes is there already."""

    code = "upload_conflict"

    def __init__(self, name: str) -> None:
        self.name = name
        super().__init__(
            f"已有同名但内容不同的文件“{name}”。如要以新文件替换，请选择“替换同名文件”（replace=true）。"
        )


class UploadEmpty(ChuchuError):
    """An upload without a file, or a file without a byte."""

    code = "upload_empty"

    def __init__(self, name: str | None = None) -> None:
        self.name = name
        what = f"文件“{name}”是空的" if name else "没有收到文件"
        super().__init__(f"{what}。请选择至少一个有内容的文件再上传。")


class ResultMissing(ChuchuError):
    """A job that has no result."""

    code = "result_missing"

    def __init__(self, job_id: str) -> None:
        self.job_id = job_id
        super().__init__("这个任务没有结果文件：还没有做完、未成功，或结果已过保存期。请查看任务的状态。")


class UploadTooLarge(ChuchuError):
    """More bytes than an upload may have."""

    code = "too_large"

    def __init__(self, limit: int, name: str | None = None) -> None:
        self.limit, self.name = limit, name
        self.megabytes = max(1, limit >> 20)
        super().__init__(f"内容太大：一次最多 {self.megabytes} MB。请拆分后再上传。")


class UploadNameInvalid(ChuchuError):
    """A file name that leaves nothing to call the file by."""

    code = "upload_name_invalid"

    def __init__(self, name: str) -> None:
        self.name = name
        super().__init__("文件名不可用。请换一个普通的文件名再上传。")


class HostNotAllowed(ChuchuError):
    """The service was called by a name it does not go by."""

    code = "host_not_allowed"

    def __init__(self) -> None:
        super().__init__(
            "不接受以这个主机名访问。请改用本机地址，或由管理员把该名称加入 CHUCHU_ALLOWED_HOSTS。"
        )


class Overloaded(ChuchuError):
    """More searches at once than the machine can answer in time."""

    code = "overloaded"

    def __init__(self, seconds: float) -> None:
        self.headers = {"Retry-After": str(max(1, round(seconds)))}
        super().__init__("查询太多，服务一时忙不过来。请稍后再试。")


class CrossSite(ChuchuError):
    """A page of another site tried to change something here."""

    code = "cross_site"

    def __init__(self) -> None:
        super().__init__("拒绝来自其他网站页面的修改请求。请在本服务的页面上操作。")


class ChatModelUnknown(ChuchuError):
    """A chat client asks for a model that is not one of ours."""

    code = "model_not_found"

    def __init__(self, name: str) -> None:
        self.name = name[:80]
        super().__init__(
            "没有这个模型。可用的模型见 /v1/models：chuchu 给出原文，chuchu-model 由语言模型作答。"
        )
