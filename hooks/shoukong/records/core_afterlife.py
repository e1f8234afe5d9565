"""The registers of what happens to records after they are made, declared: scans, corrections, disposals and holds."""

from shoukong.messages.names import Name
from shoukong.records.core_shape import CoreRegister, may, must
from shoukong.records.core_words import CorrectionOf, ToldCell

CORRECTIONS = "record_corrections"
DISPOSALS = "record_disposals"
DISPOSED = "disposed_records"
HOLDS = "record_holds"
SCANS = "record_scans"


AFTERLIFE: tuple[CoreRegister, ...] = (
    CoreRegister(
        CORRECTIONS,
        Name("记录更正单", "register of corrections"),
        Name("哪条记录的哪一栏何时由什么改来", "which field of which record was changed when, and from what"),
        Name("按今天的岗位核对以前的签名", "former signings are judged by today's posts"),
        "correction_no",
        (
            must("register", "表单编号", "the form's number"),
            must("record_no", "记录编号", "the record"),
            must("field_title", "更正栏目，或整条记录", "the field, by its title, or the whole record", CorrectionOf),
            must("old_value", "原内容", "what stood there before", ToldCell),
            must("corrected_on", "更正日期", "when"),
            may(
                "new_value",
                "更正后内容，或作废",
                "what it says since, or that it is withdrawn",
                ("不核对登记册与更正单是否一致", "registers are not compared with their corrections"),
                ToldCell,
            ),
            may("reason", "更正原因", "why"),
            may(
                "found_on",
                "发现日期",
                "when it was found to be wrong",
                ("不查批准是否早于发现", "an approval before that is not found"),
            ),
            may(
                "corrected_by",
                "更正人",
                "who corrected it",
                ("不查是否由更正人自己批准", "approval of one's own is not found"),
            ),
            may(
                "approved_by",
                "批准人",
                "who approved it",
                ("不查是否由更正人自己批准", "approval of one's own is not found"),
            ),
            may(
                "approved_on",
                "批准日期",
                "when it was approved",
                ("按更正日期查批准人是否有权", "who approved it is judged by the day of the correction"),
            ),
        ),
    ),
    CoreRegister(
        DISPOSALS,
        Name("记录销毁审批表", "register of disposals"),
        Name("哪张表单哪段时间的记录经谁批准销毁", "the records of which form and period went, on whose approval"),
        Name("销毁的记录查作被删去", "records that were disposed of are found to be gone"),
        "disposal_no",
        (
            must("register", "表单编号", "the form's number"),
            must("period_from", "记录起始日期", "the first day of the records"),
            must("period_to", "记录截止日期", "their last day"),
            must("approved_on", "批准日期", "when it was approved"),
            may("approved_by", "批准人", "who approved it"),
            may("record_count", "记录份数", "how many records", ("不核对份数", "their number is not compared")),
            may("disposal_method", "销毁方式", "how they went"),
            may("disposed_by", "销毁人", "who disposed of them"),
            may(
                "witnessed_by",
                "监销人",
                "who saw it",
                ("不查销毁人自己监销", "one who was their own witness is not found"),
            ),
            may("disposed_on", "销毁日期", "when they went"),
        ),
    ),
    CoreRegister(
        DISPOSED,
        Name("销毁清册", "inventory of disposed records"),
        Name("销毁了哪些记录", "which records were disposed of"),
        Name("不能用 shoukong dispose 销毁；只知道销毁了哪段时间的记录", "nothing can be disposed of by a verb"),
        "inventory_no",
        (
            must("disposal_no", "销毁审批编号", "the disposal"),
            must("register", "表单编号", "the form's number"),
            must("record_no", "记录编号", "the record"),
            must("kept_until", "保存期届满日期", "the last day on which it was to be kept"),
            may(
                "row_digest",
                "记录内容的摘要",
                "the digest of what it said",
                ("销毁以后不能证明原来写的是什么", "nothing proves afterwards what it said"),
            ),
            may(
                "row_salt",
                "摘要的盐",
                "the salt of the digest",
                ("不写摘要", "no digest is written"),
            ),
        ),
    ),
    CoreRegister(
        HOLDS,
        Name("暂停销毁通知", "register of holds"),
        Name("哪些记录因何事不得销毁，何时解除", "which records may not go, for what matter, and until when"),
        Name("不能暂停销毁", "no record can be held back from disposal"),
        "hold_no",
        (
            must("register", "表单编号", "the form's number"),
            must("matter", "事由", "the matter: a lawsuit, an audit, an accident"),
            must("ordered_on", "通知日期", "when it was ordered"),
            may("record_no", "记录编号，空着是全部", "the record; all of them where it is empty"),
            may("period_from", "记录起始日期，空着不限", "the first day of the records, where there is one"),
            may("period_to", "记录截止日期，空着不限", "their last day, where there is one"),
            may("reason", "原因", "why"),
            may("released_on", "解除日期", "when it was released", ("暂停后不能解除", "no hold ends")),
        ),
    ),
    CoreRegister(
        SCANS,
        Name("纸质件扫描登记册", "register of scanned paper"),
        Name("哪条记录的纸质件扫描成哪个文件", "which file is the scan of the paper of which record"),
        Name("不能用 shoukong scan 附上纸质件", "no scan is attached by shoukong scan"),
        "scan_no",
        (
            must("register", "表单编号", "the form's number"),
            must("record_no", "记录编号", "the record"),
            must("private_scan", "扫描件，不公布", "the scan, which is kept apart and not published"),
            must("scanned_on", "扫描日期", "when"),
            may(
                "scan",
                "扫描件，表单没有个人信息的",
                "the scan, where the form has nothing personal",
                ("扫描件都不公布", "no scan is published"),
            ),
            may("scanned_by", "扫描人", "who scanned it"),
        ),
    ),
)
