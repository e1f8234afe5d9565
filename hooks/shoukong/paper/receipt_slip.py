"""The slip of a receipt as PDF: the record as it was sealed, its seal, and a QR code by which anybody verifies it."""

from pathlib import Path

import segno

from shoukong.language import Speech
from shoukong.paper.typeset import Layout, set_pdf
from shoukong.sealing.record_receipt import Receipt
from shoukong.sealing.seal_folder import short_digest

VERIFY = "verify/"
_MOST_SIGNS = 2800  # of an address whose code is still read from 66 mm of paper


def verify_address(receipt: Receipt, site: str) -> str | None:
    """The address at which a receipt verifies itself; None where the site has none, or a code could not hold it."""
    address = f"{site.rstrip('/')}/{VERIFY}#{receipt.packed}"
    return address if site.startswith(("http://", "https://")) and len(address) <= _MOST_SIGNS else None


def slip_pdf(receipt: Receipt, site: str, fonts: Path | None, say: Speech) -> bytes:
    """The slip as PDF/A-2a with UA-1, dated by the seal. Raises PaperError."""
    seal, address = receipt.seal, verify_address(receipt, site)
    how = (
        say("扫码在 %(site)s 核对，不用网络也可以：页面只算不传", site=f"{site.rstrip('/')}/{VERIFY}")
        if address
        else say("把同名的 JSON 文件放进 %(site)s 核对", site=f"{site.rstrip('/')}/{VERIFY}")
    )
    said = {
        "language": say.language,
        "words": {"title": say("记录回执"), "digest": say("封存的摘要值"), "code": say("二维码：核对这份回执")},
        "organization": receipt.organization,
        "form": f"{receipt.form.id} {receipt.form.title}",
        "record": receipt.record,
        "statement": say("这条记录封存时如下，封存以后没有改动："),
        "cells": [[title, receipt.cells[name]] for name, title in receipt.titles.items()],
        "digest": short_digest(seal.digest),
        "seal": say("%(seal)s，封存至 %(day)s", seal=seal.number, day=seal.through),
        "how": how + say("。") + say("摘要值也印在网站各页的页脚与打印件上，两处相同，才算核对过"),
    }
    picture = _code(address) if address else None
    return set_pdf(Layout(receipt.record, "receipt", said, seal.sealed_on, fonts, {"qr": picture}))


def _code(address: str) -> str:
    return segno.make(address, error="l", micro=False).svg_inline(border=2, omitsize=True, dark="#16202b")
