"""The pages on which one works: drafts, phrases, dossiers, facts, collections, what is one's own, administration."""

from service.page import administering, correcting, drafts, gathering, holdings, mine, phrases

ROUTERS = tuple(
    page.router for page in (drafts, phrases, gathering, correcting, holdings, mine, administering)
)
