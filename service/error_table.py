"""One table: which status and code each exception gets, and what it says in Chinese and English."""

from collections.abc import Mapping
from dataclasses import dataclass

from fastapi.exceptions import RequestValidationError

from answering import errors as answering
from corpus.errors import ChuchuError
from corpus.store import errors as store
from corpus.store import files, job_errors, keys
from drafting import batch_columns, drafts, file_forms, outlines, phrase_errors, questions
from embeddings.vector_errors import VectorsUnavailable
from parsing.errors import ParseError
from retrieval import query
from retrieval.readers import IndexesBusy
from service import errors
from service.access import errors as access


@dataclass(frozen=True, slots=True)
class ErrorRow:
    """How an exception is told.

    `zh` is None where the exception's own sentence is the Chinese message. Templates name attributes of the
    exception; `shown` are those that go into `detail`. `code` is None where the class carries it.
    """

    status: int
    en: str
    zh: str | None = None
    code: str | None = None
    shown: tuple[str, ...] = ()


INTERNAL = ErrorRow(
    500,
    "Something went wrong inside the service. Quote the request id to your administrator.",
    "服务内部出错。请把请求编号告诉管理员。",
    "internal_error",
)

TABLE: Mapping[type[Exception], ErrorRow] = {
    Exception: INTERNAL,
    ChuchuError: INTERNAL,
    RequestValidationError: ErrorRow(
        422, "The request does not fit: {problems}", "请求不合要求：{problems}", "invalid_request"
    ),
    VectorsUnavailable: ErrorRow(
        503,
        "Search by meaning is out for now: its store of vectors does not answer. Search by words goes on"
        " (mode keyword or hybrid); nothing is lost.",
        "语义检索暂时不可用：向量库没有回答。字词检索照常（检索方式选“关键词”或“综合”），数据没有丢失。",
    ),
    phrase_errors.ChineseFontMissing: ErrorRow(
        503, "This system has no Chinese font to draw a PNG with; take the SVG."
    ),
    phrase_errors.PhraseInvalid: ErrorRow(
        422, "A phrase has 1 to 100 characters, and not only punctuation.", shown=("phrase",)
    ),
    drafts.DraftEmpty: ErrorRow(422, "The draft holds no text."),
    drafts.DraftTooLong: ErrorRow(
        422,
        "The draft has {length} characters; at most {limit} are checked at once.",
        shown=("length", "limit"),
    ),
    drafts.DraftNotAnnotated: ErrorRow(
        422, "This Word file cannot be written again; save it anew in Word, or take the result as JSON."
    ),
    ParseError: ErrorRow(422, "The file cannot be read ({reason}).", shown=("reason",)),
    query.QueryEmpty: ErrorRow(422, "The query is empty. Enter what to search for."),
    query.QueryTooLong: ErrorRow(
        422, "The query has {length} characters; at most {limit} are taken.", shown=("length", "limit")
    ),
    answering.QuestionEmpty: ErrorRow(422, "The question is empty. Enter what to ask."),
    answering.QuestionTooLong: ErrorRow(
        422, "The question has {length} characters; at most {limit} are taken.", shown=("length", "limit")
    ),
    answering.ConversationTooLong: ErrorRow(
        422, "The conversation has {length} characters; at most {limit} are taken.", shown=("length", "limit")
    ),
    store.DocumentUnknown: ErrorRow(
        404, "No such document: the id is wrong, or it was removed.", shown=("document_id",)
    ),
    store.PassageUnknown: ErrorRow(
        404,
        "No such passage: the id is wrong, or its document was updated or removed. Use the citation code.",
        shown=("passage_id",),
    ),
    store.InvalidFilter: ErrorRow(
        422, "The filter {field} has a value that cannot be read.", shown=("field",)
    ),
    store.InvalidDocument: ErrorRow(
        422, "It holds what cannot be stored, such as a NUL or half a character."
    ),
    store.InvalidCorrection: ErrorRow(422, "The fact {fact} cannot take this value.", shown=("fact",)),
    store.InvalidCollection: ErrorRow(422, "No collection can have this name.", shown=("name",)),
    store.CatalogueBusy: ErrorRow(
        503,
        "The catalogue is being written by another process; try again.",
        "目录正被另一个进程写入，请稍后再试。",
    ),
    store.CatalogueFull: ErrorRow(507, "The disk is full.", "磁盘已满，无法写入。请管理员腾出空间后重试。"),
    store.CatalogueUnwritable: ErrorRow(
        503,
        "The catalogue cannot be opened for writing.",
        "目录数据库无法打开或无权写入。请管理员检查数据文件夹。",
    ),
    store.CatalogueUnreachable: ErrorRow(
        503,
        "The database server does not answer; try again in a moment. An administrator should look whether it runs.",
        "目录数据库暂时连接不上，请稍后再试。请管理员检查数据库服务器；恢复后会自动重新连接，已保存的内容不受影响。",
    ),
    store.CatalogueRefused: ErrorRow(
        503,
        "The database server refuses the service; an administrator must check CHUCHU_DATABASE_URL.",
        "目录数据库拒绝了连接。请管理员检查 CHUCHU_DATABASE_URL 中的用户名、密码与数据库名称。",
    ),
    store.InvalidText: ErrorRow(422, "The text holds a character that cannot be stored or looked up."),
    store.CatalogueDamaged: ErrorRow(
        503,
        "The catalogue is damaged; an administrator must restore it from a backup.",
        "目录数据库已损坏。请管理员停止服务，用 chuchu restore 从备份恢复。",
    ),
    store.VerbatimError: ErrorRow(
        500,
        "A stored passage differs from its source and is not shown; run chuchu doctor.",
        shown=("document_id", "passage_id"),
    ),
    store.MissingVectors: ErrorRow(503, "Vectors are missing; run chuchu reindex."),
    errors.CitationUnknown: ErrorRow(404, "No such citation code was ever issued.", shown=("citation_code",)),
    job_errors.JobUnknown: ErrorRow(
        404, "No such job: the id is wrong, or its record was cleared.", shown=("job_id",)
    ),
    job_errors.JobStateConflict: ErrorRow(
        409, "The job is {state}; this cannot be done to it now.", shown=("job_id", "state")
    ),
    job_errors.LeaseHeld: ErrorRow(503, "Another indexing run is under way; try again later."),
    files.SourceMissing: ErrorRow(
        500, "The stored source file is missing; an administrator should run chuchu doctor."
    ),
    IndexesBusy: ErrorRow(503, "The indexes are being updated by another process; try again."),
    errors.UploadConflict: ErrorRow(
        409,
        "A file named “{name}” with other content is there already; send replace=true to replace it.",
        shown=("name",),
    ),
    errors.UploadEmpty: ErrorRow(422, "No file with content was received.", shown=("name",)),
    errors.UploadTooLarge: ErrorRow(
        413, "Too large: at most {megabytes} MB at a time.", shown=("limit", "name")
    ),
    errors.UploadNameInvalid: ErrorRow(
        422, "The file name cannot be used; choose a plain one.", shown=("name",)
    ),
    file_forms.FormUnknown: ErrorRow(
        422, "Cannot be written as “{asked}”. Possible: {possible}.", shown=("asked", "possible")
    ),
    errors.ChatModelUnknown: ErrorRow(404, "No such model; see /v1/models."),
    errors.ResultMissing: ErrorRow(
        409, "The job has no result: it has not ended, failed, or its result was cleared.", shown=("job_id",)
    ),
    questions.NoQuestions: ErrorRow(422, "No question was found: one a line, or a column named question."),
    questions.TooManyQuestions: ErrorRow(
        422, "{count} questions; at most {limit} at a time.", shown=("count", "limit")
    ),
    batch_columns.ColumnUnknown: ErrorRow(
        422, "There is no column “{name}”. Possible: {possible}.", shown=("name", "possible")
    ),
    outlines.OutlineEmpty: ErrorRow(422, "No heading was found in the outline."),
    outlines.OutlineTooLong: ErrorRow(
        422, "The outline has {count} headings; at most {limit} are taken.", shown=("count", "limit")
    ),
    errors.HostNotAllowed: ErrorRow(
        403, "This host name is not served; an administrator can add it to CHUCHU_ALLOWED_HOSTS."
    ),
    errors.Overloaded: ErrorRow(503, "Too many searches at once; try again in a moment."),
    access.NotGuarded: ErrorRow(503, "The service is open to everyone on this address; make a key first."),
    access.SignInNeeded: ErrorRow(
        401, "A key is needed: send it as Authorization: Bearer, or sign in with a browser."
    ),
    access.KeyRefused: ErrorRow(401, "The key opens nothing: wrong, expired or revoked."),
    access.Forbidden: ErrorRow(403, "Your role may not do this."),
    access.CollectionForbidden: ErrorRow(403, "You may not use this collection.", shown=("name",)),
    store.CollectionUnknown: ErrorRow(404, "There is no such collection.", shown=("name",)),
    store.CollectionNotEmpty: ErrorRow(
        409,
        "The collection holds {documents} documents; send documents=true to remove them too.",
        shown=("name", "documents"),
    ),
    access.TooMany: ErrorRow(429, "Too many requests; try again in {seconds} s.", shown=("seconds",)),
    access.TooManyTries: ErrorRow(
        429,
        "Too many keys that open nothing; check the key and try again in {seconds} s.",
        shown=("seconds",),
    ),
    access.DraftsWaiting: ErrorRow(
        429,
        "{count} of your batches and dossiers are not done yet; wait for them, or cancel what is not needed.",
        shown=("count", "seconds"),
    ),
    access.TooSlow: ErrorRow(503, "The answer took too long; try again, or ask for less."),
    access.QuotaReached: ErrorRow(507, "There is no room for more files."),
    keys.KeyUnknown: ErrorRow(404, "No key has this id.", shown=("key_id",)),
    keys.InvalidKey: ErrorRow(422, "The key cannot be made: check name, role, collections and days."),
    store.CollectionExists: ErrorRow(409, "A collection of this name is there already.", shown=("name",)),
    errors.CrossSite: ErrorRow(403, "Changes asked for by another site's page are refused."),
}

HTTP_ROWS: Mapping[int, ErrorRow] = {
    400: ErrorRow(400, "The request body cannot be read.", "请求内容无法读取：格式有误。", "bad_request"),
    404: ErrorRow(404, "There is nothing at this address.", "这个地址没有内容。请检查网址。", "not_found"),
    405: ErrorRow(
        405, "This address does not take this method.", "这个地址不支持该请求方法。", "method_not_allowed"
    ),
    413: ErrorRow(413, "The request is too large.", "请求内容太大。请拆分后再发送。", "too_large"),
    416: ErrorRow(
        416, "The range asked for is outside the content.", "请求的范围超出内容。", "range_invalid"
    ),
}
HTTP_OTHER = ErrorRow(400, "The request cannot be served.", "请求无法处理。", "bad_request")


def row_of(error: Exception) -> ErrorRow:
    """The row of the nearest class along the exception's method resolution order."""
    return next(TABLE[cls] for cls in type(error).__mro__ if cls in TABLE)
