"""What one may be typing."""

from pydantic import Field

from retrieval import suggesting
from retrieval.suggesting import Kind
from service.api.schemas.common import Shape


class Suggestion(Shape):
    """Words that stand in a document: its title, its 文号 or a heading."""

    text: str = Field(description="as printed", examples=["云岭省河湖保护条例"])
    kind: Kind
    document_id: str
    url: str = Field(description="the reader at this place, relative to the service's root")


class SuggestAnswer(Shape):
    """Suggestions, those that begin with the letters first."""

    query: str
    suggestions: list[Suggestion]

    @classmethod
    def of(cls, query: str, found: list[suggesting.Suggestion]) -> "SuggestAnswer":
        """The shape of suggestions."""
        return cls.model_validate({"query": query, "suggestions": found})
