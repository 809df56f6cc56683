"""The comparison as tables in markdown and as a figure."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

NAMES = {
    "chuchu": "Chuchu",
    "rrf": "RRF of FAISS and bm25s",
    "txtai": "txtai",
    "langchain": "LangChain",
    "haystack": "Haystack",
}
WAYS = {"own": "its own way", "ours": "our passages and words"}
HEAD = (
    "| | way | passage first | in five | MRR@10 | document first | nDCG@10 | p50, p99 ms | index s | MB |\n"
    "|---|---|---|---|---|---|---|---|---|---|"
)


def table(results: Sequence[dict[str, Any]]) -> str:
    """Give a table for each bench."""
    benches = dict.fromkeys(name for row in results for name in row["benches"])
    return "\n\n".join(f"{bench}\n\n{HEAD}\n{_rows(results, bench)}" for bench in benches)


def _rows(results: Sequence[dict[str, Any]], bench: str) -> str:
    lines = []
    for row in results:
        if (figures := row["benches"].get(bench)) is not None:
            number = figures["questions"]
            cells = (
                NAMES[row["system"]],
                WAYS[row["way"]] if row["system"] != "chuchu" else f"beside {WAYS[row['way']]}",
                f"{figures['first'] * number:.0f} of {number:.0f}",
                f"{figures['in_five'] * number:.0f}",
                f"{figures['mrr@10']:.3f}",
                f"{figures['document_first'] * number:.0f}",
                f"{figures['ndcg@10']:.3f}",
                f"{figures['p50_ms']:.0f}, {figures['p99_ms']:.0f}",
                f"{row['index_s']:.0f}",
                f"{row['memory_mb']:.0f}",
            )
            lines.append("| " + " | ".join(cells) + " |")
    return "\n".join(lines)


def draw(results: Sequence[dict[str, Any]], target: Path) -> None:
    """Draw quality over query time, a panel a bench: up and to the left is better."""
    import matplotlib

    matplotlib.use("svg")
    matplotlib.rcParams["svg.hashsalt"] = "chuchu"  # the same figures give the same file
    import matplotlib.pyplot as plt

    benches = list(dict.fromkeys(name for row in results for name in row["benches"]))
    figure, panels = plt.subplots(
        1, len(benches), figsize=(4 * len(benches), 3.6), squeeze=False, layout="constrained"
    )
    colours = dict(zip(NAMES, ("#b3261e", "#5f6368", "#1a73e8", "#188038", "#9334e6"), strict=True))
    for panel, bench in zip(panels[0], benches, strict=True):
        for row in results:
            if (figures := row["benches"].get(bench)) is not None:
                system, ours = row["system"], row["way"] == "ours"
                label = NAMES[system] + ("" if system == "chuchu" else f", {WAYS[row['way']]}")
                panel.scatter(
                    figures["p50_ms"], figures["mrr@10"], s=70, color=colours[system], label=label,
                    marker="*" if system == "chuchu" else "o", alpha=1.0 if ours else 0.55,
                )  # fmt: skip
        panel.set(xscale="log", title=bench, xlabel="query p50, ms", ylabel="MRR@10", ylim=(0, 1))
        panel.grid(visible=True, alpha=0.3)
    handles = dict(zip(*reversed(panels[0][0].get_legend_handles_labels()), strict=True))
    figure.legend(
        handles.values(), handles.keys(), loc="outside lower center", ncols=3, fontsize=8, frameon=False
    )
    figure.savefig(target, metadata={"Date": None})
