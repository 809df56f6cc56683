"""A comparison as a Word file: two columns, what was taken out struck through, what was put in underlined."""

from corpus.store.records import StoredDocument
from drafting.comparison import ComparedUnit, Comparison, Standing
from drafting.file_forms import FileForm
from drafting.text_diff import Change, side
from drafting.word import WordFile
from drafting.word_styles import Style
from drafting.word_xml import Inline, Run

COMPARE_FORMS = (FileForm.DOCX,)
SHOWN = {
    Standing.SAME: "未改动",
    Standing.CHANGED: "有改动",
    Standing.RENUMBERED: "仅编号变动",
    Standing.REMOVED: "已删去",
    Standing.ADDED: "新增",
}
_RED, _BLUE = "C00000", "1F4E9E"


def export_comparison(made: Comparison) -> bytes:
    """Give the comparison as .docx, on wide pages; parts that are the same are left out but counted."""
    title = f"《{made.new.title}》新旧对照表"
    file = WordFile(title, landscape=True)
    file.add(title, Style.TITLE)
    file.add(summary(made), Style.REMARK)
    rows = [
        (_cell(unit, Change.DELETE), _cell(unit, Change.INSERT), SHOWN[unit.standing])
        for unit in made.units
        if unit.standing is not Standing.SAME
    ]
    if rows:
        file.add_table((_name(made.old), _name(made.new), "变动"), rows, (45, 45, 10))
    return file.save()


def summary(made: Comparison) -> str:
    """Give the counts in a sentence."""
    counts = "，".join(
        f"{name}{made.count(standing)}处" for standing, name in SHOWN.items() if made.count(standing)
    )
    return f"{counts}。删去的文字加删除线，新增的文字加下划线。"


def _name(stored: StoredDocument) -> str:
    facts = "，".join(fact for fact in (stored.facts.doc_number, stored.facts.date) if fact)
    return f"《{stored.title}》（{facts}）" if facts else f"《{stored.title}》"


def _cell(unit: ComparedUnit, change: Change) -> list[Inline]:
    return [_run(piece.change, piece.text) for piece in side(unit.pieces, change)]


def _run(change: Change, text: str) -> Run:
    if change is Change.DELETE:
        return Run(text, strike=True, color=_RED)
    return Run(text, underline=True, color=_BLUE) if change is Change.INSERT else Run(text)
