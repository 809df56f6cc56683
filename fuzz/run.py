"""Fuzz one target, or replay an input that broke one.

python -m fuzz.run --seconds 60 docx
python -m fuzz.run --replay crash-1234 docx

Needs the extra `fuzz`. An input that raises anything but ParseError is written to the folder given by --found, as
crash-<hash>; make it a line of api_tests/parsing/test_fuzz_findings.py when its cause is cured.
"""

import argparse
import sys
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path

TOKENS = """
<w:p> </w:p> <w:r> <w:t> <w:tbl> <w:tr> <w:tc> <w:sdt> <w:sdtContent> <w:ins> <w:del> w:val= <w:numPr> <w:ilvl
<w:numId <w:vMerge/> <w:gridSpan <w:footnoteReference <w:txbxContent> <w:pStyle <w:outlineLvl <w:sym <w:lvlText
<w:startOverride <w:basedOn <ofd:TextObject <ofd:TextCode DeltaX= DeltaY= Boundary= CTM= BaseLoc= <ofd:Page
<ofd:Template <table> <td <ol <li <div <p rowspan= colspan= style= text-indent: <meta <!-- --> <![CDATA[ &#x <c
<row t= r= 〔2031〕 第一条 一、 （一） 1. ① 附件 目录 《 》 “ ” ＂ %1 -1 0 99999999999 1e38 nan
"""


def main() -> None:
    """Run the fuzzer; it ends the process itself, with 77 where it found something."""
    import atheris

    options = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    options.add_argument("target")
    options.add_argument("--seconds", type=int, default=60)
    options.add_argument("--length", type=int, default=8192, help="bytes of an input at most")
    options.add_argument("--found", type=Path, default=Path("build/fuzz"), help="folder for what was found")
    options.add_argument("--corpus", type=Path, help="folder that keeps interesting inputs from run to run")
    options.add_argument("--replay", type=Path, help="run this input once")
    given = options.parse_args()
    with atheris.instrument_imports(include=["parsing", "retrieval", "corpus"]):
        from fuzz.targets import TARGETS
    if given.target not in TARGETS:
        options.error(f"no such target; there are {', '.join(TARGETS)}")
    target = TARGETS[given.target]
    if given.replay is not None:
        target.run(given.replay.read_bytes())
        return
    folder = given.corpus or Path(tempfile.mkdtemp(prefix="chuchu-fuzz-"))
    write_seeds(folder, target.seeds())
    given.found.mkdir(parents=True, exist_ok=True)
    dictionary = folder.parent / f"{folder.name}.dict"
    dictionary.write_text("".join(f'"{_escaped(token)}"\n' for token in TOKENS.split()), "ascii")
    arguments = [sys.argv[0], str(folder), f"-max_total_time={given.seconds}", f"-max_len={given.length}"]
    arguments += [
        f"-artifact_prefix={given.found}/",
        f"-dict={dictionary}",
        "-timeout=20",
        "-rss_limit_mb=3000",
    ]
    more = {"custom_mutator": _xml_mutator()} if target.of_xml else {}
    atheris.Setup([*arguments, "-print_final_stats=1"], target.run, **more)
    atheris.Fuzz()


def _xml_mutator() -> Callable[[bytes, int, int], bytes]:
    from fuzz.xml_mutator import mutated

    return mutated


def write_seeds(folder: Path, seeds: Sequence[bytes]) -> None:
    """Put the inputs to begin from into the corpus."""
    folder.mkdir(parents=True, exist_ok=True)
    for number, seed in enumerate(seeds):
        (folder / f"seed-{number:02}").write_bytes(seed)


def _escaped(token: str) -> str:
    return "".join(
        chr(byte) if 0x20 < byte < 0x7F and byte not in b'"\\' else f"\\x{byte:02x}"
        for byte in token.encode()
    )


if __name__ == "__main__":
    main()
