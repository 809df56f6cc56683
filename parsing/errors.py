"""Why a file could not be read, said so that a clerk knows what to do."""

from enum import StrEnum
from typing import ClassVar

from corpus.errors import ChuchuError


class FailureReason(StrEnum):
    """The reason code that the outcome of a file carries."""

    UNREADABLE = "unreadable"
    EMPTY = "empty"
    ENCRYPTED = "encrypted"
    TOO_LARGE = "too_large"
    TOO_MANY_PAGES = "too_many_pages"
    UNSUPPORTED = "unsupported"
    DAMAGED = "damaged"
    HOSTILE = "hostile"
    TIMEOUT = "timeout"
    MEMORY = "memory"
    CRASHED = "crashed"
    NO_TEXT = "no_text"
    CLASSIFIED = "classified"


SENTENCES = {
    FailureReason.UNREADABLE: "打不开这个文件，请检查它是否存在、是否有读取权限。",
    FailureReason.EMPTY: "文件是空的，没有内容可读，请核对是否传错了文件。",
    FailureReason.ENCRYPTED: "文件有密码保护，请去掉密码（打开后另存为不加密的文件）再收录。",
    FailureReason.TOO_LARGE: "文件太大，超过了允许的上限，请拆分后再收录。",
    FailureReason.TOO_MANY_PAGES: "文件页数超过了允许的上限，请拆分后再收录。",
    FailureReason.UNSUPPORTED: "不支持这种格式，请另存为 .docx、.pdf、.html、.md 或 .txt 后再收录。",
    FailureReason.DAMAGED: "文件已损坏或不完整，请重新下载，或用原软件打开后另存一份再收录。",
    FailureReason.HOSTILE: "文件结构异常（例如层层嵌套或压缩炸弹），为安全起见没有读取，请核对来源。",
    FailureReason.TIMEOUT: "文件在限定时间内没有读完，请拆分，或另存为别的格式后再收录。",
    FailureReason.MEMORY: "读取文件所需内存超过了上限，请拆分，或另存为别的格式后再收录。",
    FailureReason.CRASHED: "读取文件时解析程序意外中止，其他文件不受影响；请另存为别的格式后再收录。",
    FailureReason.NO_TEXT: "文件中没有可读的文字，可能是扫描件没有文字层，请先做文字识别（OCR）再收录。",
    FailureReason.CLASSIFIED: "文件带有密级标志（绝密、机密或秘密），没有收录。涉密文件请按保密规定处理，不要上传到本系统。",
}


class ParseError(ChuchuError):
    """A file that was not read; `reason` is the code, the text a sentence in Chinese with what to do."""

    code: ClassVar[str] = "parse_failed"

    def __init__(self, reason: FailureReason, message: str | None = None) -> None:
        self.reason = reason
        self.message = message or SENTENCES[reason]
        super().__init__(self.message)


class NeedsConversion(Exception):
    """A file of a format that another program turns into a .docx first; `media_type` is the file's own."""

    def __init__(self, media_type: str) -> None:
        super().__init__(media_type)
        self.media_type = media_type
