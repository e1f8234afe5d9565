"""What rests on something faulty: held back and counted in one line, so that one fault gives one finding."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from pathlib import PurePosixPath

from shoukong.finding import Finding, Place, finding


def hold_back(findings: Iterable[Finding], faulty: Mapping[str, Place]) -> Iterator[Finding]:
    """The findings without those that rest on a faulty file, and for each such file a line that counts those.

    `faulty` are the paths of files that could not be taken as they stand, each with the place of its first fault.
    """
    held: dict[Place, Counter[str]] = {}
    for item in findings:
        cause = _cause(item, faulty)
        if cause is None:
            yield item
        else:
            held.setdefault(faulty[cause], Counter())[item.code] += 1
    for place, codes in held.items():
        listed = ", ".join(f"{code} {count}" for code, count in sorted(codes.items()))
        yield finding("held-back", place, count=codes.total(), codes=listed)


def is_held(item: Finding, faulty: Mapping[str, Place]) -> bool:
    """Whether a finding rests on a faulty file."""
    return _cause(item, faulty) is not None


def _cause(item: Finding, faulty: Mapping[str, Place]) -> str | None:
    """The first faulty file on which a finding rests, by itself or by its folder."""
    if not item.rests_on:
        return None
    return next((path for path in faulty if {path, str(PurePosixPath(path).parent)} & item.rests_on), None)
