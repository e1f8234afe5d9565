"""What a breach says in a line: the columns of a rule's query, or what was owed when and when it was done."""

from collections.abc import Iterator

from shoukong.executable.breach import Breach, DutyBreach
from shoukong.executable.cell_text import written
from shoukong.language import speech
from shoukong.wording.limit_words import late_words, limit_of
from shoukong.wording.state_names import DUTY_NAMES


def breach_words(breach: Breach, language: str = "zh") -> str:
    """The facts of a breach in a line, in `zh` or `en`."""
    if not isinstance(breach, DutyBreach):
        return column_words(breach.columns, language)
    return ", ".join(_in_english(breach)) if language == "en" else "，".join(_in_chinese(breach))


def column_words(columns: tuple[tuple[str, object], ...], language: str = "zh") -> str:
    """What the columns of a query hold, by the names that the query gives them; empty ones are left out."""
    told = ((name, value_words(value, language)) for name, value in columns)
    return (", " if language == "en" else "，").join(f"{name} {text}" for name, text in told if text)


def value_words(value: object, language: str = "zh") -> str:
    """A value of a query as people read it."""
    if isinstance(value, bool) and language == "en":
        return "yes" if value else "no"
    return written(value)


def _in_chinese(breach: DutyBreach) -> Iterator[str]:
    occurrence = breach.occurrence
    if occurrence.start is not None:
        yield f"起于 {written(occurrence.start.since)}"
    if occurrence.scope.axis is not None:
        yield f"{occurrence.scope.axis.title} {occurrence.scope.title}"
    yield f"应完成 {limit_of(occurrence)}"
    if breach.proof is not None:
        yield f"完成 {written(breach.proof.moment)}"
        yield f"逾期天数 {breach.days_late}" if breach.days_late else f"逾期 {late_words(occurrence)}"
    yield f"状态 {DUTY_NAMES[breach.state].zh}"


def _in_english(breach: DutyBreach) -> Iterator[str]:
    occurrence = breach.occurrence
    if occurrence.start is not None:
        yield f"since {written(occurrence.start.since)}"
    if occurrence.scope.axis is not None:
        yield f"{occurrence.scope.axis.name} {occurrence.scope.title}"
    yield f"due {limit_of(occurrence)}"
    if breach.proof is None:
        yield "not done"
    else:
        yield f"done {written(breach.proof.moment)}"
        yield f"days late {breach.days_late}" if breach.days_late else f"late {late_words(occurrence, speech('en'))}"
