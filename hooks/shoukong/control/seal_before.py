"""The seal that a signature names: the last one that was made before the day for which it stands."""

import datetime

from shoukong.sealing.seal_chain import SealChain


def latest_seal_digest(seals: SealChain, before: datetime.date | None) -> str | None:
    """The digest of the last seal made before a day; None where there was none, or the day is not known."""
    earlier = [seal for seal in seals.seals if before is not None and seal.sealed_on < before]
    return earlier[-1].digest if earlier else None
