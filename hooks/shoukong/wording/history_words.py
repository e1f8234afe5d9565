"""What is said of a history that cannot be told."""

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
