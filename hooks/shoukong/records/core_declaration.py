"""The registers that the engine rests on, declared: what each is for, its columns, and what is lost without them."""

from shoukong.messages.names import Name
from shoukong.records.core_afterlife import AFTERLIFE
from shoukong.records.core_people import PEOPLE
from shoukong.records.core_shape import CoreRegister, may, must
from shoukong.records.core_words import (
    ChangeKind,
    CheckResult,
    Decision,
    Effect,
    ItemAction,
    ReviewOutcome,
)

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
CLOSINGS = "indicator_closings"
NONCONFORMITIES = "nonconformities"
ACTIONS = "corrective_actions"
DEVIATIONS = "deviations"
SEALINGS = "record_seals"


_SUBJECT = must("subject", "文件或表单的编号", "the number of the document or form")
_REVISION = must("revision", "版本", "its revision")

REGISTERS: tuple[CoreRegister, ...] = (
    *PEOPLE,
    CoreRegister(
        APPROVALS,
        Name("文件审批记录", "register of approvals"),
        Name("哪份文本由谁在何时编制、审核、批准", "which text was prepared, reviewed and approved by whom and when"),
        Name("文本都没有经过审批，谁改了正文看不出来", "no text is approved, and nobody sees that one was altered"),
        "approval_no",
        (
            _SUBJECT,
            _REVISION,
            must("digest", "文本的摘要值", "the digest of the text"),
            must("prepared_by", "编制人", "who prepared it"),
            must("prepared_on", "编制日期", "when it was prepared"),
            may("reviewed_by", "审核人", "who reviewed it", ("没有审核这一步", "there is no step of review")),
            may("reviewed_on", "审核日期", "when it was reviewed", ("没有审核这一步", "there is no step of review")),
            must("approved_by", "批准人", "who approved it"),
            must("approved_on", "批准日期", "when it was approved"),
            must("change_kind", "更改类别", "the kind of change", ChangeKind),
            may("reason", "原因", "why it was changed"),
            may("impact", "影响", "what the change touches"),
            may("change_no", "更改申请编号", "the change request", ("不与更改申请对照", "requests are not compared")),
            may("withdrawn_on", "作废日期", "the day of withdrawal", ("不能整份作废", "nothing can be withdrawn")),
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
            must("staff_no", "签收人的编号", "the number of who signed"),
            must("read_on", "阅读日期", "when it was read"),
        ),
    ),
    CoreRegister(
        CHANGE_REQUESTS,
        Name("文件更改申请单", "register of change requests"),
        Name("为什么更改、由谁决定、何时实施", "why something is changed, who decides, and from when it applies"),
        Name("没有更改申请，只有版本", "there are revisions without requests"),
        "change_no",
        (
            must("reason", "更改原因", "why it is changed"),
            must("decision", "处理决定", "the decision", Decision),
            must("closed_on", "办结日期", "when it was done"),
            may("title", "题目", "what it is about", ("以原因代替", "the reason stands for it")),
            may("impact", "影响", "what it touches"),
            may("effective_on", "拟实施日期", "the day from which it is to apply"),
            may("retraining", "培训安排", "the training that it needs"),
            may("department", "申请部门", "the department that asks"),
            may("requested_by", "申请人", "who asks"),
            may("requested_on", "申请日期", "when it was asked for"),
            may("decided_by", "决定人", "who decided"),
            may("decided_on", "决定日期", "when it was decided"),
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
            must("change_no", "更改申请编号", "the change request"),
            _SUBJECT,
            may("proposed_on", "提出日期", "when it was proposed"),
            may("action", "更改方式", "what is done", words=ItemAction),
            may("clause_no", "条款号", "the clause"),
            may("proposal", "更改内容", "the proposal"),
            may("from_revision", "原版本", "the revision before"),
            may(
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
            must("reviewed_on", "复审日期", "when it was reviewed"),
            must("outcome", "结论", "what came of it", ReviewOutcome),
            may("revision", "复审的版本", "the revision", ("不核对版本", "the revision is not checked")),
            may("reviewed_by", "复审人", "who reviewed it"),
            may("grounds", "理由", "why"),
            may("change_no", "更改申请编号", "the change request that it led to"),
        ),
    ),
    CoreRegister(
        LINK_REVIEWS,
        Name("关联核对记录", "register of looks at links"),
        Name("所引条款改了之后，谁核对过引用", "who looked at a reference after what it refers to was changed"),
        Name("引用不会存疑", "no reference is in doubt"),
        "link_review_no",
        (
            must("referrer", "引用方", "what refers"),
            _SUBJECT,
            _REVISION,
            may("outcome", "结论", "what came of it"),
            may("checked_by", "核对人", "who looked"),
            may("checked_on", "核对日期", "when"),
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
            must("holder", "持有人", "who holds it"),
            must("returned_on", "收回日期", "when it came back"),
            may("kept_at", "存放处", "where it is kept"),
            may("issued_by", "发放人", "who issued it"),
            may("issued_on", "发放日期", "when", ("不核对是否先批准后发放", "issuing before approval is not found")),
            may("return_kind", "收回方式", "how it came back"),
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
            must("title", "名称", "its title"),
            may("external_kind", "类别", "its kind"),
            may("issuer", "发布单位", "who issued it"),
            may("edition", "文号或版次", "its edition"),
            may(
                "effective_on",
                "实施日期",
                "since when",
                ("未核对过的不会催", "what was never checked is not called for"),
            ),
            may("kept_at", "存放处", "where it is kept"),
            may("clauses", "落实的条款", "the clauses", ("不核对条款", "no clause is checked")),
        ),
    ),
    CoreRegister(
        EXTERNAL_CHECKS,
        Name("外来文件核对记录", "register of checks of external documents"),
        Name("谁在何时核对外来文件是否换版", "who looked when whether a source has changed"),
        Name("不催核对外来文件", "nobody is reminded to look at a source again"),
        "check_no",
        (
            must("external_no", "外来文件编号", "the external document"),
            must("checked_on", "核对日期", "when"),
            may("checked_by", "核对人", "who looked"),
            may("result", "结果", "what was found", ("不知道已废止", "a repeal is not known"), CheckResult),
            may("edition", "查得的文号或版次", "the edition found"),
            may("change_no", "更改申请编号", "the change request that it led to"),
        ),
    ),
    CoreRegister(
        TRAININGS,
        Name("培训记录", "register of trainings"),
        Name("培训讲了什么、依据哪些文件", "what a training was about, and on which texts it rests"),
        Name("依据改了的培训不会存疑", "no training is in doubt when its text changes"),
        "training_no",
        (
            must("topic", "培训内容", "its topic"),
            must("trained_on", "培训日期", "when"),
            must("basis", "依据文件", "the texts or clauses on which it rests"),
        ),
    ),
    *AFTERLIFE,
    CoreRegister(
        CLOSINGS,
        Name("指标定格表", "register of frozen figures"),
        Name("某期的指标定格为多少", "what an indicator was for a period when it was frozen"),
        Name("不能定格，数变了不会告知", "no figure can be frozen, and nobody is told that one moved"),
        "closing_no",
        (
            must("indicator", "指标编号", "the indicator"),
            must("period", "期间", "the period"),
            must("scope", "分组", "the group, where there are groups"),
            must("value", "数", "the figure"),
            must("row_count", "用到的记录条数", "how many rows it rests on"),
            must("rows_digest", "记录的摘要值", "the digest of those rows"),
            must("closed_on", "定格日期", "when it was frozen"),
            must("reason", "重述原因", "why it was restated"),
            may("closed_by", "定格人", "who froze it"),
        ),
    ),
    CoreRegister(
        SEALINGS,
        Name("封存登记表", "register of seals"),
        Name(
            "哪个期间由谁在何时封存，摘要值是什么", "which period was sealed by whom and when, with the seal's digest"
        ),
        Name("不能封存，已过去的期间改了看不出来", "nothing can be sealed, and nobody sees that the past was altered"),
        "seal_no",
        (
            must("through", "封存至", "the last day that is sealed"),
            must("sealed_on", "封存日期", "when it was sealed"),
            must("digest", "封存的摘要值", "the digest of the seal"),
            may("sealed_by", "封存人", "who sealed it"),
            may("reason", "重新封存的原因", "why it was sealed again"),
        ),
    ),
    CoreRegister(
        NONCONFORMITIES,
        Name("不合格报告", "register of nonconformities"),
        Name("对不符合的报告，何时关闭", "the reports that answer breaches, and when each was closed"),
        Name("不符合不能关闭，记录改正后才消失", "a breach cannot be closed: it goes when its records are mended"),
        "nonconformity_no",
        (
            must("rule", "违反的规则", "the rule or duty that was broken"),
            must("breach_record", "违反规则的记录", "the record that broke it"),
            must("closed_on", "关闭日期", "when it was closed"),
            may("description", "不合格事实", "what happened"),
            may("department", "责任部门", "the department that answers for it"),
            may("disposition", "处置方式", "what was done about it"),
            may("found_on", "发现日期", "when it was found"),
            may("due_on", "应完成日期", "by when it is to be closed", ("不提示逾期", "nobody is told that it is late")),
        ),
    ),
    CoreRegister(
        DEVIATIONS,
        Name("偏离登记册", "register of deviations"),
        Name(
            "条款写“原则上”的，谁在事前同意哪一条记录偏离",
            "who agreed beforehand that a record departs from what is said in principle",
        ),
        Name(
            "没有偏离：写“原则上”的条款没有做到的，都是不符合",
            "there are none: whatever departs from what is said in principle is a breach",
        ),
        "deviation_no",
        (
            must("rule", "偏离的规则", "the rule or duty that is departed from"),
            must("record", "偏离的记录", "the record that departs from it"),
            must("agreed_by", "同意人", "who agreed"),
            must("agreed_on", "同意日期", "when"),
            may("reason", "理由", "why"),
            may(
                "clause",
                "依据的条款",
                "by right of which clause",
                ("依据不核对", "the right is not traced to a clause"),
            ),
            may(
                "proposed_by",
                "提出人",
                "who asked for it",
                ("自己同意自己的不会发现", "agreeing to one's own is not found"),
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
            must("nonconformity_no", "不合格编号", "the nonconformity"),
            may("cause", "原因", "its cause"),
            may("measure", "纠正措施", "what is done"),
            may("department", "责任部门", "the department that answers for it"),
            may("responsible", "责任人", "who answers for it"),
            may("due_on", "应完成日期", "by when", ("不提示逾期", "nobody is told that it is late")),
            may("done_on", "完成日期", "when it was done", ("不提示逾期", "nobody is told that it is late")),
            may("verified_on", "验证日期", "when it was verified", ("不须验证", "it needs no verification")),
            may("effective", "措施是否有效", "whether it helped", ("验证即算有效", "verified is effective"), Effect),
        ),
    ),
)
REGISTERS_BY_NAME = {register.name: register for register in REGISTERS}
