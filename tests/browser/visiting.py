"""What a visit to a page looks for: axe's violations, and what a narrow window cuts off."""

from axe_playwright_python.base import AXE_SCRIPT

WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
# Streamlit's own, beyond our reach: rule, where, why. `docs/accessibility.md` says the same.
STREAMLITS = (
    ("list", "stSidebarNavItems", "the navigation's sections are <div>s within its list"),
    ("listitem", "stSidebarNavItems", "so its links are list items of a <div>"),
    ("scrollable-region-focusable", "stTable", "no tabindex, but Chromium and Firefox reach it"),
)
# axe leaves a text undecided where another box lies over it, though nothing is painted there:
# Streamlit's Markdown reaches 16 px over what follows. Then the ground is the nearest painted one.
_RUN = """async ([tags, rules]) => {
  const {Color, getOwnBackgroundColor, flattenColors, getContrast} = axe.commons.color;
  const isFaint = n => {
    const ink = new Color(), grounds = [];
    ink.parseString(getComputedStyle(n.element).color);
    for (let e = n.element; e; e = e.parentElement) {
      grounds.push(getOwnBackgroundColor(getComputedStyle(e)));
      if (grounds.at(-1).alpha === 1) break;
    }
    const ground = grounds.reduceRight((below, own) => flattenColors(own, below),
      new Color(255, 255, 255, 1));
    const wanted = parseFloat(n.any[0]?.data?.expectedContrastRatio) || 4.5;
    return getContrast(ground, flattenColors(ink, ground)) < wanted;
  };
  const only = rules.length ? {type: 'rule', values: rules} : {type: 'tag', values: tags};
  // Plotly's letters are drawn, not written: their colours are held by the palette's own test.
  const found = await axe.run({exclude: [['.main-svg']]},
    {runOnly: only, resultTypes: ['violations', 'incomplete'], preload: false, iframes: false,
      elementRef: true});
  const undecided = found.incomplete.filter(v => v.id === 'color-contrast').map(
    v => ({...v, nodes: v.nodes.filter(isFaint)}));
  return [...found.violations, ...undecided].flatMap(v => v.nodes.map(n => {
    const within = [];
    for (let e = n.element; e; e = e.parentElement) within.push(e.dataset.testid || '');
    const why = [...n.any, ...n.all, ...n.none].map(c => c.message).join(' ');
    return [v.id, within, `${v.id}: ${n.html.slice(0, 160)} ${why.slice(0, 240)}`];
  }));
}"""
_FITTED = """() => [...document.querySelectorAll('[data-testid=stPlotlyChart]')].every(chart => {
  const drawn = chart.querySelector('.main-svg');
  return !drawn || !chart.checkVisibility()
    || Math.abs(drawn.getBoundingClientRect().width - chart.getBoundingClientRect().width) < 3;
})"""
_CUT_OFF = """() => {
  const faults = [], main = document.querySelector('[data-testid=stMain]');
  const aside = main.scrollWidth - main.clientWidth;
  if (aside > 0) faults.push(`scrolls sideways by ${aside}`);
  for (const e of main.querySelectorAll('*')) {
    const s = getComputedStyle(e);
    if (s.textOverflow === 'ellipsis' && s.overflowX !== 'visible' && e.tagName !== 'INPUT'
        && e.scrollWidth > e.clientWidth + 1 && e.checkVisibility())
      faults.push(`cut off: ${e.innerText}`);
  }
  for (const svg of main.querySelectorAll('.main-svg')) {
    const frame = svg.getBoundingClientRect();
    for (const t of svg.querySelectorAll('text')) {
      const r = t.getBoundingClientRect();
      if (r.width && (r.left < frame.left - 2 || r.right > frame.right + 2
          || r.top < frame.top - 2 || r.bottom > frame.bottom + 2))
        faults.push(`outside its figure: ${t.textContent}`);
    }
  }
  return faults;
}"""


def find_violations(tab, *rules: str) -> list[str]:
    """What axe finds at WCAG 2.2 A and AA on the open page, or by these rules alone."""
    window = tab.viewport_size
    # axe takes what lies below the fold of a scroller within a clipped box for hidden.
    whole = tab.evaluate("document.querySelector('[data-testid=stMain]').scrollHeight")
    tab.set_viewport_size({"width": window["width"], "height": max(window["height"], whole + 200)})
    if not tab.evaluate("!!window.axe"):
        tab.evaluate(AXE_SCRIPT)
    found = tab.evaluate(_RUN, [WCAG, list(rules)])
    tab.set_viewport_size(window)
    return [
        said
        for rule, within, said in found
        if not any(rule == known and place in within for known, place, _ in STREAMLITS)
    ]


def resize(tab, width: int, height: int) -> None:
    """Another window, and every figure drawn anew for it."""
    tab.set_viewport_size({"width": width, "height": height})
    tab.wait_for_function(_FITTED, timeout=30_000, polling=100)


def find_cut_off(tab) -> list[str]:
    """What cannot be read at the window's width, once the page has come to rest."""
    faults: list[str] = []
    for _ in range(20):
        faults = tab.evaluate(_CUT_OFF)
        if not faults:
            break
        tab.wait_for_timeout(150)
    return faults
