"""The next free numbers of a register, one after the other, by the pattern of its form."""

import datetime

from shoukong.forms.form import Form
from shoukong.records.cells_in_bulk import column
from shoukong.records.registers import Registers
from shoukong.text.number_pattern import NumberPatternError, NumberSequence


class NextNumbers:
    """Goes on after the numbers that a register holds; no number is given that is `used` besides."""

    def __init__(self, registers: Registers, form: Form) -> None:
        self.used: set[str] = set()
        self._registers = registers
        self._form = form
        self._counts: dict[NumberSequence, int] = {}
        self._sequences: dict[tuple[datetime.date, str], NumberSequence | None] = {}

    def next(self, day: datetime.date, code: str = "") -> str | None:
        """The next number on a day, for a code where the pattern has one; None where none follows."""
        if (day, code) not in self._sequences:
            self._sequences[day, code] = self._sequence(day, code)
        sequence = self._sequences[day, code]
        if sequence is None:
            return None
        count = (self._counts[sequence] if sequence in self._counts else self._last(sequence)) + 1
        while sequence.number(count) in self.used:
            count += 1
        self._counts[sequence] = count
        return sequence.number(count)

    def _sequence(self, day: datetime.date, code: str) -> NumberSequence | None:
        try:
            return self._form.number.sequence(day, code) if self._form.number is not None else None
        except NumberPatternError:
            return None

    def _last(self, sequence: NumberSequence) -> int:
        """The highest count that the register holds; 0 where it holds none."""
        key = column(self._form.primary_key)
        count = f"TRY_CAST(regexp_extract({key}, $regex, 1) AS BIGINT)"
        query = f"SELECT max({count}) FROM {column(self._form.name)} WHERE regexp_full_match({key}, $regex)"
        (found,) = next(self._registers.rows(query, {"regex": sequence.regex}))
        return found or 0
