"""What is declared of a register that the engine rests on: its columns, and what is lost without them."""

from dataclasses import dataclass
from enum import StrEnum

from shoukong.messages.names import Name

UNSHOWN = ("不显示", "it is not shown")


@dataclass(frozen=True, slots=True)
class CoreColumn:
    """A column that control reads; one without which something is `lost` may be left out, every other must be there.

    `words` are the meanings that its values may have; None where its values are only shown.
    """

    name: str
    meaning: Name
    lost: Name | None = None
    words: type[StrEnum] | None = None

    @property
    def is_optional(self) -> bool:
        """Whether a firm may do without it."""
        return self.lost is not None


@dataclass(frozen=True, slots=True)
class CoreRegister:
    """A register that control reads; a firm need not keep it, and then goes without what is `lost`.

    `key` is the number of a record, whatever the firm calls that column.
    """

    name: str
    title: Name
    meaning: Name
    lost: Name
    key: str
    columns: tuple[CoreColumn, ...]

    @property
    def names(self) -> tuple[str, ...]:
        """Every column that control reads beside the number."""
        return tuple(column.name for column in self.columns)

    @property
    def required(self) -> tuple[str, ...]:
        """The columns without which the register is of no use to control."""
        return tuple(column.name for column in self.columns if not column.is_optional)

    def column(self, name: str) -> CoreColumn | None:
        """The column of this name."""
        return next((column for column in self.columns if column.name == name), None)


def must(name: str, zh: str, en: str, words: type[StrEnum] | None = None) -> CoreColumn:
    """A column that control cannot do without."""
    return CoreColumn(name, Name(zh, en), words=words)


def may(name: str, zh: str, en: str, lost: tuple[str, str] = UNSHOWN, words: type[StrEnum] | None = None) -> CoreColumn:
    """A column that a firm may leave out, with what is lost then."""
    return CoreColumn(name, Name(zh, en), Name(*lost), words)
