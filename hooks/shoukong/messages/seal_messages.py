"""Messages about seals: rows of sealed periods that are not as they were sealed, and seals that are not whole."""

from collections.abc import Mapping

from shoukong.messages.entry import ERROR, NOTICE, WARNING, Entry

SEAL_MESSAGES: Mapping[str, Entry] = {
    "seal-row-changed": Entry(
        ERROR,
        "《{table}》的这条记录与 {seal} 封存的（{period}）不一样，没有更正单说明",
        "改回封存时的内容；确属写错的，补一张更正单，写明原内容与更正后内容",
        "this record of {table} is not what {seal} sealed ({period}), and no correction explains it",
        "put back what was sealed; where that was wrong, enter a correction with the old and the new value",
    ),
    "seal-row-gone": Entry(
        ERROR,
        "《{table}》中 {seal} 封存的这条记录（{period}）没有了",
        "从历史或备份中取回这一行，放回 {path}；作废的记录留在原处并写明",
        "the record of {table} that {seal} sealed ({period}) is gone",
        "bring the row back into {path} from history or a backup; a void record stays where it is and says so",
    ),
    "seal-row-moved": Entry(
        ERROR,
        "《{table}》中 {seal} 封存的这条记录（{period}）不在原处，原在 {path}",
        "把这一行放回 {path} 中原来的次序；确须改放的，用 shoukong seal --again --reason 重新封存",
        "the record of {table} that {seal} sealed ({period}) does not stand where it stood, in {path}",
        "put the row back into {path} in its order; where it must stand elsewhere, seal again with --again --reason",
    ),
    "seal-row-added": Entry(
        ERROR,
        "《{table}》的这条记录日期在已封存的期间（至 {through}），封存时没有它",
        "日期写错的改正日期；确属迟录的，写入登记册后写明原因重新封存："
        "shoukong seal --through {period} --again --reason",
        "this record of {table} is of a time that is sealed (until {through}), and was not there then",
        "mend a wrong date; where it is entered late, write it into the register and seal again, saying why: "
        "shoukong seal --through {period} --again --reason",
    ),
    "seal-part-gone": Entry(
        ERROR,
        "{seal} 封存的文件 {path} 没有了，其中封存的记录有 {count} 条",
        "从历史或备份中取回这个文件；改了名字的改回原名",
        "the part {path} that {seal} sealed is gone, with its sealed records ({count})",
        "bring the file back from history or a backup; where it was renamed, give it its name back",
    ),
    "seal-rows-many": Entry(
        ERROR,
        "《{table}》还有 {count} 条封存的记录同样不对，不再逐条列出",
        "先看列出的各条；多半是同一个原因",
        "there are more sealed records of {table} that are not as they were ({count}), not listed one by one",
        "look at those that are listed first: most likely the cause is the same",
    ),
    "seal-unreadable": Entry(
        ERROR,
        "封存 {seal} 的文件不能读，或改动过",
        "从历史或备份中取回这个文件，一个字符也不要改",
        "the head of seal {seal} cannot be read, or was altered",
        "bring the file back from history or a backup, every sign of it",
    ),
    "seal-altered": Entry(
        ERROR,
        "封存 {seal} 的这个文件不是封存时的那个",
        "从历史或备份中取回这个文件；它管的记录在此之前无法核对",
        "this file of seal {seal} is not the one that was sealed",
        "bring the file back from history or a backup; until then the records in it cannot be compared",
    ),
    "seal-stray": Entry(
        WARNING,
        "封存的文件夹里有一个不属于任何封存的文件",
        "移到别处，或删去",
        "there is a file among the seals that belongs to none of them",
        "move it elsewhere or delete it",
    ),
    "seal-chain": Entry(
        ERROR,
        "封存 {seal} 接在摘要值 {before} 的封存之后，它前面的却不是",
        "中间缺了封存的，从历史中取回；两个分支各自封存的，保留先合并的，删去另一个的文件夹与登记，再封存一次",
        "seal {seal} follows a seal with the digest {before}, which is not the one before it",
        "bring back the seal that is missing; where two branches sealed, keep the one merged first, delete the folder "
        "and the row of the other, and seal again",
    ),
    "seal-missing": Entry(
        ERROR,
        "登记了封存 {seal}，文件夹 seals/{seal} 却没有",
        "从历史或备份中取回这个文件夹",
        "seal {seal} is registered, and the folder seals/{seal} is not there",
        "bring the folder back from history or a backup",
    ),
    "seal-unregistered": Entry(
        ERROR,
        "封存 {seal} 没有登记在《{table}》里",
        "从历史中取回登记的那一行",
        "seal {seal} is not in {table}",
        "bring its row back from history",
    ),
    "seal-differs": Entry(
        ERROR,
        "登记的「{title}」是「{written}」，封存 {seal} 的却是「{found}」",
        "两者从历史中核对：改动过的那个改回来",
        "the register says “{title}” is “{written}”, seal {seal} says “{found}”",
        "compare both with history, and put back the one that was altered",
    ),
    "seal-text-changed": Entry(
        ERROR,
        "{subject} {revision} 没有 {seal} 封存的那个文本了，审批也不写着封存的摘要值",
        "取回封存的文本与原来的审批；文本要改的，出新的版本再审批",
        "the text of {subject} {revision} that {seal} sealed is not there any more, and no approval holds its digest",
        "bring back the text and its approval; what is to be changed needs a new revision and its own approval",
    ),
    "seal-file-changed": Entry(
        ERROR,
        "{seal} 封存的这个签名文件改动过，或没有了",
        "从历史或备份中取回原来的文件；签名与名单的认可只增加，不改动",
        "this file of a signature, which {seal} sealed, was altered or is gone",
        "bring the file back from history or a backup: signatures and vouched changes are added, never altered",
    ),
    "seal-file-since": Entry(
        NOTICE,
        "这个文件与 {seal} 封存时不同",
        "核对是谁为什么改的；改得对的，下一次封存以后不再提示",
        "this file is not what it was when {seal} sealed",
        "see who changed it and why; where that was right, the next seal covers it",
    ),
    "seal-forged": Entry(
        ERROR,
        "封存 {seal} 的签名不能证明是{person}签的：签名或封存改动过，或 records/allowed_signers 中没有这把钥匙",
        "查明是谁换了签名、封存或名单；从历史中取回原来的",
        "the signature of seal {seal} does not prove that {person} made it: signature or seal was altered, or "
        "records/allowed_signers does not hold the key",
        "find out who replaced the signature, the seal or the list, and bring back the original",
    ),
    "seal-unsigned": Entry(
        ERROR,
        "封存 {seal} 应当有{person}的签名，却没有",
        "从历史中取回签名文件 seal.json.sig；封存时就没有签的，用 shoukong seal --key 再封存下一个期间，由它一并证明",
        "seal {seal} should be signed by {person}, and is not",
        "bring seal.json.sig back from history; where it was never signed, seal the next period with --key, which "
        "vouches for this one too",
    ),
}
