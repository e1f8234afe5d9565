"""The portal that speed is measured on: the sample multiplied is as sound as the sample."""

from collections import Counter
from pathlib import Path

import pytest
from conftest import PROJECT, TODAY

from benchmarks.executable import COPIES_PER_PAIR, multiply
from shoukong.evaluation import Evaluation, check
from shoukong.finding import Severity
from shoukong.messages.catalogue import severity_of
from shoukong.portal import load_portal
from shoukong.results.check_result import CheckResult


@pytest.fixture
def shipped(what_ships: Evaluation) -> CheckResult:
    """The check of the sample."""
    return what_ships.result


# The staff is not copied: for a copied community somebody else's manager signs, which these rules find.
SIGNED_BY_PLACE = {"R3-08", "R3-12"}


def test_the_sample_multiplied_has_no_error_and_its_breaches_as_often_as_it_has_copies(
    tmp_path: Path, shipped: CheckResult
) -> None:
    copies = multiply(PROJECT, tmp_path / "portal", 25_000)
    result = check(load_portal(tmp_path / "portal", TODAY))
    assert copies > COPIES_PER_PAIR  # a second pair of communities
    assert result.records >= 25_000
    assert [item for item in result.findings if severity_of(item) is Severity.ERROR] == []
    assert of_warnings(result) == of_warnings(shipped)
    once, often = of_breaches(shipped), of_breaches(result)
    assert often.keys() - SIGNED_BY_PLACE == once.keys() - SIGNED_BY_PLACE
    assert often["R3-05"] == once["R3-05"] * copies


def of_breaches(result: CheckResult) -> Counter[str | None]:
    """How many breaches each rule has."""
    return Counter(item.ref for item in result.findings if item.code == "breach")


def of_warnings(result: CheckResult) -> Counter[str]:
    """How many warnings there are of each code but of frozen figures, which hold for the sample alone."""
    codes = (item.code for item in result.findings if severity_of(item) is Severity.WARNING)
    return Counter(code for code in codes if code != "indicator-restated")
