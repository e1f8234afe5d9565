"""Messages about disposals of records, the inventory of what went, and holds."""

from collections.abc import Mapping

from shoukong.messages.entry import ERROR, Entry

DISPOSAL_MESSAGES: Mapping[str, Entry] = {
    "disposal-astray": Entry(
        ERROR,
        "没有编号或表名为「{form}」的表单",
        "照表单目录写编号",
        "no form has the number or table “{form}”",
        "write the form's number as the list of forms has it",
    ),
    "disposal-permanent": Entry(
        ERROR,
        "《{title}》永久保存，或没有起算的日期，不得销毁",
        "撤回这份销毁审批；确有期限的，先修订表单的保存期",
        "records of {title} are kept for ever, or from no day that is told, and may not be disposed of",
        "take back this disposal; where there is a time, revise the form's retention first",
    ),
    "disposal-early": Entry(
        ERROR,
        "{of} 保存到 {until}，批准销毁时还没有到期（这样的记录共 {count} 条）",
        "把记录截止日期改早，或等到期后重新申请；已经销毁的，从 Git 取回",
        "{of} is kept until {until} and its time was not over on the day of approval (such records: {count})",
        "end the period earlier, or ask again when it is over; bring back from Git what went",
    ),
    "disposal-open": Entry(
        ERROR,
        "{of} 还没有办结，保存期没有起算（这样的记录共 {count} 条）",
        "先办结，或把记录截止日期改早",
        "{of} is not finished, so that its time has not begun (such records: {count})",
        "finish it first, or end the period earlier",
    ),
    "disposal-held": Entry(
        ERROR,
        "{of} 已由 {by} 暂停销毁（这样的记录共 {count} 条）",
        "解除暂停以前不得销毁：撤回审批，或把这些记录排除在期间之外；已经销毁的，从 Git 取回",
        "{of} is held by {by} (such records: {count})",
        "nothing goes before the hold is released: take the disposal back or shorten it, and bring back what went",
    ),
    "disposal-referred": Entry(
        ERROR,
        "{of} 被《{by}》中还要保存的记录引用（这样的记录共 {count} 条）",
        "等引用它的记录到期，一并销毁",
        "a record of {by} that is still kept refers to {of} (such records: {count})",
        "wait until that may go too, and dispose of both",
    ),
    "disposal-unseen": Entry(
        ERROR,
        "{person}销毁记录，又给自己监销",
        "监销人写另一位在场的人",
        "{person} was the witness of their own disposal",
        "name another who was there",
    ),
    "disposal-without-authority": Entry(
        ERROR,
        "{person}（{post}）{day} 无权批准销毁；有权的：{posts}",
        "由有权的人批准；代行的，先登记授权委托",
        "{person} ({post}) was not entitled to approve this disposal on {day}; who is: {posts_en}",
        "let somebody who is entitled approve it; record a delegation where one acts for another",
    ),
    "disposal-unapproved": Entry(
        ERROR,
        "{of} 列入销毁清册，但 {disposal} 没有批准，或批准的不是这张表单",
        "从 Git 取回这条记录并删去清册的这一行；或先办销毁审批",
        "{of} is listed as disposed of, but {disposal} is not approved, or is of another form",
        "bring the record back and take the line out, or have the disposal approved",
    ),
    "disposal-twice": Entry(
        ERROR,
        "{of} 已经列在清册的 {first}",
        "删去后一行",
        "{of} is listed already, by {first}",
        "take out the later line",
    ),
    "disposal-left": Entry(
        ERROR,
        "{of} 已列入销毁清册，《{title}》里却还有这条记录",
        "用 shoukong dispose 销毁，登记与清册一次写成；没有销毁的，删去清册的这一行",
        "{of} is listed as disposed of and still stands in {title}",
        "dispose of records with shoukong dispose, which writes both at once; take the line out where it did not go",
    ),
    "disposal-altered": Entry(
        ERROR,
        "销毁清册为 {of} 留下的摘要，不是《{title}》里销毁前那条记录的",
        "查明销毁前后改了记录还是改了清册；清册的摘要由 shoukong dispose 写入，不要手改",
        "the digest that the inventory keeps of {of} is not that of the record which stood in {title}",
        "find out whether the record or the inventory was altered; shoukong dispose writes the digest, nobody else",
    ),
    "disposal-count": Entry(
        ERROR,
        "批准销毁 {approved} 条，清册列了 {listed} 条",
        "查明差在哪里：漏列的补列，多列的从 Git 取回",
        "the disposal of {approved} records was approved, and {listed} are listed",
        "find the difference: list what is missing, bring back what is too much",
    ),
}
