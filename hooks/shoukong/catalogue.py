"""The catalogue of findings: each code's severity, what is wrong and how to mend it, in Chinese and English."""

from collections.abc import Mapping
from dataclasses import dataclass

from shoukong.finding import Finding, Severity

ERROR, WARNING = Severity.ERROR, Severity.WARNING


@dataclass(frozen=True, slots=True)
class Entry:
    """The texts of a code; names in braces are the finding's facts."""

    severity: Severity
    zh: str
    zh_fix: str
    en: str
    en_fix: str


CATALOGUE: Mapping[str, Entry] = {
    # Files
    "file-not-a-file": Entry(
        ERROR,
        "这里应当是文件，却是文件夹",
        "把同名的文件夹移走或改名",
        "this is a folder, not a file",
        "move or rename the folder",
    ),
    "file-broken-link": Entry(
        ERROR,
        "链接指向不存在的「{target}」",
        "恢复它指向的文件，或删去这个链接",
        "the link points to “{target}”, which does not exist",
        "restore the file it points to, or delete the link",
    ),
    "file-no-permission": Entry(
        ERROR,
        "没有读取这个文件的权限",
        "改正文件的权限",
        "no permission to read this file",
        "correct the file's permissions",
    ),
    "file-empty": Entry(
        ERROR,
        "文件是空的",
        "写入内容（记录文件至少要有表头），或删去文件",
        "the file is empty",
        "write its content (records need a header at least) or delete it",
    ),
    "file-too-large": Entry(
        ERROR,
        "文件超过 {limit} 字节",
        "拆成几个文件，或删去多余内容",
        "the file is larger than {limit} bytes",
        "split it or remove what is not needed",
    ),
    "file-encoding": Entry(
        ERROR,
        "文件不是 UTF-8 编码，看来是 {guess}",
        "用编辑器另存为 UTF-8（不带 BOM）",
        "the file is not UTF-8; it looks like {guess}",
        "save it as UTF-8 without a byte order mark",
    ),
    "file-bom": Entry(
        ERROR,
        "文件开头有 BOM 标记",
        "另存为不带 BOM 的 UTF-8",
        "the file starts with a byte order mark",
        "save it as UTF-8 without a byte order mark",
    ),
    "file-nul": Entry(
        ERROR,
        "文件里有空字符(NUL)",
        "删去该字符；文件可能已损坏，可从 Git 恢复",
        "the file holds a NUL byte",
        "delete it; the file may be damaged and can be restored from Git",
    ),
    # YAML
    "yaml-syntax": Entry(
        ERROR,
        "YAML 写法有误，读到这一行为止",
        "检查这一行的缩进、冒号后的空格和引号",
        "YAML cannot be read: {problem}",
        "check indentation, the space after colons, and quotes on this line",
    ),
    "yaml-too-large": Entry(
        ERROR,
        "YAML 展开后超过 {limit} 个值或嵌套过深",
        "去掉别名(& 与 *)和多余的嵌套",
        "the YAML expands to more than {limit} values, or nests too deep",
        "remove aliases (& and *) and needless nesting",
    ),
    "yaml-key": Entry(ERROR, "键必须是一个词", "把键改成文字", "a key must be a word", "write the key as a text"),
    "yaml-key-twice": Entry(
        ERROR, "键「{key}」出现了两次", "留下一个", "the key “{key}” stands twice", "keep one of them"
    ),
    "yaml-value": Entry(
        ERROR,
        "值「{value}」无法识别",
        "给它加上引号，或改成正确的写法",
        "the value “{value}” cannot be read",
        "quote it or write it correctly",
    ),
    "value-kind": Entry(
        ERROR,
        "这里应当是{expected}，却是「{value}」",
        "改成{expected}",
        "expected {expected_en}, found “{value}”",
        "write {expected_en}",
    ),
    "key-missing": Entry(ERROR, "缺少「{key}」", "补上「{key}:」", "“{key}” is missing", "add “{key}:”"),
    "key-unknown": Entry(
        ERROR,
        "不认识的键「{key}」",
        "改正拼写或删去；可用的键：{known}",
        "unknown key “{key}”",
        "correct its spelling or delete it; keys: {known}",
    ),
    # Settings
    "settings-missing": Entry(
        ERROR,
        "根目录下没有 portal.yaml",
        "新建 portal.yaml，写上 title 与 organization",
        "there is no portal.yaml in the root",
        "create portal.yaml with title and organization",
    ),
    "rulebook-unknown": Entry(
        ERROR,
        "规则文件「{document}」不存在",
        "把 rulebook 改成现有文件的编号",
        "the rulebook “{document}” does not exist",
        "name an existing document as rulebook",
    ),
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
        "只用 {{year}} {{month}} {{day}} {{seq:位数}} {{code:位数}} 和固定文字",
        "“{part}” in the number pattern “{pattern}” cannot be read",
        "use {{year}} {{month}} {{day}} {{seq:digits}} {{code:letters}} and plain text",
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
    # Forms
    "form-file-name": Entry(
        ERROR,
        "文件名与表名 {name} 不一致",
        "把文件改名为 {name}.yaml，或改正 name",
        "the file is not named like its table {name}",
        "rename it to {name}.yaml or correct name",
    ),
    "form-id-twice": Entry(
        ERROR,
        "表单编号 {id} 已被 {first} 使用",
        "给其中一个另编号",
        "the number {id} is taken by {first}",
        "give one of them another number",
    ),
    "form-document-unknown": Entry(
        ERROR,
        "归属文件 {document} 不存在",
        "改正文件编号",
        "the controlling document {document} does not exist",
        "correct its number",
    ),
    "form-clause-unknown": Entry(
        ERROR,
        "条款 {clause} 不存在",
        "改正条款地址，例如 WY-CX-02#4.1.4",
        "the clause {clause} does not exist",
        "correct its address, such as WY-CX-02#4.1.4",
    ),
    "form-clause-elsewhere": Entry(
        ERROR,
        "第一个条款 {clause} 不在归属文件 {document} 中",
        "把归属文件的条款写在最前",
        "the first clause {clause} is not in the controlling document {document}",
        "put a clause of that document first",
    ),
    "field-twice": Entry(
        ERROR, "字段 {name} 出现两次", "改名或删去一个", "the field {name} stands twice", "rename or delete one"
    ),
    "field-name": Entry(
        ERROR,
        "字段名 {name} 只能用小写英文字母、数字和下划线",
        "例如 received_on",
        "the field name {name} may hold lower-case letters, digits and underscores only",
        "for instance received_on",
    ),
    "field-unknown": Entry(
        ERROR,
        "字段 {name} 不存在",
        "改正字段名；现有字段：{known}",
        "the field {name} does not exist",
        "correct its name; fields: {known}",
    ),
    "field-type": Entry(
        ERROR,
        "字段 {name} 的类型是 {type}，这里需要 {wanted}",
        "换一个字段或改正类型",
        "the field {name} is of type {type}; {wanted} is needed here",
        "name another field or correct the type",
    ),
    "form-revision-missing": Entry(
        ERROR,
        "缺少字段 form_revision（表单版本）",
        "在字段最后加上 form_revision",
        "the field form_revision is missing",
        "add form_revision as the last field",
    ),
    "constraint-misplaced": Entry(
        ERROR,
        "类型 {type} 不能用约束 {constraint}",
        "删去该约束或改正类型",
        "the constraint {constraint} does not apply to {type}",
        "delete it or correct the type",
    ),
    "figure-address": Entry(
        ERROR,
        "数据地址「{figure}」写法有误",
        "写成 文件编号#名称，例如 WY-CX-02#grades",
        "the figure's address “{figure}” cannot be read",
        "write document#name, such as WY-CX-02#grades",
    ),
    "figure-and-enum": Entry(
        ERROR,
        "字段 {name} 同时有 figure 和 enum",
        "允许值只在一处：删去 enum",
        "the field {name} has both figure and enum",
        "allowed values stand once: delete enum",
    ),
    "figure-unknown": Entry(
        ERROR,
        "数据 {figure} 不存在",
        "改正地址，或在该文件的 figures 中加上它",
        "the figure {figure} does not exist",
        "correct its address or add it to the document's figures",
    ),
    "figure-not-a-list": Entry(
        ERROR,
        "数据 {figure} 不是可供选择的清单",
        "改成文字列表，或带 name 的键值对列表",
        "the figure {figure} is not a list of choices",
        "make it a list of texts, or of mappings with name",
    ),
    "enum-faulty": Entry(
        ERROR,
        "字段 {name} 的允许值是空的、重复的或不是文字数字",
        "写成不重复的清单",
        "the allowed values of {name} are empty, repeated or not plain",
        "write a list without repetition",
    ),
    "pattern-faulty": Entry(
        ERROR,
        "正则表达式「{pattern}」无法识别",
        "改正它的写法",
        "the pattern “{pattern}” is not a regular expression",
        "correct it",
    ),
    "bound-faulty": Entry(
        ERROR,
        "界限「{bound}」不是 {type} 的值",
        "改成该类型的值",
        "the bound “{bound}” is not a value of type {type}",
        "write a value of that type",
    ),
    "bounds-crossed": Entry(
        ERROR,
        "下限 {minimum} 大于上限 {maximum}",
        "改正其中一个",
        "the lower bound {minimum} is above the upper bound {maximum}",
        "correct one of them",
    ),
    "order-faulty": Entry(
        ERROR,
        "日期次序至少要有两个字段名",
        "写成 [received_on, closed_on]",
        "an order of dates needs two field names at least",
        "write [received_on, closed_on]",
    ),
    "foreign-key-table": Entry(
        ERROR,
        "字段 {field} 指向的表 {table} 不存在",
        "改正表名，或建立 forms/{table}.yaml",
        "the table {table} that {field} points to does not exist",
        "correct its name or create forms/{table}.yaml",
    ),
    "foreign-key-field": Entry(
        ERROR,
        "外键应指向 {table} 的编号字段 {key}，却是 {target}",
        "改为 {key}",
        "a foreign key to {table} leads to its number {key}, not to {target}",
        "write {key}",
    ),
    "foreign-key-type": Entry(
        ERROR,
        "外键字段 {name} 的类型是 {type}，与 {table} 的编号不同",
        "把类型改为 string",
        "the foreign key {name} is of type {type}, unlike the number of {table}",
        "make it a string",
    ),
    # Records: files
    "part-homeless": Entry(
        ERROR,
        "记录文件要放在 {folder}/<表名>/ 下",
        "移到所属表的文件夹",
        "records stand in {folder}/<table>/",
        "move the file into its table's folder",
    ),
    "part-without-form": Entry(
        ERROR,
        "表 {table} 没有表单",
        "建立 forms/{table}.yaml，或改正文件夹名",
        "the table {table} has no form",
        "create forms/{table}.yaml or correct the folder's name",
    ),
    "csv-quoting": Entry(
        ERROR,
        "引号没有成对，其后的行无法读取",
        "补上或删去引号；内容里的引号写两次",
        "quotes do not match ({problem}); what follows cannot be read",
        "add or remove a quote; double the quotes inside a cell",
    ),
    "column-twice": Entry(ERROR, "列 {column} 出现两次", "删去一列", "the column {column} stands twice", "delete one"),
    "column-missing": Entry(
        ERROR,
        "缺少列 {column}({title})",
        "按表单补上该列",
        "the column {column} ({title}) is missing",
        "add it as the form says",
    ),
    "column-unknown": Entry(
        ERROR,
        "表单没有列「{column}」",
        "改正列名或删去该列；表单的列：{known}",
        "the form has no column “{column}”",
        "correct its name or delete it; columns: {known}",
    ),
    "column-order": Entry(
        ERROR,
        "列的次序与表单不同",
        "表头改为：{wanted}",
        "the columns are not in the form's order",
        "make the header: {wanted}",
    ),
    "row-blank": Entry(ERROR, "这一行是空的", "删去空行", "this row is blank", "delete it"),
    "row-short": Entry(
        ERROR,
        "这一行有 {cells} 格，应有 {columns} 格",
        "补上缺少的格（空格也要留逗号）",
        "this row has {cells} cells instead of {columns}",
        "add the missing cells (empty ones keep their comma)",
    ),
    "row-long": Entry(
        ERROR,
        "这一行有 {cells} 格，应有 {columns} 格",
        "删去多余的格；内容含逗号时加双引号",
        "this row has {cells} cells instead of {columns}",
        "delete the extra cells; quote a cell that holds a comma",
    ),
    # Records: cells
    "cell-required": Entry(ERROR, "{title}没有填写", "补上内容", "{title} is empty", "fill it in"),
    "cell-type": Entry(
        ERROR,
        "{title}「{value}」不是正确的 {type} 写法",
        "写成 {example} 的样子",
        "{title} “{value}” is not a proper {type}",
        "write it like {example}",
    ),
    "cell-full-width": Entry(
        ERROR,
        "{title}「{value}」含有全角字符",
        "改用半角，例如 {example}",
        "{title} “{value}” holds full-width characters",
        "use half-width ones, as in {example}",
    ),
    "cell-too-long": Entry(
        ERROR,
        "{title}过长",
        "精简内容，详情另存为附件",
        "{title} is too long",
        "shorten it and keep the details elsewhere",
    ),
    "cell-enum": Entry(
        ERROR,
        "{title}「{value}」不在允许值中",
        "改为以下之一：{allowed}",
        "{title} “{value}” is not an allowed value",
        "use one of: {allowed}",
    ),
    "cell-pattern": Entry(
        ERROR,
        "{title}「{value}」不合格式 {pattern}",
        "按格式改正",
        "{title} “{value}” does not match {pattern}",
        "correct it",
    ),
    "cell-minimum": Entry(
        ERROR,
        "{title}「{value}」小于下限 {bound}",
        "改正数值",
        "{title} “{value}” is below {bound}",
        "correct the value",
    ),
    "cell-maximum": Entry(
        ERROR,
        "{title}「{value}」大于上限 {bound}",
        "改正数值",
        "{title} “{value}” is above {bound}",
        "correct the value",
    ),
    "cell-minlength": Entry(
        ERROR,
        "{title}「{value}」少于 {bound} 个字符",
        "补全内容",
        "{title} “{value}” is shorter than {bound} characters",
        "complete it",
    ),
    "cell-maxlength": Entry(
        ERROR,
        "{title}「{value}」多于 {bound} 个字符",
        "缩短内容",
        "{title} “{value}” is longer than {bound} characters",
        "shorten it",
    ),
    "record-number": Entry(
        ERROR,
        "编号「{value}」不合表单的编号规则 {pattern}",
        "写成 {example} 的样子",
        "the number “{value}” does not follow the form's pattern {pattern}",
        "write it like {example}",
    ),
    "record-revision": Entry(
        ERROR,
        "表单版本「{value}」还没有发布（当前为 {current}）",
        "改为填表时所用的版本",
        "the form has not had revision “{value}” (it is at {current})",
        "write the revision that was used",
    ),
    "record-twice": Entry(
        ERROR,
        "编号 {value} 重复，首次在 {first}",
        "给后来的记录另编号，或删去重复的一行",
        "the number {value} is taken at {first}",
        "give the later record another number or delete the repetition",
    ),
    "value-twice": Entry(
        ERROR,
        "{title}「{value}」重复，首次在 {first}",
        "改正其中一个",
        "{title} “{value}” stands at {first} already",
        "correct one of them",
    ),
    "reference-dangling": Entry(
        ERROR,
        "{title}「{value}」在{table_title}({table})中不存在",
        "改正编号，或先登记该记录",
        "{title} “{value}” does not exist in {table}",
        "correct the number or add that record first",
    ),
    "date-in-future": Entry(
        ERROR,
        "{title}「{value}」晚于今天 {today}",
        "改正日期",
        "{title} “{value}” lies after today, {today}",
        "correct the date",
    ),
    "dates-backwards": Entry(
        ERROR,
        "{title} {value} 早于{earlier} {earlier_value}",
        "改正其中一个日期",
        "{title} {value} is before {earlier} {earlier_value}",
        "correct one of the dates",
    ),
}


def severity_of(item: Finding) -> Severity:
    """How much a finding weighs."""
    return CATALOGUE[item.code].severity


def message_of(item: Finding, language: str) -> str:
    """What is wrong, in `zh` or `en`."""
    entry = CATALOGUE[item.code]
    return (entry.en if language == "en" else entry.zh).format_map(item.facts)


def fix_of(item: Finding, language: str) -> str:
    """How to mend it, in `zh` or `en`."""
    entry = CATALOGUE[item.code]
    return (entry.en_fix if language == "en" else entry.zh_fix).format_map(item.facts)
