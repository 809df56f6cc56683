"""A found file to what the catalogue takes: itself, or with it the files that it holds."""

import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from corpus.store.files import SourceFiles
from corpus.store.job_records import FileOutcome
from corpus.store.records import FileState
from indexer.files import FoundFile
from indexer.known_files import ALL_MEMBERS, SOME_MEMBERS, KnownFiles
from indexer.partition import PartitionError
from indexer.preparation import UNREAD, FileParser, Prepare, PreparedFile, hash_file
from indexer.reports import FileReport
from parsing.errors import FailureReason, ParseError
from parsing.limits import Limits

Result = PreparedFile | FileReport
HOLDS_MARKED = "其中的“{}”带有密级标志，整个文件没有收录。请去掉涉密文件后再收录其余文件。"
TOO_DEEP = "压缩包或邮件套得太深，没有打开，请解压后收录里面的文件。"


@dataclass(slots=True)
class _Allowance:
    """What the members of one found file may still be, together."""

    members: int
    size: int
    depth: int

    def within(self, limits: Limits) -> Limits:
        return replace(limits, members=self.members, archive_bytes=self.size)


def _refuse_marked(members: Sequence[Result]) -> None:
    """Refuse a file that holds a classified one: kept whole, it would keep that too. Raises ParseError."""
    for member in members:
        if isinstance(member, FileReport) and member.reason == FailureReason.CLASSIFIED:
            raise ParseError(FailureReason.CLASSIFIED, HOLDS_MARKED.format(member.source_path))


class FileReader:
    """Reads files for a run, in several threads if need be. An archive or a mail gives its members first, then itself."""

    def __init__(
        self,
        parser: FileParser,
        source_files: SourceFiles,
        prepare: Prepare,
        pipeline: str,
        *,
        recognises: bool = False,
    ) -> None:
        self._parser, self._source_files = parser, source_files
        self._prepare, self._pipeline, self._recognises = prepare, pipeline, recognises

    def read(self, found: FoundFile, known: KnownFiles) -> list[Result]:
        """Every file that this one is or holds, with what became of it so far; nothing is raised for a bad file."""
        limits = self._parser.limits
        allowance = _Allowance(limits.members, limits.archive_bytes, limits.member_depth)
        return list(self._read(found, known, allowance))

    def _read(self, found: FoundFile, known: KnownFiles, allowance: _Allowance) -> Iterator[Result]:
        path = found.source_path
        try:
            sha256 = hash_file(found.path)
            if self._is_unchanged(path, sha256, known):
                yield FileReport(path, FileOutcome.UNCHANGED)
                if known.held_files(path):
                    yield from (FileReport(m, FileOutcome.UNCHANGED) for m in known.within(path))
                return
            # Parsed first: what cannot be read is not kept.
            prepared = self._prepare(found, sha256)
            members = list(self._members(found, known, allowance)) if prepared.parsed.holds_files else []
            _refuse_marked(members)
            kept = self._source_files.put(found.path)
        except ParseError as error:
            yield FileReport(path, FileOutcome.FAILED, error.reason, str(error))
        except PartitionError as error:
            # A fault of ours in one document must not keep the others out.
            yield FileReport(path, FileOutcome.FAILED, "structure", str(error))
        except OSError as error:
            message = f"无法读取文件：{error.strerror or error}。请检查文件是否仍在原处、是否有读取权限。"
            yield FileReport(path, FileOutcome.FAILED, "unreadable", message)
        else:
            yield from members
            if kept == sha256:
                yield self._finished(prepared, members, known)
            else:
                message = "索引时文件正在被修改。请在保存完毕后再索引一次。"
                yield FileReport(path, FileOutcome.FAILED, "changing", message)

    def _is_unchanged(self, path: str, sha256: str, known: KnownFiles) -> bool:
        wholly = [self._pipeline, self._pipeline + ALL_MEMBERS]
        if not self._recognises:
            wholly.append(self._pipeline + UNREAD)
        return known.get(path) in [FileState(sha256, pipeline) for pipeline in wholly]

    def _members(self, found: FoundFile, known: KnownFiles, allowance: _Allowance) -> Iterator[Result]:
        if allowance.depth == 0:
            raise ParseError(FailureReason.HOSTILE, TOO_DEEP)
        with tempfile.TemporaryDirectory(prefix="chuchu-", ignore_cleanup_errors=True) as made:
            folder = Path(made)
            members = self._parser.unpack(found.path, folder, allowance.within(self._parser.limits))
            allowance.members -= len(members)
            allowance.size -= sum((folder / m.file).stat().st_size for m in members if m.file is not None)
            allowance.depth -= 1
            for member in members:
                path = f"{found.source_path}/{member.path}"
                if member.file is None:
                    yield FileReport(path, FileOutcome.FAILED, member.reason, member.message)
                else:
                    yield from self._read(FoundFile(folder / member.file, path), known, allowance)
            allowance.depth += 1

    def _finished(self, prepared: PreparedFile, members: list[Result], known: KnownFiles) -> Result:
        """The file itself, with what it no longer holds."""
        path = prepared.found.source_path
        if not prepared.parsed.holds_files:
            dropped = known.within(path) if known.held_files(path) else []
            return replace(prepared, dropped=tuple(dropped))
        reports = [m for m in members if isinstance(m, FileReport)]
        failed = {report.source_path for report in reports if report.outcome is FileOutcome.FAILED}
        waiting = any(isinstance(m, PreparedFile) and m.waits for m in members)
        mark = SOME_MEMBERS if failed or waiting else ALL_MEMBERS
        there = {report.source_path for report in reports}
        there |= {m.found.source_path for m in members if isinstance(m, PreparedFile)}
        kept_within = tuple(f"{one}/" for one in failed)  # a nested one that fails keeps what it held
        dropped = [m for m in known.within(path) if m not in there and not m.startswith(kept_within)]
        if not dropped and known.get(path) == FileState(prepared.sha256, self._pipeline + mark):
            return FileReport(path, FileOutcome.UNCHANGED)
        return replace(prepared, mark=mark, dropped=tuple(dropped))
