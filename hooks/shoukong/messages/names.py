"""What kinds of text, steps of an approval and severities are called, in Chinese and English."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeVar

Key = TypeVar("Key")


@dataclass(frozen=True, slots=True)
class Name:
    """A name in both languages."""

    zh: str
    en: str

    def told(self, language: str) -> str:
        """The name in `zh` or `en`."""
        return self.en if language == "en" else self.zh


KIND_NAMES: Mapping[str, Name] = {
    "procedure": Name("程序", "procedure"),
    "instruction": Name("规程", "instruction"),
    "standard": Name("规范", "standard"),
    "form": Name("表单", "form"),
}
STEP_NAMES: Mapping[str, Name] = {
    "prepared": Name("编制", "preparation"),
    "reviewed": Name("审核", "review"),
    "approved": Name("批准", "approval"),
}
SEVERITY_NAMES: Mapping[str, Name] = {
    "error": Name("错误", "error"),
    "breach": Name("不符合", "breach"),
    "warning": Name("提醒", "warning"),
    "notice": Name("提示", "notice"),
}

# What a verb writes where a person has to write something: it may not stay.
TO_FILL_IN = Name("待填写", "to be filled in")


def is_to_fill_in(text: str) -> bool:
    """Whether a cell still holds the place that was left for somebody to fill in, in either language."""
    return text.strip().casefold() in (TO_FILL_IN.zh, TO_FILL_IN.en)


def names_in(language: str, names: Mapping[Key, Name]) -> Mapping[Key, str]:
    """The names in one language."""
    return {key: name.told(language) for key, name in names.items()}
