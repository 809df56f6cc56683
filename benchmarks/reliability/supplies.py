"""What an installation is made of: `licences` lists them, `sbom` writes CycloneDX 1.6 as JSON.

python -m benchmarks.reliability.supplies licences|sbom

Reads the metadata of the packages in this environment and nothing else, so that it runs where no network is.
Exits with 1 where a licence is missing or is one that we do not take (GPL, AGPL).
"""

import argparse
import json
import re
import sys
from importlib.metadata import Distribution, distributions

REFUSED = re.compile(r"\b(AGPL|GPL)\b|Affero|(?<!Lesser )General Public License", re.IGNORECASE)
LENGTH = 60


def licence_of(package: Distribution) -> str:
    """The licence as the package's metadata tell it, an empty text where they do not."""
    expression = package.metadata.get("License-Expression")
    if expression:
        return str(expression)
    classified = [
        one.rpartition(" :: ")[2]
        for one in package.metadata.get_all("Classifier") or []
        if one.startswith("License :: ") and one != "License :: OSI Approved"
    ]
    if classified:
        return "; ".join(classified)
    told = str(package.metadata.get("License") or "").strip().splitlines()
    return told[0][:LENGTH] if told else ""


def supplies() -> list[tuple[str, str, str]]:
    """Name, version and licence of each package, by name."""
    found = {str(one.metadata["Name"]): one for one in distributions()}
    return [(name, found[name].version, licence_of(found[name])) for name in sorted(found, key=str.lower)]


def sbom() -> dict[str, object]:
    """The packages as CycloneDX components."""
    components = [
        {
            "type": "library",
            "name": name,
            "version": version,
            "purl": f"pkg:pypi/{re.sub('[-_.]+', '-', name).lower()}@{version}",
            "licenses": [{"license": {"name": licence or "unknown"}}],
        }
        for name, version, licence in supplies()
    ]
    return {"bomFormat": "CycloneDX", "specVersion": "1.6", "version": 1, "components": components}


def main() -> None:
    """Print what was asked for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("what", choices=("licences", "sbom"))
    if parser.parse_args().what == "sbom":
        print(json.dumps(sbom(), indent=1))
        return
    wrong = 0
    for name, version, licence in supplies():
        is_wrong = not licence or bool(
            REFUSED.search(licence) and "Lesser" not in licence and "LGPL" not in licence
        )
        wrong += is_wrong
        print(f"{'!' if is_wrong else ' '} {name:32} {version:16} {licence or 'unknown'}")
    print(json.dumps({"to_be_looked_at": wrong}))
    sys.exit(1 if wrong else 0)


if __name__ == "__main__":
    main()
