"""Messages about what became of records after they were made: corrections, and changes that nothing explains."""

from collections.abc import Mapping

from shoukong.messages.entry import ERROR, Entry

CORRECTION_MESSAGES: Mapping[str, Entry] = {
    "correction-astray": Entry(
        ERROR,
        "更正单所说的{what}「{written}」没有",
        "照登记册改正；栏目写它的名称，表单写编号",
        "the {what_en} “{written}” that the correction is of is not there",
        "write it as the register has it: a field by its title, a form by its number",
    ),
    "correction-differs": Entry(
        ERROR,
        "更正单把 {of} 的「{title}」改为「{told}」，其后却是「{found}」",
        "登记册与更正单改成一致；其后又改过的，补一张更正单",
        "the correction makes “{title}” of {of} “{told}”, and after it stands “{found}”",
        "let the register and the correction agree; what was changed since needs a correction of its own",
    ),
    "correction-by-author": Entry(
        ERROR,
        "{person}批准了自己的更正",
        "由另一位有权的人批准",
        "{person} approved a correction of their own",
        "let another who is entitled to it approve it",
    ),
    "history-changed": Entry(
        ERROR,
        "《{table}》的「{title}」由「{before}」改为「{after}」，没有更正单（{day}，{author}，提交 {commit}）",
        "确属写错的，补一张更正单，写明这两个值与原因；否则改回原值",
        "“{title}” in {table} changed from “{before}” to “{after}” silently ({day}, {author}, commit {commit})",
        "where it was wrong, enter a correction with both values and the reason; else put it back",
    ),
    "history-gone": Entry(
        ERROR,
        "《{table}》的这条记录被删去（{day}，{author}，提交 {commit}）",
        "从历史中取回这一行；确应销毁的，保留销毁审批表备查",
        "this record of {table} was deleted ({day}, {author}, commit {commit})",
        "bring the row back from history; where it was disposed of, keep the approval of that",
    ),
}
