"""Messages about what became of records after they were made: corrections, and changes that nothing explains."""

from collections.abc import Mapping

from shoukong.messages.entry import ERROR, NOTICE, WARNING, Entry

CORRECTION_MESSAGES: Mapping[str, Entry] = {
    "correction-astray": Entry(
        ERROR,
        "更正单所说的{what}「{written}」没有",
        "照登记册改正；栏目写它的名称，表单写编号",
        "the {what_en} “{written}” that the correction is of is not there",
        "write it as the register has it: a field by its title, a form by its number",
    ),
    "correction-differs": Entry(
        ERROR,
        "更正单把 {of} 的「{title}」改为「{told}」，其后却是「{found}」",
        "把登记册与更正单改成一致；用 shoukong correct 更正，两处一次写成",
        "the correction makes “{title}” of {of} “{told}”, and after it stands “{found}”",
        "let the register and the correction agree; shoukong correct writes both at once",
    ),
    "correction-unapproved": Entry(
        ERROR,
        "这张更正单没有批准人",
        "由有权的另一位批准，填写批准人",
        "nobody approved this correction",
        "let another who is entitled to it approve it, and enter who",
    ),
    "correction-by-author": Entry(
        ERROR,
        "{person}批准了自己的更正",
        "由另一位有权的人批准",
        "{person} approved a correction of their own",
        "let another who is entitled to it approve it",
    ),
    "correction-without-authority": Entry(
        ERROR,
        "{person}（{post}）{day} 无权批准这张更正单；有权的：{posts}",
        "由有权的人批准；代行的，先登记授权委托",
        "{person} ({post}) was not entitled to approve this correction on {day}; who is: {posts_en}",
        "let somebody who is entitled approve it; record a delegation where one acts for another",
    ),
    "correction-early": Entry(
        ERROR,
        "更正单 {approved} 批准，{found} 才发现写错",
        "改正两个日期中写错的一个",
        "the correction was approved on {approved}, before the mistake was found on {found}",
        "mend the day that is wrong",
    ),
    "correction-twice": Entry(
        ERROR,
        "对 {of} 的这一更正已登记为 {first}",
        "删去后登记的一张",
        "this correction of {of} is entered already, as {first}",
        "take out the later of the two",
    ),
    "correction-barred": Entry(
        ERROR,
        "{of} 的「{title}」不能更正：编号一经使用不改，更正单本身不再更正，没有编号的登记册不能更正",
        "登记错了的，用 shoukong withdraw 作废，另登一条；更正单写错的，对同一栏再补一张更正单",
        "“{title}” of {of} cannot be corrected: not a number, a correction, or a row without a number",
        "withdraw a wrong record with shoukong withdraw and enter it anew; correct the same field again",
    ),
    "history-changed": Entry(
        ERROR,
        "《{table}》的「{title}」由「{before}」改为「{after}」，没有更正单（{day}，{author}，提交 {commit}）",
        "确属写错的，补一张更正单，写明这两个值与原因；否则改回原值",
        "“{title}” in {table} changed from “{before}” to “{after}” silently ({day}, {author}, commit {commit})",
        "where it was wrong, enter a correction with both values and the reason; else put it back",
    ),
    "history-gone": Entry(
        ERROR,
        "《{table}》的这条记录被删去（{day}，{author}，提交 {commit}）",
        "从历史中取回这一行；确应销毁的，保留销毁审批表备查",
        "this record of {table} was deleted ({day}, {author}, commit {commit})",
        "bring the row back from history; where it was disposed of, keep the approval of that",
    ),
    "record-changed": Entry(
        ERROR,
        "《{table}》{number} 的「{title}」已发布为「{before}」，现在是「{after}」，没有更正单",
        "改回原值；确属写错的，改回后用 shoukong correct {number} {title} 新内容 更正",
        "“{title}” of {number} in {table} was published as “{before}”, says “{after}” now, and has no correction",
        "put it back; where it was wrong, then run shoukong correct {number} {title} with what is right",
    ),
    "record-gone": Entry(
        ERROR,
        "《{table}》已发布的 {count} 条记录不见了：{numbers}",
        "从 Git 取回这些行；重复登记或登错了表的，用 shoukong withdraw 作废；到期销毁的，先办销毁审批",
        "records of {table} that were published are gone ({count}): {numbers}",
        "bring the rows back from Git; withdraw with shoukong withdraw what was entered twice or in the wrong register",
    ),
    "published-shallow": Entry(
        WARNING,
        "这份克隆只有最近的提交，没有核对已发布的记录有没有改动",
        "运行 git fetch --unshallow；在 GitHub Actions 中给 actions/checkout 写 fetch-depth: 0",
        "this clone holds the latest commits alone: whether published records were changed was not checked",
        "run git fetch --unshallow; in GitHub Actions give actions/checkout fetch-depth: 0",
    ),
    "published-no-branch": Entry(
        WARNING,
        "Git 里找不到主分支，没有核对已发布的记录有没有改动",
        "在 portal.yaml 的 main_branch 写主分支的名称，或先运行 git fetch origin",
        "Git knows no main branch here: whether published records were changed was not checked",
        "name it by main_branch in portal.yaml, or run git fetch origin",
    ),
    "sample-renewed": Entry(
        NOTICE,
        "样例记录重新生成或清除了（{count} 个文件），与已发布的不核对",
        "样例不是单位自己的记录；自己的记录列进了 records/sample.yaml 的，从中删去",
        "sample records were made anew or cleared away (files: {count}); they are not compared with what was published",
        "a sample is no record of the firm; take files of your own out of its list",
    ),
}
