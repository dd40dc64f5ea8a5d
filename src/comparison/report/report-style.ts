/** The whole style of the page: it loads nothing. */
export const REPORT_STYLE = `
:root { color-scheme: light dark; --line: #d0d7de; --soft: #f6f8fa; --text: #1f2328; --pale: #59636e; --good: #1a7f37; --unsure: #9a6700; --bad: #cf222e; --mark: #ffe3a3; --rate: #0969da; --back: #ffffff; }
@media (prefers-color-scheme: dark) { :root { --line: #3d444d; --soft: #151b23; --text: #e6edf3; --pale: #9198a1; --good: #3fb950; --unsure: #d29922; --bad: #f85149; --mark: #5a4a12; --rate: #4493f8; --back: #0d1117; } }
* { box-sizing: border-box; }
body { margin: 0 auto; padding: 1rem; max-width: 62rem; font: 15px/1.5 system-ui, sans-serif; color: var(--text); background: var(--back); overflow-wrap: anywhere; }
h1 { font-size: 1.5rem; margin: .5rem 0 0; } h2 { font-size: 1.15rem; margin: 2rem 0 .5rem; border-bottom: 1px solid var(--line); padding-bottom: .25rem; } h3 { font-size: 1rem; margin: 1.5rem 0 .25rem; }
p { margin: .5rem 0; } ul { margin: .5rem 0; padding-left: 1.25rem; }
.verdict { border-left: .3rem solid; padding: .75rem 1rem; background: var(--soft); font-size: 1.05rem; font-weight: 600; }
.good { border-color: var(--good); } .unsure { border-color: var(--unsure); } .bad { border-color: var(--bad); }
.scroll { overflow-x: auto; margin: .75rem 0; }
table { border-collapse: collapse; font-variant-numeric: tabular-nums; }
th, td { padding: .3rem .7rem; border-bottom: 1px solid var(--line); text-align: right; vertical-align: top; white-space: nowrap; }
th:first-child, td:first-child { text-align: left; white-space: normal; min-width: 9rem; padding-left: 0; } th { color: var(--pale); font-weight: 600; }
@media (max-width: 40rem) { body { font-size: 14px; } th, td { padding: .25rem .4rem; } th:first-child, td:first-child { min-width: 6rem; } }
.facts { color: var(--pale); font-size: .9rem; }
.answers { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(18rem, 100%), 1fr)); gap: .75rem; }
figure { margin: 0; min-width: 0; } figcaption { color: var(--pale); font-size: .85rem; }
pre { margin: .2rem 0 0; padding: .6rem; max-height: 22rem; overflow: auto; background: var(--soft); border: 1px solid var(--line); border-radius: 6px; font: 13px/1.45 ui-monospace, monospace; white-space: pre-wrap; overflow-wrap: anywhere; contain: paint; }
mark { background: var(--mark); color: inherit; }
svg { width: 100%; max-width: 46rem; height: auto; } svg text { font-size: 11px; fill: var(--pale); }
polyline { fill: none; stroke-width: 1.8; } polyline.rate { stroke: var(--rate); } circle.rate { fill: var(--rate); } polyline.noise { stroke: var(--pale); stroke-dasharray: 4 3; } circle.noise { fill: var(--pale); }
.level { stroke: var(--line); stroke-dasharray: 2 3; } .axis { stroke: var(--pale); }
`.trim();
