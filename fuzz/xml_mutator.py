"""Changes to the XML of a package that leave it well-formed: elements copied, moved, renamed, attributes swapped.

Bytes changed at random nearly always end in a syntax error, which tests lxml and not us.
"""

import copy
import random

import atheris
from lxml import etree

from fuzz.packages import DIVIDER

VALUES = (
    "",
    "-1",
    "--1",
    "0",
    "1",
    "9",
    "99999999999",
    "1e38",
    "nan",
    "x",
    "第%1条",
    "%9%1",
    "g 99999 5",
    "../a",
    "restart",
    "2",
)
MOST_CHANGES = 4
BLIND_SHARE = 0.15  # of the changes that are left to the fuzzer's own


def mutated(data: bytes, max_size: int, seed: int) -> bytes:
    """The input with up to four changes in one of its parts."""
    chance = random.Random(seed)
    parts = data.split(DIVIDER)
    place = chance.randrange(len(parts))
    root = _tree(parts[place])
    if root is None or chance.random() < BLIND_SHARE:
        return bytes(atheris.Mutate(data, max_size))
    vocabulary = [element for element in root.iter() if isinstance(element.tag, str)]
    for _ in range(chance.randint(1, MOST_CHANGES)):
        _change(chance, vocabulary)
    parts[place] = etree.tostring(root, encoding="utf-8")
    changed = DIVIDER.join(parts)
    return changed if len(changed) <= max_size else data[:max_size]


def _tree(data: bytes) -> etree._Element | None:
    try:
        return etree.fromstring(
            data, etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False)
        )
    except (etree.XMLSyntaxError, ValueError):
        return None


def _change(chance: random.Random, vocabulary: list[etree._Element]) -> None:
    """One change at a random element; the vocabulary are elements whose tags and attributes may be borrowed."""
    element, other = chance.choice(vocabulary), chance.choice(vocabulary)
    parent = element.getparent()
    kind = chance.randrange(7)
    if kind == 0:  # a copy of one element inside another
        element.insert(chance.randint(0, len(element)), copy.deepcopy(other))
    elif kind == 1 and parent is not None:
        parent.remove(element)
    elif kind == 2:
        element.tag = other.tag
    elif kind == 3 and other.attrib:
        name = chance.choice(list(other.attrib))
        element.set(name, chance.choice((*VALUES, other.get(name) or "")))
    elif kind == 4 and element.attrib:
        del element.attrib[chance.choice(list(element.attrib))]
    elif kind == 5:
        element.text = chance.choice((*VALUES, None, "\t\n", "井" * chance.choice((1, 700))))
    elif kind == 6 and parent is not None:  # wrapped in another
        wrapper = etree.Element(other.tag, {str(name): str(value) for name, value in other.attrib.items()})
        parent.replace(element, wrapper)
        wrapper.append(element)
