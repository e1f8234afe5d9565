"""What `shoukong key` says, in Chinese and English."""

TEXTS = {
    "zh": {
        "faulty": "{path} 有不能读的行（{lines}），什么都没有写：先按 shoukong check 的说明改正。",
        "failed": "没有做成：{problem}",
        "stranger": "人员登记册中没有今天在职的「{person}」，什么都没有写。用人员编号。",
        "not-employed": "「{person}」在 {day} 不在职，什么都没有写。",
        "no-number": "「{person}」不能作为名单里的人员编号：不能有空格、引号、逗号与 * ? ! #。",
        "inside": "私钥不能放在门户的文件夹里（{path}）：会随仓库公开。用 --out 指到别处，或不写 --out。",
        "taken": "{path} 已经有一把钥匙，没有改动。用它：--public {path}.pub；要另做一把，用 --out 指到别处。",
        "no-home": "不知道个人文件夹在哪里：用 --out（或 --key）写明钥匙的位置。",
        "not-public": "{path} 不是 ssh-ed25519 的公钥文件(.pub)，什么都没有写。",
        "known": "这把公钥已在第 {line} 行，是「{person}」的，什么都没有写：各人用各人的钥匙。",
        "passphrase": "接着输入两次口令（passphrase）；输入时不显示，直接回车是不设口令。",
        "made": "已为 {name}({person}) 做好钥匙，自 {since} 起有效：\n"
        "  自己留好：私钥 {path}，不要给任何人，不要放进仓库；再存一份在本人保管的 U 盘上。\n"
        "  口令只有本人知道，忘了不能找回，只能停用后另做。\n"
        "  要交的：{list} 里新加的一行（公钥，可以公开），随合并请求提交。\n"
        "  指纹 {fingerprint}，当面念给认可的人核对。",
        "entered": "已登记 {name}({person}) 的公钥，自 {since} 起有效：{list}，指纹 {fingerprint}。"
        "请与本人当面核对指纹。",
        "then-vouch": "接着由有权的人认可名单的改动：shoukong key vouch --reason 原因",
        "nothing": "「{person}」没有在 {day} 之后仍有效的钥匙，什么都没有写。",
        "no-reason": "请写明停用的原因：--reason。",
        "revoked": "{name}({person}) 的钥匙自 {day} 起停用：此前各步的签名照算，{day} 起的不算。",
        "no-keys": "{path} 里还没有钥匙：shoukong key new --person 人员编号",
        "open": "有效",
        "future": "待生效",
        "ended": "已停用",
        "here": "（钥匙在这台机器上）",
        "vouched": "名单最近由 {name} 在 {day} 认可（第 {number} 次）。",
        "broken": "{path} 接不上前一次或签名不符，什么都没有写：先从 Git 恢复 records/signer_changes。",
        "who": "看不出由谁认可：用 --as 写人员编号。",
        "no-right": "按规则文件的 key_keepers，{person} 无权认可公钥名单；有权的岗位：{posts}。",
        "unchanged": "名单与最近一次认可的相同，没有再签。",
        "vouching": "将要认可的公钥名单的改动：",
        "ask": "以 {person} 的名义认可这些改动吗？",
        "not-allowed": "没有认可：这把钥匙不是此前名单上「{person}」在 {day} 有效的钥匙。",
        "vouched-now": "已认可：{path} 与旁边的 .sig。请与名单一起提交到仓库。",
    },
    "en": {
        "faulty": "{path} has lines that cannot be read ({lines}); nothing was written: "
        "mend them as shoukong check says.",
        "failed": "It was not done: {problem}",
        "stranger": "Nobody of the number “{person}” is with the firm today; nothing was written.",
        "not-employed": "“{person}” is not with the firm on {day}; nothing was written.",
        "no-number": "“{person}” cannot be a staff number in the list: no spaces, quotes, commas or * ? ! #.",
        "inside": "A private key must not lie in the portal ({path}), which is shared: name another place with --out, "
        "or leave it out.",
        "taken": "There is a key at {path} already, which was left alone. To use it: --public {path}.pub; "
        "to make another, name another place with --out.",
        "no-home": "The home folder is not known: say with --out (or --key) where the key is.",
        "not-public": "{path} is not the public key file (.pub) of an ssh-ed25519 key; nothing was written.",
        "known": "This key is in line {line} already, as that of “{person}”; nothing was written: "
        "each has a key of their own.",
        "passphrase": "Next enter a passphrase, twice; it is not shown, and an empty one is none.",
        "made": "A key was made for {name} ({person}), to count from {since}:\n"
        "  Keep: the private key {path}; give it to nobody, never put it into the repository, keep a copy.\n"
        "  Only you know its passphrase; if it is forgotten, the key is revoked and another made.\n"
        "  Hand in: the new line in {list} (the public key), by a merge request.\n"
        "  Fingerprint {fingerprint}: read it out to whoever vouches for it.",
        "entered": "The public key of {name} ({person}) was entered, to count from {since}: {list}, fingerprint "
        "{fingerprint}. Compare the fingerprint face to face.",
        "then-vouch": "Next, somebody entitled vouches for the change: shoukong key vouch --reason WHY",
        "nothing": "“{person}” has no key that counts after {day}; nothing was written.",
        "no-reason": "Say why it is revoked: --reason.",
        "revoked": "The keys of {name} ({person}) no longer count from {day} on: signatures for days before still do.",
        "no-keys": "{path} holds no key yet: shoukong key new --person NUMBER",
        "open": "counts",
        "future": "to come",
        "ended": "ended",
        "here": "(the key lies here)",
        "vouched": "{name} vouched for the list last, on {day} (change {number}).",
        "broken": "{path} does not follow from the one before, or its signature is wrong; nothing was written: "
        "restore records/signer_changes from Git first.",
        "who": "It is not clear who vouches: name the staff number with --as.",
        "no-right": "By key_keepers in the rulebook {person} may not vouch for the list of keys, but only: {posts}.",
        "unchanged": "The list is the one last vouched for; nothing was signed.",
        "vouching": "Changes of the list of keys to vouch for:",
        "ask": "Vouch for these changes as {person}?",
        "not-allowed": "Not vouched for: this is not a key that the list before held for “{person}” on {day}.",
        "vouched-now": "Vouched for: {path} and the .sig beside it. Commit them together with the list.",
    },
}
