"""Messages about the registers that the engine rests on: what they lack, and what the firm says of their names."""

from collections.abc import Mapping

from shoukong.messages.entry import ERROR, WARNING, Entry

REGISTER_MESSAGES: Mapping[str, Entry] = {
    # Core registers
    "control-column": Entry(
        ERROR,
        "受控登记册缺少栏目：{columns}",
        "补上这些栏目；叫法不同的在 portal.yaml 的 registers 中对照；不是{title}的写 {register}: null",
        "a register of control lacks the columns {columns}",
        "add them, map them in registers of portal.yaml, or write {register}: null there if it is no {title_en}",
    ),
    "register-other": Entry(
        WARNING,
        "表名 {register} 是程序所认的{title}，这张表单却没有它的栏目：{columns}",
        "改表名；或在 portal.yaml 的 registers 中写明单位自己的表名，没有的写 {register}: null",
        "the name {register} is that of the {title_en}, and this form has none of its columns: {columns}",
        "rename the form, or name the firm's own in registers of portal.yaml; if it keeps none, {register}: null",
    ),
}
