"""An entry of the catalogue: what a code says, in Chinese and English."""

from dataclasses import dataclass

from shoukong.finding import Severity

ERROR, WARNING, BREACH, NOTICE = Severity.ERROR, Severity.WARNING, Severity.BREACH, Severity.NOTICE


@dataclass(frozen=True, slots=True)
class Entry:
    """The texts of a code; names in braces are the finding's facts."""

    severity: Severity
    zh: str
    zh_fix: str
    en: str
    en_fix: str

    def message(self, language: str) -> str:
        """What is wrong, in `zh` or `en`."""
        return self.en if language == "en" else self.zh

    def fix(self, language: str) -> str:
        """How to mend it, in `zh` or `en`."""
        return self.en_fix if language == "en" else self.zh_fix
