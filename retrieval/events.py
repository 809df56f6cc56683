"""Days that queries count from: congresses of the party, plenary sessions of its committee, turns of history."""

from datetime import date

CONGRESSES = {
    12: date(1982, 9, 1), 13: date(1987, 10, 25), 14: date(1992, 10, 12), 15: date(1997, 9, 12),
    16: date(2002, 11, 8), 17: date(2007, 10, 15), 18: date(2012, 11, 8), 19: date(2017, 10, 18),
    20: date(2022, 10, 16),
}  # fmt: skip
"""The day each national congress of the party opened."""

PLENARIES = {
    (11, 3): date(1978, 12, 18), (12, 3): date(1984, 10, 20), (14, 3): date(1993, 11, 11),
    (16, 3): date(2003, 10, 11), (16, 4): date(2004, 9, 16), (16, 5): date(2005, 10, 8),
    (16, 6): date(2006, 10, 8), (17, 3): date(2008, 10, 9), (17, 4): date(2009, 9, 15),
    (17, 5): date(2010, 10, 15), (17, 6): date(2011, 10, 15), (18, 3): date(2013, 11, 9),
    (18, 4): date(2014, 10, 20), (18, 5): date(2015, 10, 26), (18, 6): date(2016, 10, 24),
    (19, 2): date(2018, 1, 18), (19, 3): date(2018, 2, 26), (19, 4): date(2019, 10, 28),
    (19, 5): date(2020, 10, 26), (19, 6): date(2021, 11, 8), (20, 2): date(2023, 2, 26),
    (20, 3): date(2024, 7, 15), (20, 4): date(2025, 10, 20),
}  # fmt: skip
"""The day each plenary session opened, by congress and session; one that is not here is not read as a time."""

EVENTS = {
    "改革开放": date(1978, 12, 18), "新中国成立": date(1949, 10, 1), "建国": date(1949, 10, 1),
    "新时代": date(2012, 11, 8),
}  # fmt: skip
"""The day each turn is counted from."""
