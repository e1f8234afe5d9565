"""How a result is told: as text for people, JSON for programs, annotations for GitHub, JUnit for other runners."""

import json
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from xml.etree import ElementTree

from shoukong.finding import Finding, Severity, plain, shorten
from shoukong.messages.catalogue import fix_of, message_of, severity_of
from shoukong.messages.names import SEVERITY_NAMES
from shoukong.results.check_result import CheckResult
from shoukong.results.new_findings import Since, counts_of

SHOWN_IN_TEXT = 100
_RANK = {severity: i for i, severity in enumerate(Severity)}
# Signs that only steer how others are shown; JSON may write them as escapes.
_STEERING = re.compile("[\x7f-\x9f\xad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]")
_COUNTED = {
    Severity.ERROR: "errors",
    Severity.BREACH: "breaches",
    Severity.WARNING: "warnings",
    Severity.NOTICE: "notices",
}
_GITHUB_LEVELS = {"error": "error", "breach": "warning", "warning": "warning", "notice": "notice"}


def as_json(result: CheckResult, language: str) -> str:
    """The contract of the command line: every finding, none cut off."""
    counts = {
        "documents": result.documents,
        "forms": result.forms,
        "records": result.records,
        "errors": result.count(Severity.ERROR),
        "breaches": result.count(Severity.BREACH),
        "warnings": result.count(Severity.WARNING),
    }
    whole: dict[str, object] = {
        "ok": result.ok,
        "as_of": result.as_of.isoformat(),
        "counts": counts,
        "findings": [_plain(item, language) for item in by_severity(result)],
    }
    if result.since is not None:
        whole["since"] = _plain_since(result.since)
    text = json.dumps(whole, ensure_ascii=False, indent=1)
    return _STEERING.sub(lambda sign: f"\\u{ord(sign[0]):04x}", text) + "\n"


def by_severity(result: CheckResult) -> list[Finding]:
    """The findings, errors first, each severity by place."""
    return sorted(result.findings, key=lambda item: _RANK[severity_of(item)])


def as_text(result: CheckResult, language: str) -> str:
    """A few lines for each finding, file by file; very many are summed up."""
    return "\n".join((*_text_findings(result, language), summary(result, language))) + "\n"


def summary(result: CheckResult, language: str) -> str:
    """One line that says how the check ended."""
    ended = _ended(result, language)
    return ended if result.since is None else f"{_compared(result.since, language)}{ended}"


def _compared(since: Since, language: str) -> str:
    """What a check is compared with, and how much it does not list because it was there already, or is gone."""
    ref, commit, gone = shorten(since.ref), since.commit[:12], len(since.gone)
    if not since.was_portal:
        told = f"There was no portal here at {ref} ({commit}): all is new. "
        return told if language == "en" else f"在 {ref}（{commit}）时这里还没有门户，全部算作新增。"
    known = _by_severity(since.known, language)
    if language == "en":
        there = f"{len(since.known):,} {'was' if len(since.known) == 1 else 'were'} there already{known}"
        return f"New since {ref} ({commit}), where {there}, and {gone:,} {'is' if gone == 1 else 'are'} gone. "
    return f"只列 {ref}（{commit}）以来新增的；原有 {len(since.known):,} 条{known}，已消除 {gone:,} 条。"


def _by_severity(findings: Iterable[Finding], language: str) -> str:
    """How many of some findings are of each severity, in brackets; nothing of none."""
    counts = counts_of(findings)
    told = [f"{SEVERITY_NAMES[s].told(language)} {counts[s]:,}" for s in Severity if counts.get(s)]
    if not told:
        return ""
    return f" ({', '.join(told)})" if language == "en" else f"（{'、'.join(told)}）"


def _ended(result: CheckResult, language: str) -> str:
    counts = [result.count(s) for s in (Severity.ERROR, Severity.BREACH, Severity.WARNING)]
    read = (result.documents, result.forms, result.records)
    if language == "en":
        verdict = "passed" if result.ok else "failed"
        return (
            f"Check {verdict} as of {result.as_of}: {_counted(read[0], 'document')}, {_counted(read[1], 'form')},"
            f" {_counted(read[2], 'record')}; {_counted(counts[0], 'error')},"
            f" {_counted(counts[1], 'breach', 'breaches')}, {_counted(counts[2], 'warning')}."
        )
    verdict = "通过" if result.ok else "未通过"
    return (
        f"检查{verdict}(截至 {result.as_of}):文件 {read[0]} 份，表单 {read[1]} 个，记录 {read[2]:,} 条；"
        f"错误 {counts[0]}，不符合 {counts[1]}，提醒 {counts[2]}。"
    )


def _counted(n: int, one: str, many: str = "") -> str:
    """A number with what it counts: `1 form`, `2 forms`."""
    return f"{n:,} {one if n == 1 else many or f'{one}s'}"


def as_github(result: CheckResult, language: str) -> str:
    """Workflow commands: one annotation for each finding at its line, then the summary."""
    rows = [_annotation(item, language) for item in by_severity(result)]
    return "\n".join((*rows, summary(result, language))) + "\n"


def as_markdown(result: CheckResult, language: str) -> str:
    """A summary page for a pull request: the verdict, and a table of findings."""
    head = [f"## {'✅' if result.ok else '❌'} {summary(result, language)}", ""]
    if not result.findings:
        return "\n".join(head) + "\n"
    titles = ("Place", "Finding", "Remedy") if language == "en" else ("位置", "问题", "怎样改")
    rows = [f"| {' | '.join(titles)} |", "|---|---|---|"]
    rows += [_markdown_row(item, language) for item in _shown(result)[0]]
    return "\n".join((*head, *rows, *_left_out(result, language))) + "\n"


def as_junit(result: CheckResult, language: str) -> str:
    """A JUnit report: one failed case for each error, and one passed case where there is none."""
    errors = [item for item in result.findings if severity_of(item) is Severity.ERROR]
    suite = ElementTree.Element(
        "testsuite", name="shoukong check", tests=str(len(errors) or 1), failures=str(len(errors))
    )
    for item in errors:
        case = ElementTree.SubElement(
            suite, "testcase", classname=plain(item.place.path), name=_where(item), file=plain(item.place.path)
        )
        failure = ElementTree.SubElement(case, "failure", message=message_of(item, language), type=item.code)
        failure.text = fix_of(item, language)
    if not errors:
        ElementTree.SubElement(suite, "testcase", classname="shoukong", name=summary(result, language))
    if result.since is not None:
        ElementTree.SubElement(suite, "system-out").text = summary(result, language)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + ElementTree.tostring(suite, encoding="unicode") + "\n"


TEXT = "text"
REPORTERS: Mapping[str, Callable[[CheckResult, str], str]] = {
    TEXT: as_text,
    "json": as_json,
    "github": as_github,
    "junit": as_junit,
}


def _plain(item: Finding, language: str) -> dict[str, str | int | None]:
    return {
        "code": item.code,
        "severity": severity_of(item).value,
        "path": item.place.path,
        "line": item.place.line,
        "field": item.place.field,
        "ref": item.ref,
        "record": item.record,
        "message": message_of(item, language),
        "fix": fix_of(item, language),
    }


def _plain_since(since: Since) -> dict[str, str | bool | dict[str, int]]:
    return {
        "ref": since.ref,
        "commit": since.commit,
        "portal": since.was_portal,
        "known": _plain_counts(since.known),
        "gone": _plain_counts(since.gone),
    }


def _plain_counts(findings: Iterable[Finding]) -> dict[str, int]:
    counts = counts_of(findings)
    return {name: counts.get(severity, 0) for severity, name in _COUNTED.items()}


def _text_findings(result: CheckResult, language: str) -> Iterator[str]:
    for item in _shown(result)[0]:
        name = SEVERITY_NAMES[severity_of(item)].told(language)
        yield f"{_where(item)}  [{name}] {message_of(item, language)}"
        yield f"    → {fix_of(item, language)}  ({item.code})"
    yield from _left_out(result, language)


def _shown(result: CheckResult) -> tuple[list[Finding], list[Finding]]:
    """What is told one by one, every error among it, and what is counted."""
    ordered, most = by_severity(result), max(SHOWN_IN_TEXT, result.count(Severity.ERROR))
    return ordered[:most], ordered[most:]


def _left_out(result: CheckResult, language: str) -> Iterator[str]:
    """What the shown findings leave out, counted by code and file."""
    rest = _shown(result)[1]
    if not rest:
        return
    heading = (
        f"… and {len(rest):,} more (all in --format json):"
        if language == "en"
        else f"…… 另有 {len(rest):,} 条(--format json 可看全部):"
    )
    yield ""
    yield heading
    for (path, code), count in sorted(Counter((f.place.path, f.code) for f in rest).items(), key=lambda p: -p[1])[:50]:
        yield f"    {count:>8,} × {code}  {path}"


def _where(item: Finding) -> str:
    place = item.place
    line = f":{place.line}" if place.line else ""
    return plain(f"{place.path}{line}" + (f" [{place.field}]" if place.field else ""))


def _annotation(item: Finding, language: str) -> str:
    level = _GITHUB_LEVELS[severity_of(item).value]
    text = f"{message_of(item, language)} → {fix_of(item, language)}"
    properties = {"file": plain(item.place.path), "line": str(item.place.line or 1), "title": item.code}
    listed = ",".join(f"{name}={_escape(value, ',:')}" for name, value in properties.items())
    return f"::{level} {listed}::{_escape(text)}"


def _escape(text: str, more: str = "") -> str:
    escaped = text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")
    for mark in more:
        escaped = escaped.replace(mark, f"%{ord(mark):02X}")
    return escaped


def _markdown_row(item: Finding, language: str) -> str:
    cells = (f"`{_where(item)}`", message_of(item, language), fix_of(item, language))
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"
