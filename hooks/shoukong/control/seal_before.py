"""The seal that a signature names: the last one that was made before the day for which it stands."""

import datetime
from pathlib import Path

from shoukong.sealing.seal_chain import read_chain


def latest_seal_digest(root: Path, before: datetime.date | None) -> str | None:
    """The digest of the last seal made before a day; None where there was none, or the day is not known."""
    earlier = [seal for seal in read_chain(root).seals if before is not None and seal.sealed_on < before]
    return earlier[-1].digest if earlier else None
