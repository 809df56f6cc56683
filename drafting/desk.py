"""The drafter's desk: drafts read and checked, phrases followed through the years."""

from dataclasses import dataclass
from pathlib import Path

from drafting.checking import DraftChecker
from drafting.drafts import Draft, draft_of_blocks
from drafting.phrase_history import PhraseTeller
from drafting.phrase_trend import TrendFinder
from parsing.parser import Parser


@dataclass(frozen=True, slots=True)
class Desk:
    """What a drafter works with over one data folder."""

    parser: Parser
    checker: DraftChecker
    phrases: PhraseTeller
    trends: TrendFinder

    def read(self, file: Path) -> Draft:
        """Give the draft in a file of any format that can be read.

        Raises:
            ParseError: it cannot be read; the error says why.
            DraftEmpty, DraftTooLong: it cannot be checked.
        """
        return draft_of_blocks(self.parser.parse(file))
