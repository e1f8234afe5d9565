"""The registers of people that the engine rests on: who is with the firm, in which posts, and who acts for whom."""

from shoukong.messages.names import Name
from shoukong.records.core_shape import CoreRegister, may, must

STAFF = "staff"
POSTS = "posts_held"
DELEGATIONS = "delegations"

PEOPLE: tuple[CoreRegister, ...] = (
    CoreRegister(
        STAFF,
        Name("人员登记册", "staff register"),
        Name("谁在单位、在哪个部门和岗位、何时入职离职", "who is with the firm, where, in which post, and since when"),
        Name("不核对审批与签收的人，也没有人须要阅读", "no person is checked, and nobody has to read anything"),
        "staff_no",
        (
            must("name", "姓名", "the person's name"),
            may(
                "department",
                "部门；有岗位任职登记册的登在那一册",
                "the department; a register of posts tells it where one is kept",
                ("没有岗位任职登记册的，按部门的阅读对象认不出人", "without that, audiences by department find nobody"),
            ),
            may(
                "post",
                "岗位；有岗位任职登记册的登在那一册",
                "the post; a register of posts tells it where one is kept",
                ("没有岗位任职登记册的，不核对岗位权限", "without that, the authority of posts is not checked"),
            ),
            may("hired_on", "入职日期", "the first day", ("入职前的签名不会发现", "signing before it is not found")),
            may("left_on", "离职日期", "the last day", ("离职后的签名不会发现", "signing after it is not found")),
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
            must("staff_no", "人员编号", "the person"),
            must("post", "岗位", "the post"),
            may(
                "department",
                "部门",
                "the department",
                ("按部门的阅读对象认不出人", "audiences by department find nobody"),
            ),
            must("from", "任职起始日期", "the first day"),
            must("until", "任职截止日期，在任的不填", "the last day; empty while the post is held"),
        ),
    ),
    CoreRegister(
        DELEGATIONS,
        Name("授权委托登记册", "register of delegations"),
        Name("谁在哪几天书面委托谁代行哪个岗位", "who lets whom act for which post on which days, in writing"),
        Name("代理人签的字按其本人的岗位判断", "what a delegate signs is judged by the own post"),
        "delegation_no",
        (
            must("staff_no", "委托人的编号", "who delegates"),
            must("delegate", "代理人的编号", "who acts"),
            must("post", "代行的岗位", "the post whose rights are delegated"),
            must("from", "起始日期", "the first day"),
            must("until", "截止日期", "the last day"),
        ),
    ),
)
