"""Messages about controlled documents: numbers, history, clauses, references, figures, dossier templates."""

from collections.abc import Mapping

from shoukong.messages.entry import ERROR, WARNING, Entry

DOCUMENT_MESSAGES: Mapping[str, Entry] = {
    # Documents
    "front-matter-missing": Entry(
        ERROR,
        "文件开头没有文件头，或文件头没有结束",
        "第一行写 ---，然后写 id、title 等各项，再用一行 --- 结束",
        "the front matter is missing or not closed",
        "start with a line ---, the keys id, title …, and close with a line ---",
    ),
    "front-matter-not-mapping": Entry(
        ERROR,
        "文件头不是键值对",
        "写成「键: 值」的各行",
        "the front matter is not a mapping",
        "write lines of “key: value”",
    ),
    "document-id-twice": Entry(
        ERROR,
        "文件编号 {id} 已被 {first} 使用",
        "给其中一份另编号",
        "the number {id} is taken by {first}",
        "give one of them another number",
    ),
    "document-file-name": Entry(
        ERROR,
        "文件名与文件编号 {id} 不一致",
        "把文件改名为 {id}.md，或改正编号",
        "the file is not named like its number {id}",
        "rename it to {id}.md or correct the number",
    ),
    "controlled-number": Entry(
        ERROR,
        "编号 {id} 不合编号规则 {pattern}",
        "按规则编号，例如 {example}",
        "the number {id} does not follow {pattern}",
        "number it like {example}",
    ),
    "number-pattern": Entry(
        ERROR,
        "编号规则「{pattern}」中的「{part}」无法识别",
        "只用 {{year}} {{month}} {{day}} {{seq:位数}} {{code:位数}} 和固定文字；表单沿用别处编号的，删去 number，"
        "可在编号字段写 pattern",
        "“{part}” in the number pattern “{pattern}” cannot be read",
        "use {{year}} {{month}} {{day}} {{seq:digits}} {{code:letters}} and plain text; a form whose numbers come from"
        " elsewhere has no number, and may give its number's field a pattern",
    ),
    "owner-unknown": Entry(
        ERROR,
        "归口部门「{owner}」不在部门清单中",
        "改为以下之一：{known}",
        "the owner “{owner}” is not a known department",
        "use one of: {known}",
    ),
    "history-end": Entry(
        ERROR,
        "更改记录最后一条是 {last}，与当前版本 {revision} 不一致",
        "在更改记录末尾补上 {revision} 的一条，或改正 revision",
        "the history ends with {last}, but the revision is {revision}",
        "add the entry of {revision} at the end of the history, or correct the revision",
    ),
    "history-revision": Entry(
        ERROR,
        "更改记录的版本 {revision} 没有高于前一条 {before}",
        "按版本先后排列，改正版本",
        "revision {revision} in the history does not follow {before}",
        "put the entries in order and correct the revision",
    ),
    "history-date": Entry(
        ERROR,
        "更改记录的日期 {date} 早于前一条 {before}",
        "改正日期",
        "the history's date {date} is before {before} of the entry above",
        "correct the date",
    ),
    "effective-early": Entry(
        ERROR,
        "实施日期 {effective} 早于本版发布日期 {issued}",
        "改正其中一个日期",
        "effective on {effective}, before the revision was issued on {issued}",
        "correct one of the dates",
    ),
    "clauses-missing": Entry(
        ERROR,
        "文件没有条款",
        "写出条款标题，例如 ## 1 目的 {{#c1}}",
        "the document has no clauses",
        "write headings such as ## 1 Purpose {{#c1}}",
    ),
    "clause-without-anchor": Entry(
        ERROR,
        "条款 {number} {title} 没有锚点",
        "在行末写上 {{#c{number}}}",
        "clause {number} {title} has no anchor",
        "end the line with {{#c{number}}}",
    ),
    "clause-twice": Entry(
        ERROR,
        "条款锚点 c{number} 已在第 {first} 行使用",
        "改成这一条自己的编号",
        "the anchor c{number} is used on line {first} already",
        "give this clause its own number",
    ),
    "clause-number": Entry(
        ERROR,
        "条款锚点 {anchor} 与文中编号 {written} 不一致",
        "让锚点与编号相同",
        "the anchor {anchor} and the number {written} in the text differ",
        "make them the same",
    ),
    "clause-gap": Entry(
        ERROR,
        "条款编号 {number} 不连续，此处应为 {wanted}",
        "补上缺少的条款或改正编号",
        "clause {number} breaks the sequence; {wanted} is due here",
        "add the clause that is missing or correct the number",
    ),
    "clause-orphan": Entry(
        ERROR,
        "条款 {number} 没有上级条款 {parent}",
        "补上条款 {parent}，或改正编号",
        "clause {number} has no clause {parent} above it",
        "add clause {parent} or correct the number",
    ),
    "satisfies-unreadable": Entry(
        ERROR,
        "「{written}」写法有误",
        "写成 satisfies: [R1-01, R1-02]",
        "“{written}” cannot be read",
        "write satisfies: [R1-01, R1-02]",
    ),
    "satisfies-homeless": Entry(
        ERROR,
        "satisfies 前面没有条款",
        "移到所属条款的下一行",
        "satisfies stands before any clause",
        "move it under its clause",
    ),
    "satisfies-unknown": Entry(
        ERROR,
        "要求 {item} 不存在",
        "改正要求编号，或在要求清单中登记",
        "the requirement {item} does not exist",
        "correct its number or add it to a requirement set",
    ),
    "satisfies-twice": Entry(
        ERROR,
        "要求 {item} 在同一条款写了两次",
        "删去一个",
        "the requirement {item} stands twice at one clause",
        "delete one",
    ),
    "reference-unknown": Entry(
        ERROR,
        "引用文件 {document} 不存在",
        "改正编号，或编写该文件",
        "the referenced document {document} does not exist",
        "correct its number or write the document",
    ),
    "reference-to-self": Entry(
        ERROR, "文件引用了自己", "从 references 中删去", "the document references itself", "delete it from references"
    ),
    "reference-twice": Entry(
        ERROR, "引用文件 {document} 写了两次", "删去一个", "the reference {document} stands twice", "delete one"
    ),
    "reference-cycle": Entry(
        ERROR,
        "引用成环：{cycle}",
        "从其中一份文件的 references 中删去这一引用",
        "the references run in a circle: {cycle}",
        "delete this reference from one of the documents",
    ),
    "reference-uncited": Entry(
        WARNING,
        "引用文件 {document} 在正文中没有提到",
        "在相应条款写上链接，或从 references 中删去",
        "the reference {document} is cited nowhere in the text",
        "link to it from a clause or delete it from references",
    ),
    "reference-unlisted": Entry(
        ERROR,
        "正文引用了 {document}，但 references 中没有",
        "把 {document} 写进 references",
        "the text cites {document}, which references does not list",
        "add {document} to references",
    ),
    "link-unknown": Entry(
        ERROR,
        "「{text}」的链接 {target} 没有目标",
        "改正链接",
        "the link of “{text}” to {target} leads nowhere",
        "correct the link",
    ),
    "link-clause-unknown": Entry(
        ERROR,
        "「{text}」链接的条款 {target} 不存在",
        "改正条款编号",
        "the clause {target} that “{text}” links to does not exist",
        "correct the clause number",
    ),
    "link-form-unknown": Entry(
        ERROR,
        "「{text}」所指的表单 {form} 不存在",
        "改正表单名，或建立 forms/{form}.yaml",
        "the form {form} that “{text}” names does not exist",
        "correct its name or create forms/{form}.yaml",
    ),
    "figure-unprintable": Entry(
        ERROR,
        "这一行的数据无法印出：名称不存在或写法有误",
        "检查这一行的 {{{{ figures.… }}}} 与文件头的 figures",
        "a figure cannot be printed: {problem}",
        "compare {{{{ figures.… }}}} on this line with figures in the front matter",
    ),
    "macro-unprintable": Entry(
        ERROR,
        "页面的宏无法印出：写法有误",
        "检查这一行的 {{{{ … }}}}",
        "a macro on the page cannot be printed: {problem}",
        "check {{{{ … }}}} on this line",
    ),
}
