/// The styles of the page: light and dark, from phones to wide screens, and on paper.
enum HTMLStyleSheet {
    static let text = base + layout + controls + cards + bars + paper

    private static let base = """
        :root{color-scheme:light dark;--page:#f5f6f8;--card:#fff;--ink:#15181e;--soft:#565e6c;\
        --line:#dfe3e9;--bar:#dce8ff;--best:#b9d2ff;--focus:#1f5fd6;--shade:#15181e;\
        --ok:#17683f;--ok-bg:#e2f4e9;--low:#7d4a00;--low-bg:#fff0cf;--none:#4b3fa3;\
        --none-bg:#ebe9ff;--failed:#a3231b;--failed-bg:#fde7e5}
        @media(prefers-color-scheme:dark){:root{--page:#0e1014;--card:#171a20;--ink:#e9ebef;\
        --soft:#a2abb9;--line:#2c323c;--bar:#1e3252;--best:#274a80;--focus:#8ab4ff;--shade:#000;\
        --ok:#7fd6a4;--ok-bg:#12301f;--low:#f3c26b;--low-bg:#3a2a08;--none:#b9b0ff;\
        --none-bg:#272150;--failed:#ff9d94;--failed-bg:#411613}}
        *{box-sizing:border-box}
        html{scroll-padding-top:1rem;-webkit-text-size-adjust:100%}
        body{margin:0;background:var(--page);color:var(--ink);font:.9375rem/1.5 system-ui,\
        -apple-system,"Segoe UI",Roboto,"Noto Sans",sans-serif;overflow-wrap:anywhere}
        h1,h2,h3,p,ul,dl,dd,fieldset{margin:0;padding:0;border:0}
        h1{font-size:1.375rem;line-height:1.25;letter-spacing:-.01em}
        h2{font-size:1rem}
        h3{font-size:.9375rem;line-height:1.35}
        ul{padding-left:1.1rem}
        code{font:.8125rem/1.45 ui-monospace,"SF Mono",Menlo,Consolas,monospace}
        [hidden]{display:none!important}
        #images:focus{outline:none}
        :focus-visible{outline:2px solid var(--focus);outline-offset:2px;border-radius:4px}
        .skip{position:absolute;left:-99rem}
        .skip:focus{left:1rem;top:.5rem;z-index:2;background:var(--card);padding:.5rem .75rem}

        """

    private static let layout = """
        .rail,main{padding:0 1rem;max-width:100rem;margin:0 auto}
        .rail{padding-top:1.25rem}
        header p{color:var(--soft)}
        main>h2{display:flex;gap:.75rem;align-items:baseline;margin:1.25rem 0 .75rem;\
        font-size:1.125rem}
        #shown{font-size:.875rem;font-weight:400;color:var(--soft)}
        #unfinished{display:none}
        .unfinished #unfinished,html:not(.scripted) body:not(:has(#summary)) #unfinished\
        {display:block;margin-top:1.25rem}
        #summary,footer{margin-top:1.5rem}
        #summary h2{font-size:1.125rem}
        footer{padding:1rem 0 2rem;color:var(--soft);font-size:.8125rem;\
        border-top:1px solid var(--line)}
        @media(min-width:64rem){
        body{display:grid;grid-template-columns:21rem minmax(0,1fr);max-width:108rem;\
        margin:0 auto}
        .rail,main{margin:0;max-width:none}
        .rail{position:sticky;top:0;height:100vh;padding:1.25rem .5rem 1.5rem 1.5rem;overflow:auto}
        main{padding:0 1.5rem}
        main>h2{margin-top:1.375rem}
        }

        """

    private static let controls = """
        #filters{display:none}
        .scripted #filters{display:grid;gap:.75rem;margin-top:1rem;\
        grid-template-columns:repeat(2,minmax(0,1fr))}
        @media(min-width:40rem) and (max-width:63.99rem){
        .scripted #filters{grid-template-columns:2fr 1fr 1fr}
        .scripted .field:first-child{grid-column:auto}
        }
        .field,legend{font-size:.8125rem;color:var(--soft)}
        .field:first-child{grid-column:1/-1}
        input[type=search],select,button{display:block;width:100%;margin-top:.25rem;\
        padding:.5rem .625rem;font:inherit;font-size:.9375rem;color:var(--ink);\
        background:var(--card);border:1px solid var(--line);border-radius:8px}
        button{display:inline-block;width:auto;margin:0 0 0 .5rem;cursor:pointer}
        fieldset{grid-column:1/-1;display:flex;flex-wrap:wrap;gap:.375rem;min-width:0}
        legend{padding:0;margin-bottom:.25rem}
        fieldset label{display:flex;gap:.375rem;align-items:center;padding:.25rem .5rem;\
        border:1px solid var(--line);border-radius:999px;background:var(--card);cursor:pointer}
        fieldset label:has(:checked){border-color:var(--focus);box-shadow:0 0 0 1px var(--focus)}
        fieldset label:has(:focus-visible){outline:2px solid var(--focus);outline-offset:2px}
        fieldset input{position:absolute;opacity:0;width:1px;height:1px}
        .count{font-size:.8125rem;color:var(--soft);font-variant-numeric:tabular-nums}
        #about{display:grid;gap:.5rem;margin-top:.75rem;\
        grid-template-columns:repeat(auto-fit,minmax(9rem,1fr))}
        #about details[open]{grid-column:1/-1}
        .rail details{padding:.625rem .75rem;background:var(--card);\
        border:1px solid var(--line);border-radius:10px;font-size:.875rem}
        summary{cursor:pointer}
        summary h2{display:inline;font-size:.875rem}
        .rail h3{margin-top:.625rem;font-size:.8125rem}
        .rail details>*+*{margin-top:.5rem}
        @media(min-width:64rem){#about{display:block}#about details+details{margin-top:.75rem}}
        .rail li+li{margin-top:.375rem}
        dl div{display:grid;grid-template-columns:6.5rem 1fr;gap:.5rem;padding:.125rem 0}
        dt{color:var(--soft)}
        .lines{white-space:pre-wrap}

        """

    private static let cards = """
        #images{display:grid;gap:.75rem;\
        grid-template-columns:repeat(auto-fill,minmax(min(100%,30rem),1fr))}
        article{display:grid;grid-template-columns:auto minmax(0,1fr);gap:0 1rem;\
        align-content:start;padding:.875rem;background:var(--card);border:1px solid var(--line);\
        border-radius:12px;content-visibility:auto;contain-intrinsic-size:auto 16rem}
        .picture{grid-column:1;grid-row:1/span 9;width:8rem}
        .picture span{display:block;position:relative;width:fit-content;margin:0 auto}
        .picture img{display:block;max-width:100%;height:auto;border-radius:6px;\
        background:var(--line)}
        .picture svg{position:absolute;inset:0;width:100%;height:100%;fill:var(--shade);\
        fill-rule:evenodd;opacity:.62}
        .head p{display:flex;flex-wrap:wrap;gap:.25rem .75rem;align-items:center;margin-top:.25rem}
        .head p>span+span{font-size:.8125rem;color:var(--soft)}
        article>*{grid-column:2;min-width:0}
        article:not(:has(.picture))>*{grid-column:1/-1}
        article>table,article>.note,article>.why{margin-top:.5rem}
        .badge{padding:.0625rem .5rem;border-radius:999px;font-size:.8125rem;font-weight:600;\
        color:var(--ink);white-space:nowrap}
        .ok.badge{color:var(--ok);background:var(--ok-bg)}
        .low{color:var(--low);background:var(--low-bg)}
        .none{color:var(--none);background:var(--none-bg)}
        .failed{color:var(--failed);background:var(--failed-bg)}
        .note{padding:.375rem .625rem;border-radius:8px;font-size:.8125rem;\
        border:1px solid var(--line)}
        .note.low,.note.none,.note.failed{border-color:transparent}
        table{width:100%;border-spacing:0 3px;font-size:.875rem}
        th{text-align:left;font-weight:400}
        thead th{color:var(--soft);font-size:.75rem}
        thead th+th,td{text-align:right;white-space:nowrap;padding-left:.75rem;\
        font-variant-numeric:tabular-nums}
        tbody th{width:99%;padding:.1875rem .5rem;border-radius:5px}
        article>table tbody tr:first-child{font-weight:600}
        article>table tbody tr:first-child th{font-weight:600}
        .why{font-size:.8125rem}
        .why>*+*{margin-top:.5rem}
        .why table{font-size:.8125rem}
        .why tbody th{padding-left:0}
        .why caption{text-align:left;font-weight:600}
        .gap th,.gap td{border-top:1px dashed var(--line)}
        @media(max-width:35.99rem){
        .picture{grid-row:1;width:6rem}
        article>table,article>.note,article>.why{grid-column:1/-1}
        }

        """

    /// One rule for each whole percent: the page's policy allows no style of an element's own.
    private static let bars =
        """
        article>table tbody th{background:linear-gradient(var(--bar) 0 0) no-repeat 0/var(--w) 100%}
        article>table tbody tr:first-child th{--bar:var(--best)}

        """ + (0...100).map { ".w\($0){--w:\($0)%}" }.joined() + "\n"

    private static let paper = """
        @media print{
        :root{color-scheme:light;--page:#fff;--card:#fff;--ink:#000;--soft:#444;--line:#bbb;\
        --bar:#e3e9f4;--best:#cbd8ee}
        body{display:block;font-size:9.5pt}
        .rail,main{position:static;height:auto;overflow:visible;padding:0}
        .scripted #filters,.skip,#nothing{display:none!important}
        h2{break-after:avoid}
        article{content-visibility:visible;break-inside:avoid}
        #images{display:block}
        article+article{margin-top:.5rem}
        tbody th,.badge,.note{print-color-adjust:exact;-webkit-print-color-adjust:exact}
        }

        """
}
