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
    "mapping-unknown": Entry(
        ERROR,
        "程序没有叫「{name}」的{what}",
        "改成下列之一：{known}",
        "the engine has no {what_en} “{name}”",
        "write one of these: {known}",
    ),
    "mapping-missing": Entry(
        ERROR,
        "没有叫「{name}」的{what}",
        "改成已有的：{known}",
        "there is no {what_en} “{name}”",
        "write one that there is: {known}",
    ),
    "mapping-twice": Entry(
        ERROR,
        "「{name}」有两种含义：{first}、{second}",
        "在 portal.yaml 的 registers 中只留一种；另一种写单位自己的名称，没有的写 null",
        "“{name}” has two meanings: {first_en} and {second_en}",
        "keep one in registers of portal.yaml; name the firm's own for the other, or write null where it has none",
    ),
    "value-meaning": Entry(
        ERROR,
        "允许值 {words} 的含义程序不知道",
        "在 portal.yaml 的 registers.{register}.values.{column} 中写明：{known} 各是哪个词",
        "the engine does not know what the allowed values {words} mean",
        "say in registers.{register}.values.{column} of portal.yaml which word is which of {known}",
    ),
    "scope-taken": Entry(
        ERROR,
        "范围不能叫「{name}」：这个名称已有别的用处，是查询的保留字，或写了两次",
        "改名；name 也是登记册里的栏名",
        "a scope cannot be called “{name}”: it has another use, is a reserved word of queries, or stands twice",
        "give it another name, which is also its column in registers",
    ),
    "scope-register": Entry(
        ERROR,
        "范围 {axis} 的登记册 {register} 不存在",
        "改成已有的表名：{known}；或为它建一张表单",
        "the register {register} of the scope {axis} does not exist",
        "write a table that there is: {known}; or make a form for it",
    ),
    "duty-per": Entry(
        ERROR,
        "义务 {id} 的 per「{per}」不是单位的范围",
        "写成 {known} 之一；新的范围在 portal.yaml 的 scopes 中声明",
        "“{per}”, by which the duty {id} is split, is no scope of the firm",
        "write one of {known}, or declare the scope in scopes of portal.yaml",
    ),
}
