"""`chuchu`: the command line. Exit codes: 0 done, 1 failed, 2 wrong use, 3 done but some files failed, 130 interrupted."""

import logging
import sys

import typer

from corpus.errors import ChuchuError
from embeddings.errors import EmbeddingError
from scripts import (
    ask,
    backup,
    batch,
    bundle,
    check,
    compare,
    doctor,
    documents,
    dossier,
    evaluate,
    feedback,
    index,
    keys,
    migrate_store,
    model,
    parse,
    phrase,
    reindex,
    search,
    serve,
)

FAILED = 1
INTERRUPTED = 130


def build_app() -> typer.Typer:
    """Give the command line with all its commands."""
    app = typer.Typer(
        name="chuchu",
        help="出处 Chuchu：检索政策文件，引文精确到原文出处。",
        no_args_is_help=True,
        add_completion=False,
        pretty_exceptions_enable=False,
    )
    app.command("index")(index.index)
    app.command("serve")(serve.serve)
    app.command("search")(search.search)
    app.command("ask")(ask.ask)
    app.command("batch")(batch.batch)
    app.command("compare")(compare.compare)
    app.command("dossier")(dossier.dossier)
    app.command("check")(check.check)
    app.command("phrase")(phrase.phrase)
    app.command("parse")(parse.parse)
    app.command("documents")(documents.documents)
    app.command("remove")(documents.remove)
    app.command("reindex")(reindex.reindex)
    app.command("backup")(backup.backup)
    app.command("restore")(backup.restore)
    app.command("migrate-store")(migrate_store.migrate_store)
    app.command("bundle")(bundle.bundle)
    app.command("doctor")(doctor.doctor)
    app.command("evaluate")(evaluate.evaluate)
    app.add_typer(feedback.build_app(), name="feedback", help="用户的评价：导出为评测题")
    app.add_typer(keys.build_app(), name="keys", help="密钥：建立、列出、吊销")
    app.add_typer(model.build_app(), name="model", help="内置模型：生成、导出、导入")
    return app


def main() -> None:
    """Run the command line; an error that we know is a sentence, not a traceback."""
    logging.basicConfig(level=logging.WARNING, format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    try:
        build_app()()
    except (ChuchuError, EmbeddingError) as error:
        print(error, file=sys.stderr)
        sys.exit(FAILED)
    except BrokenPipeError:
        sys.exit(FAILED)
    except KeyboardInterrupt:
        sys.exit(INTERRUPTED)
