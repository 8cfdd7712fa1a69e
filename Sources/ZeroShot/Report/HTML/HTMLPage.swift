internal import Crypto
internal import Foundation

/// The page around the images.
enum HTMLPage {
    /// All that comes before the first image.
    static func start(_ run: RunReport) -> String {
        let checkpoint = run.checkpoint
        return """
            <!doctype html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta http-equiv="Content-Security-Policy" content="\(policy)">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <meta name="color-scheme" content="light dark">
            <meta name="generator" content="zeroshot \(ProductVersion.current)">
            <title>Zero-shot ranking with \(HTMLText.escaped(checkpoint.id))</title>
            <style>\(HTMLStyleSheet.text)</style>
            <script>\(HTMLScript.text)</script>
            </head>
            <body>
            <a class="skip" href="#images">Skip to the images</a>
            <div class="rail">
            <header>
            <h1>Zero-shot ranking</h1>
            <p>\(HTMLText.isolated(checkpoint.id)) · \(HTMLText.escaped(checkpoint.family)) · \
            \(HTMLText.escaped(checkpoint.architecture)) · \(run.labels.count) labels</p>
            </header>
            \(filters)<div id="about">
            \(HTMLRun.sections(run))</div>
            </div>
            <main>
            <p id="unfinished" class="note low">This run did not finish: the images below are \
            complete, others are missing.</p>
            <h2 id="images-heading">Images <output id="shown"></output></h2>
            <p id="nothing" hidden>No image matches. <button type="button" id="reset">Show \
            all</button></p>
            <div id="images" tabindex="-1">

            """
    }

    /// All that comes behind the last image.
    static func end(_ summary: RunSummary, mayAbstain: Bool) -> String {
        let notices = summary.notices.map {
            "<p class=\"note low\">\(HTMLText.escaped($0.message))</p>\n"
        }
        return """
            </div>
            <section id="summary">
            <h2>Summary</h2>
            <p>\(HTMLText.escaped(summary.line(mayAbstain: mayAbstain)))</p>
            \(notices.joined())</section>
            <footer>
            <p>Read next: \(HTMLText.escaped(RunReport.readNext))</p>
            <p>Written by zeroshot \(ProductVersion.current).</p>
            </footer>
            </main>
            </body>
            </html>

            """
    }

    /// Nothing from elsewhere, and of styles and scripts only the page's own, told by their hashes:
    /// what slipped in through a label or a name would not run.
    private static let policy = """
        default-src 'none'; img-src data:; style-src '\(hash(of: HTMLStyleSheet.text))'; \
        script-src '\(hash(of: HTMLScript.text))'; base-uri 'none'; form-action 'none'
        """

    private static func hash(of text: String) -> String {
        "sha256-" + Data(SHA256.hash(data: Data(text.utf8))).base64EncodedString()
    }

    /// Hidden until the script runs, without which they would do nothing.
    private static let filters: String = {
        let flags = ImageVerdict.allCases.map { verdict in
            """
            <label><input type="radio" name="flag" value="\(verdict.rawValue)">\
            <span class="badge \(verdict.rawValue)">\(verdict.word)</span>\
            <span class="count"></span></label>

            """
        }
        return """
            <form id="filters" role="search" aria-label="Filter the images">
            <label class="field">File name<input type="search" id="name" autocomplete="off" \
            spellcheck="false"></label>
            <label class="field">First label<select id="label"><option value="">all</option>\
            </select></label>
            <label class="field">Order<select id="order">
            <option value="given">as given</option>
            <option value="low">least confident first</option>
            <option value="high">most confident first</option>
            <option value="name">by file name</option>
            </select></label>
            <fieldset><legend>Flag</legend>
            <label><input type="radio" name="flag" value="" checked><span class="badge">all</span>\
            <span class="count"></span></label>
            \(flags.joined())</fieldset>
            </form>

            """
    }()
}
