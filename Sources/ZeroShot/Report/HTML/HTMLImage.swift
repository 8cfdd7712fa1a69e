/// One image of the page, on one line.
///
/// With 10,000 of them each element counts, and so do line ends, which a browser keeps as texts.
/// Headings and cells are paragraphs of their own to the bidirectional algorithm: nothing in them
/// moves what stands beside them.
enum HTMLImage {
    static func card(_ image: ImageReport) -> String {
        let verdict = ImageVerdict(image)
        let value = image.confidence.map { " data-value=\"\($0.proxy.value)\"" } ?? ""
        return """
            <article data-flag="\(verdict.rawValue)"\(value)>\(picture(of: image))\
            <div class="head"><h3>\(HTMLText.escaped(image.source))</h3>\
            <p><span class="badge \(verdict.rawValue)">\(verdict.word)</span>\
            \(facts(of: image))</p></div>\(ranking(of: image))\(remarks(on: image))\
            \(image.explanation.map(HTMLExplanation.details) ?? "")</article>

            """
    }

    private static func picture(of image: ImageReport) -> String {
        guard let thumbnail = image.thumbnail else { return "" }
        let cut = image.explanation.map { HTMLExplanation.overlay($0.visible) } ?? ""
        // The heading beside it names the picture; what it shows is not for us to say.
        return """
            <div class="picture"><span><img src="\(thumbnail.dataAddress)" \
            width="\(thumbnail.width)" height="\(thumbnail.height)" alt="" loading="lazy" \
            decoding="async">\(cut)</span></div>
            """
    }

    private static func facts(of image: ImageReport) -> String {
        let size = image.size.map { "\($0.width) × \($0.height)" }
        let confidence = image.confidence.map {
            "top-1 \($0.proxy.kind.rawValue) \($0.readableValue), threshold \($0.threshold)"
        }
        return [size, confidence].compactMap(\.self).map { " <span>\($0)</span>" }.joined()
    }

    private static func ranking(of image: ImageReport) -> String {
        guard let best = image.predictions.first else { return "" }
        let decimals = PredictionTable.decimals(forBest: best.probability)
        let rows = image.predictions.map { prediction in
            let bar = Int((prediction.probability * 100).rounded())
            let percent = PredictionTable.percent(prediction.probability, decimals: decimals)
            return """
                <tr><th scope="row" class="w\(bar)">\(HTMLText.escaped(prediction.label))\
                \(prediction.decision.map { $0 ? " ✓" : " ✗" } ?? "")</th>\
                <td>\(HTMLText.escaped(percent))</td>\
                <td>\(prediction.similarity.text(digits: 3))</td></tr>
                """
        }
        return """
            <table><thead><tr><th scope="col">label</th><th scope="col">probability</th>\
            <th scope="col">similarity</th></tr></thead><tbody>\(rows.joined())</tbody></table>
            """
    }

    private static func remarks(on image: ImageReport) -> String {
        var remarks: [(text: String, kind: String)] = []
        if let failure = image.failure {
            remarks.append(("Not ranked (\(failure.code)): \(failure.message)", "failed"))
        }
        remarks += image.peopleEvidence.map { ("People in the metadata: \($0)", "people") }
        remarks += image.notices.map { notice in
            switch notice {
            case .lowConfidence: (notice.message, "low")
            case .noneOfThese: (notice.message, "none")
            default: (notice.message, "")
            }
        }
        return remarks.map {
            "<p class=\"note \($0.kind)\">\(HTMLText.escaped($0.text))</p>"
        }.joined()
    }
}
