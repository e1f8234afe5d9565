"""The verbs that start the next revision of a text, and record its approval."""

import datetime
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from shoukong.command_line.verb_options import as_of_option, day_asked, days_asked, finish, lang_option, root_option

if TYPE_CHECKING:
    from shoukong.commands import approve as approving
    from shoukong.commands import revise as revising


@dataclass(frozen=True, slots=True)
class RevisionAsked:
    """What `revise` is told, option by option, as it is written."""

    subject: str
    reason: str
    minor: bool
    effective: str | None
    by: str | None
    change: str | None
    root: Path
    as_of: str | None
    lang: str

    def wish(self) -> "revising.Wish":
        """The same as what the verb takes."""
        from shoukong.commands.revise import Wish

        starts = day_asked(self.effective, "--effective", self.lang) if self.effective is not None else None
        return Wish(self.subject, self.reason, self.minor, starts, self.by, self.change)


@dataclass(frozen=True, slots=True)
class ApprovalAsked:
    """What `approve` is told, option by option, as it is written."""

    subjects: tuple[str, ...]
    prepared_by: str
    prepared_on: str | None
    reviewed_by: str | None
    reviewed_on: str | None
    approved_by: str
    approved_on: str | None
    reason: str | None
    impact: str | None
    change: str | None
    withdraw_on: str | None
    root: Path
    as_of: str | None
    lang: str

    def wish(self, day: datetime.date) -> "approving.Wish":
        """The same as what the verb takes, each step on the day at hand where none is told."""
        from shoukong.commands.approve import Wish

        people = (self.prepared_by, self.reviewed_by, self.approved_by)
        days = (
            self._day("--prepared-on", self.prepared_on) or day,
            self._day("--reviewed-on", self.reviewed_on) or day,
            self._day("--approved-on", self.approved_on) or day,
        )
        withdrawn = self._day("--withdraw-on", self.withdraw_on)
        return Wish(self.subjects, people, days, self.reason, self.impact, self.change, withdrawn)

    def _day(self, option: str, written: str | None) -> datetime.date | None:
        return day_asked(written, option, self.lang) if written is not None else None


@click.command()
@click.argument("subject", metavar="ID")
@click.option("--reason", required=True, help="为什么改 · why")
@root_option
@click.option("--minor", is_flag=True, help="次要修订，默认为主要 · a minor change")
@click.option("--effective", metavar="DATE", help="拟实施日期 · the day from which it applies")
@click.option("--by", help="申请人的人员编号 · who asks for it")
@click.option("--change", help="并入已有的更改申请 · an existing change request")
@as_of_option
@lang_option
def revise(**told: Any) -> None:  # noqa: ANN401 - of click
    """开始下一版：归档、提高版本、登记更改申请 · start the next revision."""
    from shoukong.commands import revise as command

    asked = RevisionAsked(**told)
    day, _ = days_asked(asked.root, asked.as_of, asked.lang)
    wish = asked.wish()
    finish(lambda: command.run(asked.root, wish, day, asked.lang), asked.lang)


@click.command()
@click.argument("subjects", metavar="ID…", nargs=-1, required=True)
@click.option("--prepared-by", required=True, help="编制人的人员编号 · who prepared it")
@click.option("--reviewed-by", help="审核人；不设审核的不写 · who reviewed it, where texts are reviewed")
@click.option("--approved-by", required=True, help="批准人 · who approved it")
@root_option
@click.option("--prepared-on", metavar="DATE", help="编制日期")
@click.option("--reviewed-on", metavar="DATE", help="审核日期")
@click.option("--approved-on", metavar="DATE", help="批准日期")
@click.option("--reason", help="原因，默认取自更改申请 · why")
@click.option("--impact", help="影响，默认取自更改申请 · what it touches")
@click.option("--change", help="更改申请编号 · the change request")
@click.option("--withdraw-on", metavar="DATE", help="整份作废的日期 · withdraw it from that day")
@as_of_option
@lang_option
def approve(**told: Any) -> None:  # noqa: ANN401 - of click
    """登记审批，摘要值自动算出 · record an approval of exactly this text."""
    from shoukong.commands import approve as command

    asked = ApprovalAsked(**told)
    day, _ = days_asked(asked.root, asked.as_of, asked.lang)
    wish = asked.wish(day)
    finish(lambda: command.run(asked.root, wish, day, asked.lang), asked.lang)


REVISION_VERBS = (revise, approve)
