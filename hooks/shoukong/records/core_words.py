"""What the values mean by which control decides, and the words that stand for each where a firm says none."""

from collections.abc import Mapping
from enum import StrEnum


class ChangeKind(StrEnum):
    """What an approval does to a text."""

    NEW = "new"
    MAJOR = "major"
    MINOR = "minor"
    WITHDRAWAL = "withdrawal"


class ItemAction(StrEnum):
    """What a change request is to do with a text."""

    REVISE = "revise"
    CREATE = "create"
    WITHDRAW = "withdraw"


class Decision(StrEnum):
    """What was decided about a change request."""

    AGREED = "agreed"
    REFUSED = "refused"


class ReviewOutcome(StrEnum):
    """What came of a review; every other outcome leads to a change."""

    KEPT = "kept"


class CheckResult(StrEnum):
    """What a look at an external document found; every other result leaves it in force."""

    REPEALED = "repealed"


class Effect(StrEnum):
    """Whether a corrective action did what it was to do."""

    EFFECTIVE = "effective"
    INEFFECTIVE = "ineffective"


class CorrectionOf(StrEnum):
    """What a correction is of, where it is of no field."""

    RECORD = "record"


class ToldCell(StrEnum):
    """What a correction tells of a cell in other words than its own; a record that is withdrawn is so as a whole."""

    BLANK = "blank"
    WITHDRAWN = "withdrawn"


# Of these, other values than those with a meaning are to be expected.
OPEN = (ReviewOutcome, CheckResult, CorrectionOf, ToldCell)
# By language; the first word of each is the one that verbs write.
DEFAULT_WORDS: Mapping[str, Mapping[StrEnum, tuple[str, ...]]] = {
    "zh": {
        ChangeKind.NEW: ("新订",),
        ChangeKind.MAJOR: ("主要修订",),
        ChangeKind.MINOR: ("次要修订",),
        ChangeKind.WITHDRAWAL: ("作废",),
        ItemAction.REVISE: ("修订",),
        ItemAction.CREATE: ("新增",),
        ItemAction.WITHDRAW: ("作废",),
        Decision.AGREED: ("同意更改",),
        Decision.REFUSED: ("不予更改",),
        ReviewOutcome.KEPT: ("继续有效",),
        CheckResult.REPEALED: ("已废止",),
        Effect.EFFECTIVE: ("true",),
        Effect.INEFFECTIVE: ("false",),
        CorrectionOf.RECORD: ("整条记录",),
        ToldCell.BLANK: ("空白",),
        ToldCell.WITHDRAWN: ("作废",),
    },
    "en": {
        ChangeKind.NEW: ("new",),
        ChangeKind.MAJOR: ("major",),
        ChangeKind.MINOR: ("minor",),
        ChangeKind.WITHDRAWAL: ("withdrawal",),
        ItemAction.REVISE: ("revise",),
        ItemAction.CREATE: ("create",),
        ItemAction.WITHDRAW: ("withdraw",),
        Decision.AGREED: ("agreed",),
        Decision.REFUSED: ("refused",),
        ReviewOutcome.KEPT: ("keep",),
        CheckResult.REPEALED: ("repealed",),
        Effect.EFFECTIVE: ("true",),
        Effect.INEFFECTIVE: ("false",),
        CorrectionOf.RECORD: ("whole record",),
        ToldCell.BLANK: ("blank",),
        ToldCell.WITHDRAWN: ("withdrawn",),
    },
}
