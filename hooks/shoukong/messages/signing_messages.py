"""What findings of the steps of an approval say."""

from collections.abc import Mapping

from shoukong.messages.entry import ERROR, WARNING, Entry

SIGNING_MESSAGES: Mapping[str, Entry] = {
    "approval-step-missing": Entry(
        ERROR,
        "缺少{step}：按 {day} 有效的规则，每份文本都要{step}",
        "补上{step}人与日期；不设这一步的，在规则文件的 figures 写 signing: [prepare, approve]",
        "there was no {step_en}, which the rules of {day} demand of every text",
        "add who took this step and when; a firm without this step writes "
        "signing: [prepare, approve] among the rulebook's figures",
    ),
    "signing-column": Entry(
        ERROR,
        "规则文件的 signing 要审核，审批登记册（{form}）却没有 {columns}，审核记不下来",
        "在 {form} 的 schema.fields 里加上 {columns}，记录文件的表头也加上；不设审核的，signing 写 [prepare, approve]",
        "signing in the rulebook demands a review, but the register of approvals ({form}) lacks {columns}",
        "add {columns} to schema.fields in {form} and to the header of its records; "
        "a firm without a review writes signing: [prepare, approve]",
    ),
    "signing-unfilled": Entry(
        WARNING,
        "{kinds}的{steps}凑不齐人：今天在职 {people} 人中，没有各不相同的人可以各负责一步",
        "改 authority 的岗位或人员登记册；只有两个人的，在规则文件的 figures 写 signing: [prepare, approve]",
        "nobody can take the steps of a {kinds_en} ({steps_en}): "
        "of the {people} employed today, no different people may each take one",
        "change the posts in authority or the staff register; a firm of two people writes signing: [prepare, approve] "
        "among the rulebook's figures",
    ),
}
