/// How the page of an evaluation looks: light and dark, on a telephone and on paper.
enum EvaluationStyle {
    static let css = """
        :root { color-scheme: light dark; --ink: #1b1f24; --soft: #57606a; --page: #ffffff; \
        --card: #f6f8fa; --line: #d0d7de; --accent: #0a62c9; --bad: #b3261e; --good: #1a7f37; }
        @media (prefers-color-scheme: dark) { :root { --ink: #e6edf3; --soft: #9aa4af; \
        --page: #0d1117; --card: #161b22; --line: #30363d; --accent: #6cb0ff; --bad: #ff8a80; \
        --good: #56d364; } }
        * { box-sizing: border-box; }
        body { margin: 0 auto; max-width: 64rem; padding: 1.5rem 1rem 4rem; color: var(--ink); \
        background: var(--page); font: 1rem/1.5 system-ui, sans-serif; overflow-wrap: anywhere; }
        h1 { font-size: 1.5rem; margin: 0; } h2 { font-size: 1.2rem; margin: 2.5rem 0 .5rem; }
        p { margin: .5rem 0; max-width: 46rem; } .soft, caption, dt { color: var(--soft); }
        .cards { display: grid; gap: .75rem; grid-template-columns: \
        repeat(auto-fit, minmax(10rem, 1fr)); margin: 1.25rem 0; }
        .card { background: var(--card); border: 1px solid var(--line); border-radius: .5rem; \
        padding: .75rem; margin: 0; }
        .card strong { display: block; font-size: 1.5rem; font-variant-numeric: tabular-nums; }
        .card span { color: var(--soft); font-size: .875rem; display: block; }
        .scroll { overflow-x: auto; }
        table { border-collapse: collapse; font-size: .9rem; font-variant-numeric: tabular-nums; \
        min-width: min(100%, 30rem); overflow-wrap: normal; }
        caption { text-align: start; padding: .25rem 0; max-width: calc(100vw - 2rem); }
        th, td { text-align: end; padding: .25rem .6rem; border-bottom: 1px solid var(--line); \
        white-space: nowrap; }
        th[scope=row] { text-align: start; font-weight: 500; white-space: normal; \
        min-width: 7rem; max-width: 22rem; overflow-wrap: break-word; }
        th[scope=col]:first-child, .words td, .words th { text-align: start; }
        .words td { white-space: normal; min-width: 12rem; }
        th[scope=col] { color: var(--soft); font-weight: 500; }
        summary { cursor: pointer; color: var(--accent); margin: .5rem 0; }
        svg { display: block; width: 100%; height: auto; } svg.plot { max-width: 34rem; }
        svg.bar { width: 9rem; height: 1rem; }
        svg text { fill: var(--soft); font: 12px system-ui, sans-serif; }
        .axis { stroke: var(--line); fill: none; } .guide { stroke: var(--soft); fill: none; \
        stroke-dasharray: 4 4; } .curve { stroke: var(--accent); fill: none; stroke-width: 2; }
        .fill { fill: var(--accent); fill-opacity: .25; } .solid { fill: var(--accent); }
        .whisker { stroke: var(--ink); stroke-width: 1.5; } .cell { fill: var(--accent); }
        .wrong { fill: var(--bad); } .track { fill: var(--line); fill-opacity: .5; }
        .mistakes { display: grid; gap: .75rem; padding: 0; list-style: none; \
        grid-template-columns: repeat(auto-fill, minmax(14rem, 1fr)); }
        .mistakes img { width: 100%; aspect-ratio: 1; object-fit: contain; border-radius: .25rem; \
        background: var(--page); } dl { margin: .25rem 0 0; font-size: .9rem; }
        .mistakes dd, dl.run dd { margin: 0 0 .25rem; } dl.run { display: grid; \
        grid-template-columns: minmax(6rem, max-content) 1fr; gap: .25rem 1rem; }
        .no { color: var(--bad); } .source { font-size: .8rem; color: var(--soft); }
        @media print { body { max-width: none; padding: 0; } section { break-inside: auto; } \
        .card, .mistakes li, svg, tr { break-inside: avoid; } \
        details::details-content { content-visibility: visible; display: block; } }
        """
}
