"""What is said of a history that cannot be told, or of a commit with which nothing can be compared."""

from shoukong.finding import shorten
from shoukong.history.former_folder import NoCommit
from shoukong.history.main_line import NoHistory
from shoukong.language import Speech


def no_history_words(why: NoHistory, say: Speech) -> str:
    """Why there is no history to tell, and what to do."""
    match why:
        case NoHistory.SHALLOW:
            return say("这份克隆只有最近的提交，看不到全部历史：先运行 git fetch --unshallow")
        case NoHistory.NO_BRANCH:
            return say("找不到主分支：在 portal.yaml 的 main_branch 写它的名称，或先运行 git fetch origin")
        case NoHistory.NO_COMMIT:
            return say("还没有提交过记录，没有历史可看：先用 Git 提交")
        case _:
            return say("这里没有 Git 仓库，没有历史可看：在克隆下来的文件夹里运行")


def no_commit_words(why: NoCommit, ref: str, say: Speech) -> str:
    """Why there is nothing to compare with, and what to do."""
    match why:
        case NoCommit.CUT_OFF:
            return say(
                "这份克隆只有最近的提交，里面没有「%(ref)s」：先运行 git fetch --unshallow，"
                "持续集成里取出全部提交（fetch-depth: 0、GIT_DEPTH: 0）",
                ref=shorten(ref),
            )
        case NoCommit.INCOMPLETE:
            return say("这份克隆里没有「%(ref)s」的全部文件：先运行 git fetch --refetch --no-filter", ref=shorten(ref))
        case NoCommit.UNKNOWN:
            return say(
                "这里没有「%(ref)s」这个提交、分支或标签：用 git branch -a 和 git tag 看有哪些，"
                "别处的先运行 git fetch origin，再写作 origin/分支名",
                ref=shorten(ref),
            )
        case _:
            return say("这里没有 Git 仓库，没有可比的「%(ref)s」：在克隆下来的文件夹里运行", ref=shorten(ref))
