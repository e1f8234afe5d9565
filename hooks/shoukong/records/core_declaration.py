"""The registers that the engine rests on, declared: what each is for, its columns, and what is lost without them."""

from dataclasses import dataclass
from enum import StrEnum

from shoukong.messages.names import Name
from shoukong.records.core_words import ChangeKind, CheckResult, Decision, Effect, ItemAction, ReviewOutcome

STAFF = "staff"
POSTS = "posts_held"
DELEGATIONS = "delegations"
APPROVALS = "document_approvals"
ACKNOWLEDGEMENTS = "document_acknowledgements"
CHANGE_REQUESTS = "document_change_requests"
CHANGE_ITEMS = "document_change_items"
REVIEWS = "document_reviews"
LINK_REVIEWS = "link_reviews"
COPIES = "controlled_copies"
EXTERNAL = "external_documents"
EXTERNAL_CHECKS = "external_checks"
TRAININGS = "training_records"
CORRECTIONS = "record_corrections"
CLOSINGS = "indicator_closings"
NONCONFORMITIES = "nonconformities"
ACTIONS = "corrective_actions"
_UNSHOWN = ("不显示", "it is not shown")


@dataclass(frozen=True, slots=True)
class CoreColumn:
    """A column that control reads; one without which something is `lost` may be left out, every other must be there.

    `words` are the meanings that its values may have; None where its values are only shown.
    """

    name: str
    meaning: Name
    lost: Name | None = None
    words: type[StrEnum] | None = None

    @property
    def is_optional(self) -> bool:
        """Whether a firm may do without it."""
        return self.lost is not None


@dataclass(frozen=True, slots=True)
class CoreRegister:
    """A register that control reads; a firm need not keep it, and then goes without what is `lost`.

    `key` is the number of a record, whatever the firm calls that column.
    """

    name: str
    title: Name
    meaning: Name
    lost: Name
    key: str
    columns: tuple[CoreColumn, ...]

    @property
    def names(self) -> tuple[str, ...]:
        """Every column that control reads beside the number."""
        return tuple(column.name for column in self.columns)

    @property
    def required(self) -> tuple[str, ...]:
        """The columns without which the register is of no use to control."""
        return tuple(column.name for column in self.columns if not column.is_optional)

    def column(self, name: str) -> CoreColumn | None:
        """The column of this name."""
        return next((column for column in self.columns if column.name == name), None)


def _must(name: str, zh: str, en: str, words: type[StrEnum] | None = None) -> CoreColumn:
    return CoreColumn(name, Name(zh, en), words=words)


def _may(
    name: str, zh: str, en: str, lost: tuple[str, str] = _UNSHOWN, words: type[StrEnum] | None = None
) -> CoreColumn:
    return CoreColumn(name, Name(zh, en), Name(*lost), words)


_SUBJECT = _must("subject", "文件或表单的编号", "the number of the document or form")
_REVISION = _must("revision", "版本", "its revision")

REGISTERS: tuple[CoreRegister, ...] = (
    CoreRegister(
        STAFF,
        Name("人员登记册", "staff register"),
        Name("谁在单位、在哪个部门和岗位、何时入职离职", "who is with the firm, where, in which post, and since when"),
        Name("不核对审批与签收的人，也没有人须要阅读", "no person is checked, and nobody has to read anything"),
        "staff_no",
        (
            _must("name", "姓名", "the person's name"),
            _may(
                "department",
                "部门；有岗位任职登记册的登在那一册",
                "the department; a register of posts tells it where one is kept",
                ("没有岗位任职登记册的，按部门的阅读对象认不出人", "without that, audiences by department find nobody"),
            ),
            _may(
                "post",
                "岗位；有岗位任职登记册的登在那一册",
                "the post; a register of posts tells it where one is kept",
                ("没有岗位任职登记册的，不核对岗位权限", "without that, the authority of posts is not checked"),
            ),
            _may("hired_on", "入职日期", "the first day", ("入职前的签名不会发现", "signing before it is not found")),
            _may("left_on", "离职日期", "the last day", ("离职后的签名不会发现", "signing after it is not found")),
        ),
    ),
    CoreRegister(
        POSTS,
        Name("岗位任职登记册", "register of posts held"),
        Name(
            "谁从哪天到哪天任哪个岗位；调动时续登一行，不改原有的行",
            "who held which post from when until when; a change of post is a new row, no correction",
        ),
        Name(
            "岗位没有日期：以人员登记册所写的为准，调动之后从前的签字也按现在的岗位判断",
            "posts have no days: what the staff register says holds, for what was signed before a transfer as well",
        ),
        "post_held_no",
        (
            _must("staff_no", "人员编号", "the person"),
            _must("post", "岗位", "the post"),
            _may(
                "department",
                "部门",
                "the department",
                ("按部门的阅读对象认不出人", "audiences by department find nobody"),
            ),
            _must("from", "任职起始日期", "the first day"),
            _must("until", "任职截止日期，在任的不填", "the last day; empty while the post is held"),
        ),
    ),
    CoreRegister(
        DELEGATIONS,
        Name("授权委托登记册", "register of delegations"),
        Name("谁在哪几天书面委托谁代行哪个岗位", "who lets whom act for which post on which days, in writing"),
        Name("代理人签的字按其本人的岗位判断", "what a delegate signs is judged by the own post"),
        "delegation_no",
        (
            _must("staff_no", "委托人的编号", "who delegates"),
            _must("delegate", "代理人的编号", "who acts"),
            _must("post", "代行的岗位", "the post whose rights are delegated"),
            _must("from", "起始日期", "the first day"),
            _must("until", "截止日期", "the last day"),
        ),
    ),
    CoreRegister(
        APPROVALS,
        Name("文件审批记录", "register of approvals"),
        Name("哪份文本由谁在何时编制、审核、批准", "which text was prepared, reviewed and approved by whom and when"),
        Name("文本都没有经过审批，谁改了正文看不出来", "no text is approved, and nobody sees that one was altered"),
        "approval_no",
        (
            _SUBJECT,
            _REVISION,
            _must("digest", "文本的摘要值", "the digest of the text"),
            _must("prepared_by", "编制人", "who prepared it"),
            _must("prepared_on", "编制日期", "when it was prepared"),
            _may("reviewed_by", "审核人", "who reviewed it", ("没有审核这一步", "there is no step of review")),
            _may("reviewed_on", "审核日期", "when it was reviewed", ("没有审核这一步", "there is no step of review")),
            _must("approved_by", "批准人", "who approved it"),
            _must("approved_on", "批准日期", "when it was approved"),
            _must("change_kind", "更改类别", "the kind of change", ChangeKind),
            _may("reason", "原因", "why it was changed"),
            _may("impact", "影响", "what the change touches"),
            _may("change_no", "更改申请编号", "the change request", ("不与更改申请对照", "requests are not compared")),
            _may("withdrawn_on", "作废日期", "the day of withdrawal", ("不能整份作废", "nothing can be withdrawn")),
        ),
    ),
    CoreRegister(
        ACKNOWLEDGEMENTS,
        Name("文件阅读签收记录", "register of acknowledgements"),
        Name("谁在何时读过哪一版", "who read which revision and when"),
        Name("不催签收", "nobody is reminded to read"),
        "acknowledgement_no",
        (
            _SUBJECT,
            _REVISION,
            _must("staff_no", "签收人的编号", "the number of who signed"),
            _must("read_on", "阅读日期", "when it was read"),
        ),
    ),
    CoreRegister(
        CHANGE_REQUESTS,
        Name("文件更改申请单", "register of change requests"),
        Name("为什么更改、由谁决定、何时实施", "why something is changed, who decides, and from when it applies"),
        Name("没有更改申请，只有版本", "there are revisions without requests"),
        "change_no",
        (
            _must("reason", "更改原因", "why it is changed"),
            _must("decision", "处理决定", "the decision", Decision),
            _must("closed_on", "办结日期", "when it was done"),
            _may("title", "题目", "what it is about", ("以原因代替", "the reason stands for it")),
            _may("impact", "影响", "what it touches"),
            _may("effective_on", "拟实施日期", "the day from which it is to apply"),
            _may("retraining", "培训安排", "the training that it needs"),
            _may("department", "申请部门", "the department that asks"),
            _may("requested_by", "申请人", "who asks"),
            _may("requested_on", "申请日期", "when it was asked for"),
            _may("decided_by", "决定人", "who decided"),
            _may("decided_on", "决定日期", "when it was decided"),
        ),
    ),
    CoreRegister(
        CHANGE_ITEMS,
        Name("文件更改明细", "items of change requests"),
        Name(
            "一份申请更改哪些文件与表单，从哪一版到哪一版",
            "the texts that a request changes, from and to which revision",
        ),
        Name("不核对申请列出了哪些文件", "it is not checked which texts a request lists"),
        "item_no",
        (
            _must("change_no", "更改申请编号", "the change request"),
            _SUBJECT,
            _may("proposed_on", "提出日期", "when it was proposed"),
            _may("action", "更改方式", "what is done", words=ItemAction),
            _may("clause_no", "条款号", "the clause"),
            _may("proposal", "更改内容", "the proposal"),
            _may("from_revision", "原版本", "the revision before"),
            _may(
                "to_revision", "新版本", "the revision after", ("表单找不到它的申请", "forms do not find their request")
            ),
        ),
    ),
    CoreRegister(
        REVIEWS,
        Name("文件复审记录", "register of reviews"),
        Name("谁在何时复审，结论是什么", "who reviewed a text, when, and what came of it"),
        Name("没有复审，也没有复审期限", "nothing is reviewed, and no review is due"),
        "review_no",
        (
            _SUBJECT,
            _must("reviewed_on", "复审日期", "when it was reviewed"),
            _must("outcome", "结论", "what came of it", ReviewOutcome),
            _may("revision", "复审的版本", "the revision", ("不核对版本", "the revision is not checked")),
            _may("reviewed_by", "复审人", "who reviewed it"),
            _may("grounds", "理由", "why"),
            _may("change_no", "更改申请编号", "the change request that it led to"),
        ),
    ),
    CoreRegister(
        LINK_REVIEWS,
        Name("关联核对记录", "register of looks at links"),
        Name("所引条款改了之后，谁核对过引用", "who looked at a reference after what it refers to was changed"),
        Name("引用不会存疑", "no reference is in doubt"),
        "link_review_no",
        (
            _must("referrer", "引用方", "what refers"),
            _SUBJECT,
            _REVISION,
            _may("outcome", "结论", "what came of it"),
            _may("checked_by", "核对人", "who looked"),
            _may("checked_on", "核对日期", "when"),
        ),
    ),
    CoreRegister(
        COPIES,
        Name("受控文件分发登记", "register of controlled copies"),
        Name("哪一版的副本在谁手里", "who holds a copy of which revision"),
        Name("不追踪纸质副本", "paper copies are not followed"),
        "copy_no",
        (
            _SUBJECT,
            _REVISION,
            _must("holder", "持有人", "who holds it"),
            _must("returned_on", "收回日期", "when it came back"),
            _may("kept_at", "存放处", "where it is kept"),
            _may("issued_by", "发放人", "who issued it"),
            _may("issued_on", "发放日期", "when", ("不核对是否先批准后发放", "issuing before approval is not found")),
            _may("return_kind", "收回方式", "how it came back"),
        ),
    ),
    CoreRegister(
        EXTERNAL,
        Name("外来文件登记表", "register of external documents"),
        Name(
            "法规、标准、合同，以及依据它们的条款", "laws, standards and contracts, and the clauses that rest on them"
        ),
        Name("没有外来文件清单", "there is no list of external documents"),
        "external_no",
        (
            _must("title", "名称", "its title"),
            _may("external_kind", "类别", "its kind"),
            _may("issuer", "发布单位", "who issued it"),
            _may("edition", "文号或版次", "its edition"),
            _may(
                "effective_on",
                "实施日期",
                "since when",
                ("未核对过的不会催", "what was never checked is not called for"),
            ),
            _may("kept_at", "存放处", "where it is kept"),
            _may("clauses", "落实的条款", "the clauses", ("不核对条款", "no clause is checked")),
        ),
    ),
    CoreRegister(
        EXTERNAL_CHECKS,
        Name("外来文件核对记录", "register of checks of external documents"),
        Name("谁在何时核对外来文件是否换版", "who looked when whether a source has changed"),
        Name("不催核对外来文件", "nobody is reminded to look at a source again"),
        "check_no",
        (
            _must("external_no", "外来文件编号", "the external document"),
            _must("checked_on", "核对日期", "when"),
            _may("checked_by", "核对人", "who looked"),
            _may("result", "结果", "what was found", ("不知道已废止", "a repeal is not known"), CheckResult),
            _may("edition", "查得的文号或版次", "the edition found"),
            _may("change_no", "更改申请编号", "the change request that it led to"),
        ),
    ),
    CoreRegister(
        TRAININGS,
        Name("培训记录", "register of trainings"),
        Name("培训讲了什么、依据哪些文件", "what a training was about, and on which texts it rests"),
        Name("依据改了的培训不会存疑", "no training is in doubt when its text changes"),
        "training_no",
        (
            _must("topic", "培训内容", "its topic"),
            _must("trained_on", "培训日期", "when"),
            _must("basis", "依据文件", "the texts or clauses on which it rests"),
        ),
    ),
    CoreRegister(
        CORRECTIONS,
        Name("记录更正单", "register of corrections"),
        Name("哪条记录的哪一栏何时由什么改来", "which field of which record was changed when, and from what"),
        Name("按今天的岗位核对以前的签名", "former signings are judged by today's posts"),
        "correction_no",
        (
            _must("register", "表单编号", "the form's number"),
            _must("record_no", "记录编号", "the record"),
            _must("field_title", "更正栏目", "the field, by its title"),
            _must("old_value", "原内容", "what stood there before"),
            _must("corrected_on", "更正日期", "when"),
        ),
    ),
    CoreRegister(
        CLOSINGS,
        Name("指标定格表", "register of frozen figures"),
        Name("某期的指标定格为多少", "what an indicator was for a period when it was frozen"),
        Name("不能定格，数变了不会告知", "no figure can be frozen, and nobody is told that one moved"),
        "closing_no",
        (
            _must("indicator", "指标编号", "the indicator"),
            _must("period", "期间", "the period"),
            _must("scope", "分组", "the group, where there are groups"),
            _must("value", "数", "the figure"),
            _must("row_count", "用到的记录条数", "how many rows it rests on"),
            _must("rows_digest", "记录的摘要值", "the digest of those rows"),
            _must("closed_on", "定格日期", "when it was frozen"),
            _must("reason", "重述原因", "why it was restated"),
            _may("closed_by", "定格人", "who froze it"),
        ),
    ),
    CoreRegister(
        NONCONFORMITIES,
        Name("不合格报告", "register of nonconformities"),
        Name("对不符合的报告，何时关闭", "the reports that answer breaches, and when each was closed"),
        Name("不符合不能关闭，记录改正后才消失", "a breach cannot be closed: it goes when its records are mended"),
        "nonconformity_no",
        (
            _must("rule", "违反的规则", "the rule or duty that was broken"),
            _must("breach_record", "违反规则的记录", "the record that broke it"),
            _must("closed_on", "关闭日期", "when it was closed"),
            _may("description", "不合格事实", "what happened"),
            _may("department", "责任部门", "the department that answers for it"),
            _may("disposition", "处置方式", "what was done about it"),
            _may("found_on", "发现日期", "when it was found"),
            _may(
                "due_on", "应完成日期", "by when it is to be closed", ("不提示逾期", "nobody is told that it is late")
            ),
        ),
    ),
    CoreRegister(
        ACTIONS,
        Name("纠正措施单", "register of corrective actions"),
        Name(
            "针对不合格采取的措施，何时完成、验证", "what was done against a nonconformity, when, and with what effect"
        ),
        Name("报告关闭，不符合即关闭", "a breach is closed with its report"),
        "action_no",
        (
            _must("nonconformity_no", "不合格编号", "the nonconformity"),
            _may("cause", "原因", "its cause"),
            _may("measure", "纠正措施", "what is done"),
            _may("department", "责任部门", "the department that answers for it"),
            _may("responsible", "责任人", "who answers for it"),
            _may("due_on", "应完成日期", "by when", ("不提示逾期", "nobody is told that it is late")),
            _may("done_on", "完成日期", "when it was done", ("不提示逾期", "nobody is told that it is late")),
            _may("verified_on", "验证日期", "when it was verified", ("不须验证", "it needs no verification")),
            _may("effective", "措施是否有效", "whether it helped", ("验证即算有效", "verified is effective"), Effect),
        ),
    ),
)
REGISTERS_BY_NAME = {register.name: register for register in REGISTERS}
