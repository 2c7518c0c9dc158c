"""Words that want to be more than words. `zqran` is the function that none of them may call."""

OUTSIDE = "evil.test"

MARKUP = (
    f' <zq-node></zq-node><img src="http://{OUTSIDE}/i" onerror="zqran=1">[a](http://{OUTSIDE})'
    f"![b](http://{OUTSIDE}/p) $x^2$ :red[c] :material/bug_report: **d**"
)
"""One of each kind, short enough for every field."""

MORE_MARKUP = (
    ' <script>zqran=1</script><svg onload="zqran=1"><a xlink:href="javascript:zqran=1">x</a></svg>'
    "[j](javascript:zqran=1)`c`{{7*7}}%{x}\u202egnp\u202ca\u200bb :small[s] $$y$$"
)
"""Those that the first has no room for."""

PAYLOADS = (
    "'; DROP TABLE incident; --",
    '" OR "1"="1',
    "Robert'); DELETE FROM audit WHERE (1=1",
    "%' AND 1=CAST((SELECT name FROM sqlite_master) AS INT) --",
    "\\'; ATTACH DATABASE '/tmp/evil.db' AS e; --",
    "<script>zqran=1</script>",
    f'<img src=x onerror="fetch(`http://{OUTSIDE}`)">',
    '<svg onload="zqran=1"><a xlink:href="javascript:zqran=1">x</a></svg>',
    f"[link](http://{OUTSIDE}) ![image](http://{OUTSIDE}/i.png)",
    f"<http://{OUTSIDE}> http://{OUTSIDE} www.{OUTSIDE} someone@{OUTSIDE}",
    "[x](javascript:zqran=1) [x](data:text/html,<script>zqran=1</script>)",
    "$\\href{javascript:zqran=1}{x}$ $$\\frac{1}{2}$$",
    ":material/bug_report: :red[red] :blue-background[b] :small[s] :shortcut[k]",
    "# heading\n\n- list\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n```\ncode\n```",
    f'<b>bold</b><br><a href="http://{OUTSIDE}">link</a><i>%{{x}}</i>',
    '=HYPERLINK("http://evil.test","x")',
    "=cmd|'/c calc'!A1",
    "+1+1",
    "-2+3",
    "@SUM(A1)",
    "\t=1+1",
    "\r=1+1",
    "\uff1d1+1",
    '#let x = 1; #panic("x") #eval("1") @label $x$ *b*',
    '"), ("; #read("/etc/passwd")',
    "../../../etc/passwd",
    'a"; filename="evil.exe',
    "CON\\NUL:|?*<>",
    "x\r\nSet-Cookie: stolen=1\r\n\r\n<script>zqran=1</script>",
    "\u202egnp.exe\u202c \u2066iso\u2069",
    "a\u200bb\u200d\ufeffc\u2060",
    "nul\x00byte",
    "\x07\x1b[31mred\x1b[0m",
    "\ud7ff\ue000\ufffe\uffff",
    "x" * 10_000,
    "\U0001f476\U0001f3fd" * 200,
    "{{7*7}} ${7*7} #{7*7} <%= 7*7 %> {0} %s %(x)s",
    " ",
    "\n\n\n",
)
