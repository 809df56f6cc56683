"""The pages on which one works: drafts, phrases, dossiers, facts, collections, what is one's own, administration."""

from service.page import (
    administering,
    correcting,
    drafts,
    gathering,
    holdings,
    judging,
    mine,
    phrases,
    trends,
)

ROUTERS = tuple(
    page.router
    for page in (drafts, phrases, trends, gathering, correcting, holdings, judging, mine, administering)
)
