"""Messages about forms: their schemas, numbers and the tables that they point to."""

from collections.abc import Mapping

from shoukong.messages.entry import ERROR, Entry

FORM_MESSAGES: Mapping[str, Entry] = {
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
}
