"""The words that every print shares, in the language of the portal."""

from collections.abc import Mapping

from shoukong.language import Speech


def print_words(say: Speech, title: str, url: str) -> Mapping[str, str]:
    """Each word by the name that the print's templates ask for; `{…}` in one is filled in there."""
    return {
        "year": say("年"),
        "month": say("月"),
        "day": say("日"),
        "hour": say("时"),
        "minute": say("分"),
        "yes": say("是"),
        "no": say("否"),
        "revision": say("版本"),
        "basis": say("依据"),
        "retention": say("保存期"),
        "newest": say("本表最新版本"),
        "seal": say("封存"),
        "page": say("第 {page} 页"),
        "pages": say("共 {pages} 页"),
        "code": say("二维码：%(url)s", url=url),
        "continued": say("%(title)s（续）", title=title),
        "form": say("表单编号"),
        "effective": say("生效日期"),
        "note": say("注"),
        "required": say("带 {star} 的为必填项；选择项在方框内打“√”。"),
        "how": say("填写"),
        "comma": say.comma,
        "semicolon": say("；"),
        "colon": say("："),
        "total": say("合计"),
        "capitals": say("人民币（大写）"),
        "number": say("序号"),
        "check": say("检查内容"),
        "finding": say("结果"),
    }


def document_words(say: Speech, url: str) -> Mapping[str, object]:
    """The words of prints of documents; `history` are the heads of its columns."""
    return {
        "revision": say("版本"),
        "effective": say("实施日期"),
        "seal": say("封存"),
        "page": say("第 {page} 页"),
        "pages": say("共 {pages} 页"),
        "code": say("二维码：%(url)s", url=url),
        "picture": say("图"),
        "changes": say("更改记录"),
        "contents": say("目录"),
        "history": [say("版本"), say("日期"), say("摘要"), say("更改申请")],
    }


def record_words(say: Speech) -> Mapping[str, str]:
    """What a print of a record says in the place of words of a blank."""
    return {"newest": say("本记录")}


def register_words(say: Speech, title: str, url: str) -> Mapping[str, str]:
    """The words of a register that is printed as a report."""
    names = ("revision", "retention", "seal", "page", "pages", "code", "continued", "form", "colon")
    shared = print_words(say, title, url)
    return {**{name: shared[name] for name in names}, "none": say("没有符合条件的记录")}
