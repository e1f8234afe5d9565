"""Messages about requirement sets and the clauses that satisfy their items."""

from collections.abc import Mapping

from shoukong.messages.entry import ERROR, Entry

REQUIREMENT_MESSAGES: Mapping[str, Entry] = {
    # Requirements
    "item-twice": Entry(
        ERROR,
        "要求 {id} 已在 {first} 列出",
        "改正编号",
        "the requirement {id} is listed at {first} already",
        "correct its number",
    ),
    "item-document-unknown": Entry(
        ERROR,
        "要求所属的文件 {document} 不存在",
        "改正文件编号",
        "the item's document {document} does not exist",
        "correct the document number",
    ),
    "item-points-nowhere": Entry(
        ERROR,
        "要求指向的 {target} 不存在",
        "改正编号，或编写该文件",
        "{target}, to which the item points, does not exist",
        "correct its number or write the document",
    ),
    "item-uncovered": Entry(
        ERROR,
        "要求 {id} 没有条款落实（应在 {document} 中）",
        "在相应条款下写 satisfies: [{id}]",
        "no clause satisfies {id} (due in {document})",
        "write satisfies: [{id}] under the clause",
    ),
    "item-without-form": Entry(
        ERROR,
        "要求 {id} 需要表单，但落实它的条款没有表单",
        "在条款中链接表单，或在表单的 clause 中写上该条款",
        "{id} asks for a form, but its clause has none",
        "link the form in the clause, or name the clause in the form",
    ),
    "item-without-figure": Entry(
        ERROR,
        "要求 {id} 的数字或清单没有从 figures 印出",
        "把它写进文件头的 figures，在条款中用 {{{{ figures.… }}}} 印出",
        "the figure of {id} is not printed from figures",
        "put it into figures and print it with {{{{ figures.… }}}} in the clause",
    ),
    "item-without-document": Entry(
        ERROR,
        "要求 {id} 指向 {document}，但落实它的条款没有链接到该文件",
        "在条款中链接 {document}",
        "{id} points to {document}, but its clause does not link there",
        "link {document} in the clause",
    ),
}
