"""What findings of the steps of an approval, of signatures and of keys say."""

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
    "signature-forged": Entry(
        ERROR,
        "签名不符：签名后审批被改动，或「{person}」签的不是这份审批的这一步",
        "审批被改动的恢复原值；确实要改的，由本人重新签名：shoukong sign {approval}",
        "the approval was changed after the signature, or {person} signed something else than this step of it",
        "restore the approval; where the change is meant, {number} signs again: shoukong sign {approval}",
    ),
    "signature-key": Entry(
        ERROR,
        "签名所用的钥匙，不是 records/allowed_signers 中「{person}」在 {day} 有效的钥匙",
        "由本人用自己的钥匙重新签名；钥匙无误的，在该文件中写上 {number} 与公钥，或改正有效期",
        "the key of this signature is not one that records/allowed_signers holds for {person} on {day}",
        "let {number} sign again with the right key, or write it, with the right days, into that file",
    ),
    "signature-stray": Entry(
        ERROR,
        "签名文件的位置不对：没有审批「{approval}」，或其中没有「{person}」",
        "移到 签名/审批编号/人员编号.sig，或删去",
        "a stray signature: there is no approval “{approval}”, or {person} is not in it",
        "move it to <approval>/<person>.sig, or delete it",
    ),
    "signature-unverified": Entry(
        WARNING,
        "这台机器没有 ssh-keygen，签名没有核对",
        "安装 OpenSSH 客户端(openssh-client)后再检查",
        "ssh-keygen is not installed here: the signature was not verified",
        "install the OpenSSH client and check again",
    ),
    "signature-no-signers": Entry(
        ERROR,
        "有签名，却没有 records/allowed_signers",
        "建立该文件，每行写人员编号与公钥",
        "there are signatures but no records/allowed_signers",
        "write that file: a staff number and a public key in each line",
    ),
    "signer-unreadable": Entry(
        ERROR,
        "这一行不能读，写着「{written}」：应是 人员编号、选项(可以不写)、公钥类型、公钥，中间空格",
        "照抄公钥文件(.pub)的一行，前面写人员编号；说明的行以 # 开头",
        "this line cannot be read, it says “{written}”: a staff number, options if any, the type of key, the key, "
        "with spaces between",
        "copy the line of the public key file (.pub) after the staff number; remarks start with #",
    ),
    "signer-key": Entry(
        ERROR,
        "这一行的公钥不完整，或与写在前面的类型不符",
        "从公钥文件(.pub)重新抄一遍，不要换行",
        "the public key in this line is cut off or damaged, or of another type than is written",
        "copy it again from the public key file (.pub), in one line",
    ),
    "signer-option": Entry(
        ERROR,
        "这一行的选项不能用，写着「{written}」：只能写 valid-after、valid-before、namespaces，各一次，有效期至少一天",
        '写成 valid-after="20260105",valid-before="20261231",namespaces="shoukong-approval"，'
        "逗号后不空格，日期八位数字",
        "the options of this line are not accepted, it says “{written}”: other than valid-after, valid-before and "
        "namespaces, written otherwise, or leaving no day on which the key is valid",
        'write them like valid-after="20260105",valid-before="20261231",namespaces="shoukong-approval", '
        "days as 8 digits",
    ),
    "signer-shared": Entry(
        ERROR,
        "同一把公钥既是「{person}」的，又是「{other}」的（第 {first} 行）：看不出是谁签的名",
        "各人用各人的钥匙；抄错的改正，多余的删去",
        "one public key is both {person}'s and {other}'s (line {first}): a signature does not tell whose it is",
        "give each a key of their own; correct what was copied wrongly, or delete it",
    ),
    "signer-pattern": Entry(
        ERROR,
        "这一行不只说一个人，写着「{written}」：不认通配符(* ? !)、逗号分开的几个名字、引号与 cert-authority",
        "每行写一个人员编号和他自己的一把公钥；几个人写几行",
        "this line does not name one person, it says “{written}”: patterns (* ? !), lists of names, quoted names and "
        "cert-authority are not accepted",
        "write one staff number and that person's own key in each line",
    ),
    "signer-stranger": Entry(
        WARNING,
        "人员登记册中没有「{person}」，这把钥匙谁也不能用",
        "改正人员编号，或删去这一行",
        "the staff register holds no “{person}”: nobody can use this key",
        "correct the staff number, or delete the line",
    ),
    "signer-kind": Entry(
        ERROR,
        "不认这一种公钥，写着「{written}」：只认 ssh-ed25519 与 sk-ssh-ed25519@openssh.com",
        "另做一把：shoukong key new --person 人员编号",
        "this kind of key is not accepted, it says “{written}”: only ssh-ed25519 and sk-ssh-ed25519@openssh.com are",
        "make another: shoukong key new --person NUMBER",
    ),
    "signer-left": Entry(
        WARNING,
        "「{name}」({person})已不在职（{left}），钥匙还没有停用",
        "停用：shoukong key revoke {person} --reason 离职",
        "{name} ({person}) is no longer with the firm ({left}), and the key still counts",
        "revoke it: shoukong key revoke {person} --reason left",
    ),
    "signers-changed": Entry(
        ERROR,
        "公钥名单与最后一次签名认可的不同：{people} 的行有增加、删去或改动",
        "恢复原来的行；确实要改的，由有权的人签名认可：shoukong key vouch --as 人员编号 --reason 原因",
        "the list of public keys is not the one last vouched for: lines of {people} came, went or changed",
        "restore the lines; where the change is meant, let somebody entitled vouch for it: "
        "shoukong key vouch --as NUMBER --reason WHY",
    ),
    "signers-unvouched": Entry(
        ERROR,
        "规则文件要求审批有签名，公钥名单却还没有人签名认可：谁都可以往里添钥匙",
        "由有权的人签名认可：shoukong key vouch --as 人员编号 --reason 首次建立",
        "the rulebook demands signed approvals, but nobody has vouched for the list of public keys: "
        "anybody may add a key",
        "let somebody entitled vouch for it: shoukong key vouch --as NUMBER --reason first",
    ),
    "signer-change-broken": Entry(
        ERROR,
        "公钥名单的这次改动接不上前一次：文件被改过，缺了一个，或次序不对",
        "从 Git 恢复 records/signer_changes 里的文件，不要改动或删去",
        "this change of the list of public keys does not follow from the one before: a file was changed, "
        "is missing or out of order",
        "restore the files of records/signer_changes from Git; they are never changed or deleted",
    ),
    "signer-change-forged": Entry(
        ERROR,
        "公钥名单的这次改动没有「{by}」在 {day} 有效的钥匙的签名：名单可能是别人改的",
        "恢复名单与 records/signer_changes，再由此前名单上有权的人认可：shoukong key vouch",
        "this change of the list of public keys lacks a signature by a key of {by} that counted on {day}: "
        "somebody else may have changed the list",
        "restore the list and records/signer_changes, then let somebody entitled, who was in the list before, "
        "vouch for it: shoukong key vouch",
    ),
    "signer-change-without-right": Entry(
        ERROR,
        "「{person}」在 {day} 无权认可公钥名单的改动：不在职，或不是规则文件 key_keepers 的岗位（{posts}）",
        "由有权的人重新认可：恢复改动前的名单，再 shoukong key vouch --as 有权的人",
        "{person} had no right on {day} to vouch for the list of public keys: not with the firm, "
        "or of no post among the rulebook's key_keepers ({posts})",
        "restore the list as it was and let somebody entitled vouch: shoukong key vouch --as NUMBER",
    ),
    "signature-missing": Entry(
        ERROR,
        "「{person}」没有对{step}签名：规则文件要求这份审批每一步都有本人的签名",
        "由 {number} 签名：shoukong sign {approval}；签过的从 Git 恢复 {path}",
        "{person} has not signed for the step “{step}”: the rulebook demands a signature for each step "
        "of this approval",
        "{number} signs: shoukong sign {approval}; what was signed is restored from Git: {path}",
    ),
    "signature-old": Entry(
        ERROR,
        "「{person}」的签名是旧格式的，没有写明哪一步与此前的封存：不能作为规则文件所要求的证明",
        "由 {number} 重新签名：shoukong sign {approval}",
        "the signature of {person} is of the first form, which names neither the step nor the seal before it: "
        "it is not the proof that the rulebook demands",
        "{number} signs again: shoukong sign {approval}",
    ),
    "merge-missing": Entry(
        ERROR,
        "审批 {approval} 不是由{who}签名的合并进入主分支的（{commit}）：规则文件要求这样的合并为证",
        "恢复这份审批原来的样子；确实批准了的，由本人另做一次签名的合并：git merge --no-ff -S（见签名的说明）",
        "approval {approval} did not come into the main branch by a merge that {who} signed ({commit}), "
        "which the rulebook demands as its proof",
        "restore the approval as it was; where it was given, let its approver bring it in again by a signed merge: "
        "git merge --no-ff -S (see the guide on signing)",
    ),
    "merge-forged": Entry(
        ERROR,
        "把审批 {approval} 并入主分支的合并（{commit}）签名不符，或不是{who}当天有效的钥匙签的",
        "由有权合并的人用登记在 records/allowed_signers 的钥匙重新合并",
        "the merge that brought approval {approval} into the main branch ({commit}) has a signature that is not good, "
        "or not by a key that was {who}'s that day",
        "let who may merge do it again with the key that records/allowed_signers holds",
    ),
    "merge-awaited": Entry(
        WARNING,
        "审批 {approval} 现在这样还没有并入主分支，没有合并可以为证",
        "由{who}用签名的合并并入主分支",
        "approval {approval} as it stands here is not on the main branch yet: no merge proves it",
        "let {who} bring it into the main branch by a signed merge",
    ),
    "merge-unseen": Entry(
        ERROR,
        "{why}，规则文件要求以合并为证的 {count} 份审批没有核对",
        "在有完整历史的克隆里检查（git fetch --unshallow，并取来主分支），并装好 OpenSSH 客户端",
        "{why}: {count} approvals that the rulebook has proved by merges were not verified",
        "check in a clone with the whole history of the main branch (git fetch --unshallow), "
        "with the OpenSSH client installed",
    ),
    "rulebook-dropped": Entry(
        ERROR,
        "没有指明规则文件，而公钥名单的认可写明自 {since} 起审批须有签名：谁有权、要什么为证都不再核对",
        "写回 rulebook: 规则文件的编号；确实不再要求签名的，在规则文件里改并审批",
        "no rulebook is named, though the list of public keys was vouched for when signatures were demanded "
        "from {since} on: neither rights nor proofs are checked any more",
        "write rulebook: its number again; where signatures are no longer wanted, change the rulebook and approve it",
    ),
    "proof-given-up": Entry(
        WARNING,
        "{revision} 起放弃了审批须有{what}为证的要求（此前自 {since} 起要求）",
        "不是有意的，在 figures 写回 proof: [{{from: {since}, kind: {kind}}}]，经审批实施",
        "revision {revision} gives up that approvals are proved by {what}, which was demanded from {since} on",
        "unless this is meant, write proof: [{{from: {since}, kind: {kind}}}] among the figures again "
        "and have it approved",
    ),
}
