// Examples of requests and answers.

extension OpenAPIDocument {
    /// A picture of 8 x 8 pixels, PNG.
    private static let pixel =
        "iVBORw0KGgoAAAANSUhEUgAAAAgAAAAICAIAAABLbSncAAAAFUlEQVR42mM8UaHBgA0wMeAAg1MCAB4nAXgllso1AAAAAElFTkSuQmCC"

    static let classifyExample = """
        {
          "images": [{"base64": "\(pixel)", "source": "orange.png"}],
          "labels": ["fox", "owl", "tree frog"], "templates": ["a photo of {a class}"], "top": 2
        }
        """

    static let huggingFaceExample = """
        {"inputs": "\(pixel)", "parameters": {"candidate_labels": ["fox", "owl"]}}
        """

    private static let fingerprint = String(repeating: "0123456789abcdef", count: 4)

    private static let checkpointExample = """
        {
          "id": "demo", "source": "bundled with zeroshot", "revision": null, "family": "OpenCLIP",
          "architecture": "ViT", "resolution": {"width": 64, "height": 64},
          "embeddingDimension": 256, "fingerprint": "\(fingerprint)", "precision": "float32"
        }
        """

    static let checkpointsExample = """
        {"checkpoints": [{"name": "demo", "default": true, "loaded": true, "summary": \(checkpointExample)}]}
        """

    static let templateSetsExample = """
        {"templateSets": [{"name": "hf", "use": "to get the numbers of the Hugging Face pipeline",
          "count": 1, "templates": ["This is a photo of {}."]}]}
        """

    static let embeddingsExample = """
        {
          "checkpoint": \(checkpointExample), "images": [],
          "texts": [{"text": "a photo of an owl", "embedding": [0.0125, -0.25], "truncated": null}]
        }
        """

    private static let labelSetMembers = """
        "name": "animals", "labels": ["fox", "owl"], "prompts": 2, "averaging": "normalized",
        "checkpoint": "demo", "fingerprint": "\(fingerprint)", "sha256": "\(fingerprint)",
        "bytes": 3210, "error": null
        """

    static let labelSetExample = "{\(labelSetMembers)}"

    static let labelSetDescriptionExample = """
        {\(labelSetMembers), "templates": ["a photo of a {class}"], "names": [], "sentences": [],
         "calibrated": false, "notices": []}
        """

    static let reportExample = """
        {
          "schema": "zeroshot.report/1", "checkpoint": \(checkpointExample),
          "labels": ["fox", "owl", "tree frog"], "templates": ["a photo of {a class}"],
          "promptsFile": null, "averaging": "normalized", "parity": "openclip", "decoding": "exact",
          "prompts": {"count": 3, "truncated": []},
          "scoring": {"similarity": "cosine", "probability": "softmax", "logitScale": 100.0, "logitBias": null},
          "images": [{
            "source": "owl.jpg", "id": "sha256:\(fingerprint)", "width": 640, "height": 480,
            "predictions": [
              {"rank": 1, "label": "owl", "similarity": 0.31, "probability": 0.98},
              {"rank": 2, "label": "fox", "similarity": 0.22, "probability": 0.01}
            ],
            "confidence": {"proxy": {"kind": "similarity", "value": 0.31}, "threshold": 0.2, "flag": "ok"},
            "abstention": null, "people": {"evidence": []}, "notices": [], "error": null
          }],
          "people": {"declared": false, "consentPolicy": null},
          "notices": [{"code": "score-is-proxy", "message": "The top-1 similarity is only a proxy for confidence; it is not the chance of being right."}],
          "readNext": "NaFlex, ..."
        }
        """
}
