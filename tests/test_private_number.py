"""Numbers that tell of people are found in free text however they are spaced, and nothing else is."""

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shoukong.text.private_number import MASK, masked, private_numbers

WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
BODIES = st.builds(
    lambda area, day, order: f"{area}{day:%Y%m%d}{order:03}",
    st.integers(110000, 659999),
    st.dates(datetime.date(1930, 1, 1), datetime.date(2026, 1, 1)),
    st.integers(0, 999),
)


def closed(body: str) -> str:
    """An identity number with its check digit, computed as GB 11643 words it: the sum is 1 modulo 11."""
    total = sum(int(digit) * weight for digit, weight in zip(body, WEIGHTS, strict=True))
    return body + "0123456789X"[(12 - total) % 11]


def kinds(text: str) -> list[str]:
    return [str(number.kind) for number in private_numbers(text)]


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("来电13800000001。", "phone"),
        ("来电 138-0000 0001", "phone"),
        ("来电１３８０００００００１", "phone"),
        ("证件 11010519491231002X", "identity"),
        ("证件 11010519491231002x", "identity"),
        ("账号 6222 0200 0000 0000 000", "account"),
        ("账号4111111111111111", "account"),
        ("车牌京A12345", "plate"),
        ("车牌 粤B·D12345", "plate"),
    ],
)
def test_a_number_is_found_and_its_last_signs_are_left(text: str, kind: str) -> None:
    assert kinds(text) == [kind]
    left = masked(text)
    assert MASK in left
    assert kinds(left) == []


@pytest.mark.parametrize(
    "text",
    [
        "", "单号 138000000011", "TS-YH-2025-0001", "2026-11-05 2026-11-28", "110105194912310021", "4111111111111112",
        "0571-88880000", "x13800000001", "13800000001x", "1380000.0001", "京剧 A12345", "ISO 9001:2015", "1" * 100_000,
        "1 " * 50_000, "23800000001", "110105194913310029",
    ],
)  # fmt: skip
def test_other_numbers_are_left_alone(text: str) -> None:
    assert kinds(text) == []
    assert masked(text) == text


@given(BODIES, st.integers(0, 16), st.integers(1, 9))
def test_an_identity_number_is_known_by_its_check_digit(body: str, place: int, added: int) -> None:
    number = closed(body)
    assert kinds(f"证件{number}，") == ["identity"]
    assert masked(f"证件{number}，") == f"证件{MASK}{number[-4:]}，"
    changed = f"{number[:place]}{(int(number[place]) + added) % 10}{number[place + 1 :]}"
    assert "identity" not in kinds(changed)


@given(st.text(alphabet="0123456789 -京A·Xx甲", max_size=60))
def test_what_is_masked_holds_no_such_number_and_masking_is_done_once(text: str) -> None:
    left = masked(text)
    assert kinds(left) == []
    assert masked(left) == left
